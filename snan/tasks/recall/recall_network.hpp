#pragma once

#include <cstdint>
#include <vector>

#include "snan/network/simulation.hpp"
#include "snan/tasks/recall/delayed_weights.hpp"

namespace memglia {

/// When each pattern is recalled, one after the other in one run: a cue each, and before it silence
/// for as long as spikes of the last pattern would reach beyond the cue.
class recall_schedule {
  public:
    explicit recall_schedule(const recall_config& config)
        : silence_(config.delays - config.cue_ticks()),
          cue_(config.cue_ticks()),
          pattern_(config.patterns.ticks),
          count_(config.patterns.count) {}

    std::uint64_t begin(std::uint32_t pattern) const { return pattern * (silence_ + pattern_); }
    std::uint64_t first_of_cue(std::uint32_t pattern) const { return begin(pattern) + silence_; }
    std::uint64_t end_of_cue(std::uint32_t pattern) const { return first_of_cue(pattern) + cue_; }
    std::uint64_t ticks() const { return count_ * (silence_ + pattern_); }

  private:
    std::uint64_t silence_;
    std::uint64_t cue_;
    std::uint64_t pattern_;
    std::uint32_t count_;
};

/// The network whose neurons do what free_run() does after each cue, a population of LIF neurons
/// that is clamped to the cues. Where u(t) of the equations adds what arrives after it has decayed,
/// an engine decays both: weights, and the threshold that a spike takes, are divided by beta. A
/// delay of d ticks is one of d - 1, after which a spike is heard in the next tick.
///
/// Throws input_error for a beta that no time constant of a tick or more has.
network recall_network(const recall_config& config, const delayed_weights& weights,
                       const std::vector<spike_pattern>& cues);

/// Runs the network of recall_network(): what followed each cue, with the cue.
std::vector<spike_pattern> recall_on(const recall_config& config, network_simulation& simulation);

}  // namespace memglia
