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
    double mean_over_shortest = 0;
    interval mean_over_shortest_95;
};

/// `results[i]` and `shortest[i]` belong to maze i. Not empty.
episode_statistics summarise_episode(const std::vector<episode_result>& results,
                                     const std::vector<std::uint32_t>& shortest,
                                     std::uint64_t seed);

/// An agent's way through all episodes.
struct agent_statistics {
    std::string name;
    std::vector<episode_statistics> episodes;
};

}  // namespace memglia
