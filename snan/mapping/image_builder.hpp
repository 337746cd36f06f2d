#pragma once

#include <cstdint>

#include "rtl_models/navigation/chip_config.hpp"
#include "rtl_models/navigation/chip_image.hpp"
#include "snan/grid_map.hpp"
#include "snan/snan_rule.hpp"

namespace memglia {

/// Maps a network onto a chip: cell i becomes place neuron i, its astrocyte the one of its
/// territory, and the synapse (i, a) is gated by the astrocyte of the cell that lies on side a.
/// Which cell that is comes from the grid's width and height alone; where walls are is not in the
/// image.
chip_image build_image(const rule_config& rule, const grid_map& map, const chip_config& chip,
                       std::uint64_t seed);

/// How much faster than biology the chip runs: decision window over decision time.
double acceleration(const rule_config& rule, const chip_config& chip);

}  // namespace memglia
