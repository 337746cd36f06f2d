#include "tools/validate/frozen_result.hpp"

#include <fmt/format.h>

#include "base/choice.hpp"
#include "snan/snan_reference.hpp"
#include "tools/validate/maze_walks.hpp"

namespace memglia {

namespace {

using q = frozen_quantity;

// Where the goal moves in episode 6 and returns in episode 11, as in experiment `moved_goal`.
experiment_config mazes_of(std::uint32_t mazes, bool goal_moves) {
    experiment_config walked;
    walked.mazes = mazes;
    if (goal_moves) {
        walked.episodes = 15;
        walked.goal_moves_at = 6;
        walked.goal_returns_at = 11;
    }
    return walked;
}

frozen_number measure(const frozen_number& asked, const std::vector<maze_walk>& walks,
                      const std::vector<episode_statistics>& episodes, std::uint64_t seed) {
    const episode_statistics& at = episodes.at(asked.episode - 1);
    switch (asked.what) {
        case q::completion:
            return {asked.what, asked.episode, at.completion, at.completion_95};
        case q::median_steps:
            return {asked.what, asked.episode, at.median_steps, at.median_95};
        case q::mean_steps:
            return {asked.what, asked.episode, at.mean_steps, at.mean_steps_95};
        case q::over_shortest:
            return {asked.what, asked.episode, at.mean_over_shortest, at.mean_over_shortest_95};
        case q::sum_of_steps:
            break;
    }
    std::vector<double> sums;
    for (const maze_walk& w : walks) {
        double sum = 0;
        for (std::uint32_t e = 0; e < asked.episode; ++e) sum += w.reference[e].steps;
        sums.push_back(sum);
    }
    const mean_statistics sum = summarise_mean(sums, seed);
    return {asked.what, asked.episode, sum.mean, sum.mean_95};
}

}  // namespace

// From `memglia run EXPERIMENT --set rule=RULE --set experiment.agents=[snan_reference] --set
// experiment.mazes=N` with the rules as released. A rule that is changed on purpose is measured and
// recorded anew.
std::vector<frozen_result> frozen_results() {
    return {
        {"snan",
         mazes_of(1000, false),
         {{q::completion, 1, 1, {0.996318, 1}},
          {q::median_steps, 1, 45.5, {42, 48}},
          {q::mean_steps, 1, 48.435, {46.7829, 50.1831}},
          {q::over_shortest, 2, 1.08656, {1.0687, 1.10414}},
          {q::sum_of_steps, 10, 132.04, {129.376, 134.79}}}},
        {"snan_local",
         mazes_of(1000, false),
         {{q::completion, 1, 1, {0.996318, 1}},
          {q::median_steps, 1, 53, {50, 57}},
          {q::mean_steps, 1, 67.055, {64.0149, 70.2697}},
          {q::over_shortest, 2, 1.13312, {1.09299, 1.1768}},
          {q::sum_of_steps, 10, 150.858, {146.842, 155.262}}}},
        {"snan",
         mazes_of(500, true),
         {{q::completion, 6, 1, {0.992649, 1}},
          {q::mean_steps, 6, 49.428, {46.8989, 51.8944}},
          {q::over_shortest, 7, 1.05613, {1.03072, 1.08583}},
          {q::mean_steps, 11, 18.302, {17.406, 19.2903}},
          {q::over_shortest, 12, 1.02173, {1.0044, 1.04514}},
          {q::sum_of_steps, 15, 225.74, {220.782, 230.252}}}},
        {"snan_local",
         mazes_of(500, true),
         {{q::completion, 6, 1, {0.992649, 1}},
          {q::mean_steps, 6, 64.204, {59.5038, 68.9932}},
          {q::over_shortest, 7, 1.05663, {1.01297, 1.13691}},
          {q::mean_steps, 11, 17.738, {16.9677, 18.5901}},
          {q::over_shortest, 12, 1.00541, {1.00133, 1.01091}},
          {q::sum_of_steps, 15, 257.956, {250.29, 266.148}}}},
    };
}

frozen_report validate_frozen(const frozen_result& result, const rule_config& rule,
                              std::size_t workers, const ladder_progress& progress) {
    const task_list tasks(result.walked);
    const auto walks = walk_all(
        result.walked.mazes, workers,
        [&] {
            return [&](std::uint32_t i) {
                const std::vector<maze> goals = tasks.goals(i);
                snan_reference agent(rule, goals.front().map, tasks.seed(i));
                maze_walk w;
                w.shortest = shortest_of(goals);
                w.reference = walk_episodes(goals, result.walked, agent);
                return w;
            };
        },
        progress);
    const auto episodes = summarise(walks, &maze_walk::reference, result.walked);
    frozen_report report;
    for (const frozen_number& frozen : result.numbers) {
        const frozen_number found = measure(frozen, walks, episodes, result.walked.first_seed);
        report.found.push_back(found);
        if (found.value >= frozen.held.low && found.value <= frozen.held.high) continue;
        report.violations.push_back(fmt::format(
            "{} of episode {}: {:.5g}, frozen {:.5g} [{:.5g}, {:.5g}]", word_of(frozen.what),
            frozen.episode, found.value, frozen.value, frozen.held.low, frozen.held.high));
    }
    return report;
}

}  // namespace memglia
