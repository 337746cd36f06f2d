#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "snan/network/population.hpp"
#include "snan/tasks/environment/environment.hpp"
#include "tools/experiments/environment/environment_experiment.hpp"

namespace memglia {

struct environment_run {
    environment_result result;
    std::vector<spike_event> spikes;  ///< of questions that the rule itself did not answer
    nlohmann::ordered_json chip;      ///< what the questions took, on a chip
};

/// One network by the numbers and the place of the experiment; on a chip once in a process.
environment_run run_network(const environment_experiment& experiment,
                            const environment_config& config);

}  // namespace memglia
