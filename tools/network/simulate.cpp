#include "tools/network/simulate.hpp"

#include <systemc>
#include <utility>

#include "snan/mapping/network_on_chip.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

namespace memglia {

std::unique_ptr<network_simulation> make_simulation(network net, substrate on,
                                                    const network_chip_config& chip) {
    switch (on) {
        case substrate::double_precision:
            return std::make_unique<network_engine>(std::move(net));
        case substrate::fixed:
            return std::make_unique<fixed_engine>(std::move(net), format_of(chip));
        case substrate::chip:
            break;
    }
    // SystemC's remarks go to stdout, which is for data; warnings and errors still speak.
    sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
    return std::make_unique<network_on_chip>(std::move(net), chip);
}

}  // namespace memglia
