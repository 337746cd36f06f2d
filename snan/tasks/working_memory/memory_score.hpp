#pragma once

#include <cstdint>
#include <vector>

#include "snan/statistics.hpp"
#include "snan/tasks/working_memory/memory_task.hpp"

namespace memglia {

/// Of one condition and one delay, over all networks.
struct memory_score {
    std::uint64_t right = 0;
    std::uint64_t trials = 0;
    std::uint64_t ties = 0;
    interval share{};  ///< 95 %, share_95() of right in trials
    /// Mean over networks of their share of right choices less that in the first condition, and its
    /// 95 % interval: networks are drawn anew, 10 000 times.
    double difference = 0;
    interval difference_95{};
    double held_hz = 0;       ///< of the neurons of the sample's pool, in delays; 0 without a delay
    double spikes_per_s = 0;  ///< of all pools, in delays
    double events_per_s = 0;  ///< synapses that spikes pass, in delays

    double right_share() const { return static_cast<double>(right) / static_cast<double>(trials); }
};

/// Trials of a condition, by network.
using memory_runs = std::vector<std::vector<memory_trial>>;

/// scores[condition][delay] of runs[condition][network].
std::vector<std::vector<memory_score>> score_memory(const working_memory_config& config,
                                                    const std::vector<memory_runs>& runs);

}  // namespace memglia
