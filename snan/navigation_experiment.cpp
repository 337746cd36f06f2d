#include "snan/navigation_experiment.hpp"

namespace memglia {

std::string_view knowledge_of(std::string_view agent) {
    if (agent == agent_random_bump) return "nothing";
    if (agent == agent_random_free) return "contacts";
    if (agent == agent_q_lambda_blind) return "cell";
    const bool without_grid =
        agent == agent_q_lambda || agent == agent_dyna_q || agent == agent_stdp_only;
    return without_grid ? "senses" : "grid";
}

unused_keys experiment_config::unused() const {
    unused_keys all;
    if (!scenario.empty()) {
        add_unused(all, {"width", "height", "wall_fraction"},
                   "scenario names the maps: no random mazes", "scenario", "an empty scenario");
    }
    const auto beyond = [&](const char* key, std::uint32_t episode) {
        if (episode <= episodes) return;
        add_unused(all, {key}, "there are only " + std::to_string(episodes) + " episodes",
                   "episodes", "more episodes");
    };
    beyond("goal_moves_at", goal_moves_at);
    beyond("goal_returns_at", goal_returns_at);
    if (!has(agent_chip)) {
        add_unused(all, {"logged_mazes"},
                   "snan_chip, whose decisions are logged, is not among agents", "agents",
                   "snan_chip among agents");
    }
    return all;
}

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
