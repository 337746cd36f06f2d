#pragma once

#include <vector>

#include "snan/network/population.hpp"
#include "tools/experiments/task.hpp"

namespace memglia {

/// Holds if two runs of a network's cells made the same spikes; else names the first that only one
/// of them has.
rung_outcome same_spikes(const std::vector<spike_event>& reference,
                         const std::vector<spike_event>& tested);

}  // namespace memglia
