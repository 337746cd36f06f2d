#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "snan/tasks/recall/delayed_weights.hpp"

namespace memglia {

/// Spikes of all patterns together, from the first tick after the longest cue on.
struct recall_score {
    std::uint64_t hits = 0;  ///< in the pattern and recalled
    std::uint64_t false_alarms = 0;
    std::uint64_t misses = 0;

    double precision() const;  ///< 0 where nothing was recalled
    double recall() const;     ///< 0 where there was nothing to recall
    double f1() const;

    friend bool operator==(const recall_score&, const recall_score&) = default;
};

struct recall_result {
    recall_score score;
    std::vector<recall_score> by_pattern;
    std::uint64_t spikes = 0;               ///< with those of the cues
    std::uint64_t synaptic_operations = 0;  ///< synapses that spikes passed
    std::size_t synapses = 0;
    least_squares_report least_squares;  ///< of the rule pseudo_inverse
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

/// Compares the ticks from `from` on.
recall_score score_of(const spike_pattern& pattern, const spike_pattern& recalled,
                      std::size_t from);

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

/// Draws the patterns, stores them, recalls each from its cue.
recall_result run_recall(const recall_config& config, const recaller& recall = free_runs);

}  // namespace memglia
