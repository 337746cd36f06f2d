#pragma once

#include <cstdint>
#include <vector>

#include "snan/tasks/recall/recall_config.hpp"

namespace memglia {

/// Neurons that spike in each tick, in order.
using spike_pattern = std::vector<std::vector<std::uint32_t>>;

/// Every neuron spikes in every tick with the same probability. A stream per pattern, so one more
/// pattern changes no other.
std::vector<spike_pattern> make_patterns(const recall_config& config);

/// The first cue_ticks() of a pattern as they are given: with some entries drawn anew and some
/// neurons silent.
spike_pattern make_cue(const recall_config& config, const spike_pattern& pattern,
                       std::uint32_t pattern_index);

}  // namespace memglia
