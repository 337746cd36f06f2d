#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "snan/decision_trace.hpp"
#include "snan/navigation_statistics.hpp"
#include "tools/experiment/run_config.hpp"

// The ladder of validation: each rung holds one implementation to the one before it.
namespace memglia {

/// The same experiment on the chip as configured, with the ideal device, and with its noise off.
struct ladder_configs {
    run_config configured;
    run_config ideal;
    run_config noiseless;
    std::uint32_t lockstep_mazes =
        100;  ///< rungs 1 and 1b; the others walk the experiment's number
    std::size_t workers = 1;
};

struct mismatch {
    std::uint64_t seed = 0;  ///< of the maze
    std::uint32_t episode = 0;
    std::uint64_t decision = 0;
    double time_s = 0;  ///< on the chip, since it was loaded
    trace_difference difference;
};

/// Rungs 1 and 1b: the chip and its fixed-point reference walk together, decision by decision.
struct lockstep_report {
    std::uint64_t decisions = 0;
    std::uint32_t mazes = 0;
    std::optional<mismatch> first;
    std::optional<trace_difference> wrong_image;  ///< what was loaded is not the rule's
};

/// What two agents' statistics may differ by, over and above what their 95 % intervals leave open.
struct statistics_bounds {
    double completion = 0.02;  ///< first episode, one-sided: no more than this below
    double first_median_relative = 0.15;
    double last_ratio = 0.15;             ///< mean of steps over shortest, last episode
    double moved_median_relative = 0.15;  ///< episodes in which the goal moves and returns
    double agreement = 0.995;             ///< rung 2
};

struct statistics_report {
    std::vector<episode_statistics> expected;
    std::vector<episode_statistics> found;
    double agreement = 1;  ///< rung 2: share of decisions that the double-precision rule allows
    std::vector<std::string> violations;
};

/// Called with the number of mazes done so far.
using ladder_progress = std::function<void(std::size_t)>;

/// Rung 1: ideal device against integer synapses. No tolerance.
lockstep_report validate_ideal(const ladder_configs& configs, const ladder_progress& progress);

/// Rung 1b: VTEAM without noise against synapses in closed form. No tolerance.
lockstep_report validate_vteam(const ladder_configs& configs, const ladder_progress& progress);

/// Rung 2: the fixed-point network against the double-precision rule. Pure software.
statistics_report validate_fixed_point(const ladder_configs& configs,
                                       const ladder_progress& progress);

/// Rung 3: the chip with its real device against the fixed-point network, which rung 1 has shown to
/// be the ideal chip: `fixed_point` is what rung 2 found.
statistics_report validate_device(const ladder_configs& configs,
                                  const std::vector<episode_statistics>& fixed_point,
                                  const ladder_progress& progress);

}  // namespace memglia
