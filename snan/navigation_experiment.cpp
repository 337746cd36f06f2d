#include "snan/navigation_experiment.hpp"

namespace memglia {

std::vector<episode_result> walk_episodes(const std::vector<maze>& goals,
                                          const experiment_config& experiment, decider& agent) {
    std::vector<episode_result> results;
    for (std::uint32_t e = 1; e <= experiment.episodes; ++e) {
        const maze& task = goals[experiment.goal_of_episode(e)];
        results.push_back(run_episode(task, step_limit(task.map), agent));
    }
    return results;
}

}  // namespace memglia
