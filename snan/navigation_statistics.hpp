#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "snan/session.hpp"
#include "snan/statistics.hpp"

namespace memglia {

/// One agent at one episode over all mazes. Failures are entered as limit + 1 steps.
struct episode_statistics {
    double median_steps = 0;
    double q25 = 0;
    double q75 = 0;
    interval median_95;  ///< bootstrap interval of the median
    double completion = 0;
    interval completion_95;  ///< Clopper and Pearson
    double mean_steps = 0;
    interval mean_steps_95;
    double mean_shortest = 0;
    double mean_over_shortest = 0;
    interval mean_over_shortest_95;
};

/// `results[i]` and `shortest[i]` belong to maze i. Not empty.
episode_statistics summarise_episode(const std::vector<episode_result>& results,
                                     const std::vector<std::uint32_t>& shortest,
                                     std::uint64_t seed);

/// A mean with its 95 % bootstrap interval.
struct mean_statistics {
    double mean = 0;
    interval mean_95;
};
mean_statistics summarise_mean(const std::vector<double>& values, std::uint64_t seed);

/// The sum of `parts` over the sum of `wholes`, place by place of the same maze: what one costs.
mean_statistics summarise_ratio(const std::vector<double>& parts, const std::vector<double>& wholes,
                                std::uint64_t seed);

/// `ours` minus `theirs` in steps, maze by maze: below zero we need fewer. Paired, because both
/// walk the same mazes.
mean_statistics paired_difference(const std::vector<episode_result>& ours,
                                  const std::vector<episode_result>& theirs, std::uint64_t seed);

/// Steps of one agent added up over all its episodes; `episodes[e][i]` is maze i.
mean_statistics sum_of_steps(const std::vector<std::vector<episode_result>>& episodes,
                             std::uint64_t seed);

/// An agent's way through all episodes.
struct agent_statistics {
    std::string name;
    std::vector<episode_statistics> episodes;
};

}  // namespace memglia
