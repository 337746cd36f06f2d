#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "snan/tasks/recall/delayed_weights.hpp"
#include "snan/tasks/recall/recall_score.hpp"
#include "snan/tasks/recall/training.hpp"

namespace memglia {

struct recall_result {
    recall_score score;
    std::vector<recall_score> by_pattern;
    std::uint64_t spikes = 0;               ///< with those of the cues
    std::uint64_t synaptic_operations = 0;  ///< synapses that spikes passed
    std::size_t synapses = 0;
    least_squares_report least_squares;  ///< of the rule pseudo_inverse
    recall_score untrained;              ///< of the weights that training started from
    std::vector<training_epoch> training;
};

/// What follows a cue, and how many synapses its spikes passed:
///     u(t) = beta u(t-1) (1 - s(t-1)) + sum_i,d W[j][i][d] s_i(t-d),  s(t) = [u(t) >= threshold],
/// or u(t) = beta u(t-1) - threshold s(t-1) + ... with the reset `subtract`. During the cue its
/// spikes are the neurons' and potentials stay 0. A spike costs its own synapses, a tick one step
/// of every membrane.
///
/// A stepper of its own, by which recall_network() is held.
spike_pattern free_run(const recall_config& config, const delayed_weights& weights,
                       const spike_pattern& cue, std::uint64_t& synaptic_operations);

/// What followed cues, with them.
struct recalled_patterns {
    std::vector<spike_pattern> patterns;
    std::uint64_t synaptic_operations = 0;
};

/// Recalls a pattern from each cue.
using recaller = std::function<recalled_patterns(
    const recall_config& config, delayed_weights weights, const std::vector<spike_pattern>& cues)>;

/// By free_run().
recalled_patterns free_runs(const recall_config& config, const delayed_weights& weights,
                            const std::vector<spike_pattern>& cues);

/// Draws the patterns, stores them, recalls each from its cue. The same for any number of threads,
/// in which training is done.
recall_result run_recall(const recall_config& config, const recaller& recall = free_runs,
                         unsigned threads = 1);

}  // namespace memglia
