#include "tools/validate/maze_walks.hpp"

namespace memglia {

std::vector<episode_statistics> summarise(const std::vector<maze_walk>& walks,
                                          std::vector<episode_result> maze_walk::*agent,
                                          const experiment_config& experiment) {
    std::vector<episode_statistics> all;
    for (std::uint32_t e = 0; e < experiment.episodes; ++e) {
        std::vector<std::uint32_t> shortest;
        std::vector<episode_result> results;
        for (const maze_walk& w : walks) {
            shortest.push_back(w.shortest[experiment.goal_of_episode(e + 1)]);
            results.push_back((w.*agent)[e]);
        }
        all.push_back(summarise_episode(results, shortest, experiment.first_seed));
    }
    return all;
}

std::vector<std::uint32_t> shortest_of(const std::vector<maze>& goals) {
    std::vector<std::uint32_t> all;
    for (const maze& task : goals) all.push_back(task.shortest);
    return all;
}

}  // namespace memglia
