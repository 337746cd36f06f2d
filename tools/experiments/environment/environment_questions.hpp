#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "snan/network/population.hpp"
#include "snan/tasks/environment/environment.hpp"
#include "tools/experiments/environment/environment_experiment.hpp"
#include "tools/network/simulate.hpp"

namespace memglia {

struct environment_run {
    environment_result result;
    std::vector<spike_event> spikes;  ///< of questions that the rule itself did not answer
    nlohmann::ordered_json chip;      ///< what the questions took, on a chip
    nlohmann::ordered_json learning;  ///< and what learning took, where the chip learned, too
};

/// A network of the general engines, or a chip, learns and answers: of `result` there are spikes
/// and synaptic events, and of a chip column writes and level changes. `chip` is then of all.
environment_run run_as_network(const environment_config& config, substrate on,
                               const network_chip_config& chip);

/// One network by the numbers and the place of the experiment; on a chip once in a process.
environment_run run_network(const environment_experiment& experiment,
                            const environment_config& config);

}  // namespace memglia
