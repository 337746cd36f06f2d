#include "snan/reference/fixed_neuron_bank.hpp"

#include "snan/reference/fixed_adex_bank.hpp"
#include "snan/reference/fixed_izhikevich_bank.hpp"
#include "snan/reference/fixed_lif_bank.hpp"

namespace memglia {

std::unique_ptr<fixed_neuron_bank> make_fixed_neuron_bank(const fixed_population& p,
                                                          const number_format& format,
                                                          registers allowed) {
    if (p.izhikevich) return std::make_unique<fixed_izhikevich_bank>(*p.izhikevich, format);
    if (p.adex) return std::make_unique<fixed_adex_bank>(*p.adex, format);
    return std::make_unique<fixed_lif_bank>(*p.lif, format, allowed);
}

}  // namespace memglia
