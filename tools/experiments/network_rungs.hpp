#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/chip/network_chip_config.hpp"
#include "snan/network/network.hpp"
#include "tools/experiments/task.hpp"

namespace memglia {

/// How far apart two runs of a network may be where the numbers of one are not those of the other.
/// Single spikes soon differ; what a population does may not.
struct network_bounds {
    double spikes = 0.1;        ///< of a population's, beside four times their root
    double mean_weight = 0.05;  ///< of the largest weight of the projection, at first or at last
};

/// Whether a chip does what the fixed-point engine does, in every spike, potential, calcium and
/// weight; the first difference, if not. Needs a process that has built no chip.
rung_outcome same_in_every_signal(const network& net, const network_chip_config& chip,
                                  std::uint64_t ticks);

/// The steps of `memglia validate` for any network, over so many ticks: 1 ideal devices and 1b
/// VTEAM without noise equal fixed point in every signal; 2 fixed point against double precision
/// and 3 the chip as it is against fixed point stay within network_bounds.
std::vector<rung> network_rungs(const network& net, const network_chip_config& chip,
                                std::uint64_t ticks);

}  // namespace memglia
