#pragma once

#include <memory>
#include <string_view>

#include "rtl_models/chip/network_chip_config.hpp"
#include "snan/network/simulation.hpp"

namespace memglia {

/// What a network runs on.
enum class substrate { double_precision, fixed, chip };
constexpr std::string_view choice_words(substrate) {
    return "double|fixed|chip";
}

/// Ready for its first tick; of the chip configuration, fixed takes the numbers alone. One on a
/// chip per process. Throws input_error for what does not fit.
std::unique_ptr<network_simulation> make_simulation(network net, substrate on,
                                                    const network_chip_config& chip);

}  // namespace memglia
