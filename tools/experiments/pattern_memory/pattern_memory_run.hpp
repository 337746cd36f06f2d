#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "snan/network/population.hpp"
#include "snan/tasks/pattern_memory/pattern_memory.hpp"
#include "tools/experiments/pattern_memory/pattern_memory_experiment.hpp"

namespace memglia {

struct pattern_memory_run {
    pattern_memory_result result;
    std::vector<spike_event> spikes;  ///< of the field, not of the published network
    nlohmann::ordered_json chip;      ///< what it took, on a chip
};

/// One network, on what the experiment says; on a chip once in a process.
pattern_memory_run run_memory(const pattern_memory_experiment& config);

}  // namespace memglia
