#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/cost/area.hpp"
#include "rtl_models/navigation/chip_config.hpp"

namespace memglia {

/// The chip for `places` places as a sum of components: every circuit that the ledger prices, every
/// SRAM bank, the buffers of endpoints and one bank's worth of fixed tables. Not in it: state
/// machines of endpoints, clock trees, pads, wiring that does not lie over cells.
std::vector<area_item> chip_area(const chip_config& config, std::uint32_t places);

/// Leakage of the chip while it works: of memories by their banks, of memristors none, of all else
/// by area.
double leakage_w(const chip_config& config, std::uint32_t places);

/// Leakage of the chip while it rests: of everything, or of what keeps its bits.
double resting_w(const chip_config& config, std::uint32_t places);

/// Neurons of a chip for `places` places. A place neuron is one input of the network: a row of
/// eight memristors, its astrocyte and tag words and its astrocyte's wave site; it has no membrane.
/// An action neuron is an output: a leaky integrate-and-fire circuit with a membrane, four per
/// core.
struct neuron_count {
    std::uint32_t place = 0;
    std::uint32_t action = 0;
};
neuron_count count_neurons(const chip_config& config, std::uint32_t places);

/// Places of all cores that a chip for `places` places has.
std::uint32_t capacity(const chip_config& config, std::uint32_t places);

}  // namespace memglia
