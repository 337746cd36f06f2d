#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rtl_models/cost/ledger.hpp"
#include "snan/mapping/network_mapping.hpp"
#include "snan/network/population.hpp"
#include "snan/tasks/working_memory/memory_score.hpp"
#include "tools/experiments/task.hpp"
#include "tools/experiments/working_memory/working_memory_experiment.hpp"

namespace memglia {

/// One trial as a picture shows it, from its sample on.
struct watched_trial {
    memory_trial trial;
    std::vector<spike_event> spikes;  ///< ticks since the sample began
    std::uint32_t every_ticks = 20;
    std::vector<double> calcium;  ///< pool by pool in every so many ticks
};

/// What a network did under one condition.
struct memory_job {
    std::vector<memory_trial> trials;
    double delays_s = 0;  ///< biological time of all delays
    /// Of all delays, by component; on a chip alone.
    std::array<double, component_count> delay_j{};
    /// Of the first network: the first trial with the longest delay.
    std::optional<watched_trial> watched;
    /// Of the first network on a chip.
    std::optional<mapping_report> mapping;
    std::vector<spike_event> spikes;  ///< of the first network, if all are asked for
};

enum class kept_spikes { of_one_trial, all };

/// jobs[condition][network], in forked processes.
std::vector<std::vector<memory_job>> run_memory_jobs(const working_memory_experiment& config,
                                                     const task_context& how,
                                                     kept_spikes kept = kept_spikes::of_one_trial);

/// The longest delay.
std::uint32_t longest_delay(const working_memory_config& config);

}  // namespace memglia
