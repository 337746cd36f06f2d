#include "tools/validate/ladder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "snan/mapping/image_builder.hpp"
#include "snan/mapping/vteam_synapses.hpp"
#include "snan/snan_reference.hpp"
#include "tools/experiment/tasks.hpp"
#include "tools/validate/image_check.hpp"
#include "tools/validate/lockstep.hpp"
#include "tools/validate/maze_walks.hpp"

namespace memglia {

namespace {

using make_synapses = std::function<std::unique_ptr<synapses>(const grid_map&)>;

lockstep_report lockstep(const run_config& config, const ladder_configs& configs,
                         const make_synapses& reference_synapses, const ladder_progress& progress) {
    experiment_config walked = config.experiment;
    walked.mazes = configs.lockstep_mazes;
    const task_list tasks(walked);
    const auto walks = walk_all(
        configs.lockstep_mazes, configs.workers,
        [&] {
            const auto hardware =
                std::make_shared<chip>("chip", config.chip, tasks.max_cells(), false);
            return [&, hardware](std::uint32_t i) {
                const std::vector<maze> goals = tasks.goals(i);
                const grid_map& map = goals.front().map;
                const std::uint64_t seed = tasks.seed(i);
                chip_decider tested(*hardware, config.rule, map, seed, nullptr);
                snan_fixed_point reference(config.rule, map, seed, reference_synapses(map));
                lockstep_decider both(*hardware, tested, reference, seed);
                maze_walk w;
                w.shortest = shortest_of(goals);
                w.tested = walk_episodes(goals, config.experiment, both);
                w.decisions = both.decisions();
                if (both.first()) w.differences.push_back(*both.first());
                return w;
            };
        },
        progress);
    lockstep_report report;
    std::set<std::pair<std::uint32_t, std::uint32_t>> sizes;  // an image knows no walls
    for (std::uint32_t i = 0; i < configs.lockstep_mazes && !report.wrong_image; ++i) {
        const grid_map map = tasks.task(i).map;
        if (!sizes.insert({map.width(), map.height()}).second) continue;
        report.wrong_image = check_image(config.rule, map, config.chip,
                                         build_image(config.rule, map, config.chip, tasks.seed(i)));
    }
    for (const maze_walk& w : walks) {
        ++report.mazes;
        report.decisions += w.decisions;
        if (!w.differences.empty() && !report.first) report.first = w.differences.front();
    }
    return report;
}

// The fixed-point network decides; the double-precision rule is asked whether it could have, too.
class shadowed_decider : public decider {
  public:
    shadowed_decider(snan_fixed_point& leading, snan_reference& shadow)
        : leading_(leading), shadow_(shadow) {}

    void begin_episode() override {
        leading_.begin_episode();
        shadow_.begin_episode();
    }
    direction decide(const observation& seen) override {
        const direction action = leading_.decide(seen);
        // Where no neuron would fire, any open side is as good.
        const contact_bits winners = shadow_.winners(seen);
        if (winners == 0 || (winners & contact_bit(action)) != 0) ++agreements;
        shadow_.follow(action);
        ++decisions;
        return action;
    }
    void outcome(bool rewarded) override {
        leading_.outcome(rewarded);
        shadow_.outcome(rewarded);
    }

    std::uint64_t decisions = 0;
    std::uint64_t agreements = 0;

  private:
    snan_fixed_point& leading_;
    snan_reference& shadow_;
};

// How far apart two intervals are; 0 where they overlap.
double gap(const interval& a, const interval& b) {
    return std::max({0.0, a.low - b.high, b.low - a.high});
}

void compare(statistics_report& report, const experiment_config& experiment) {
    const statistics_bounds bounds;
    const auto& want = report.expected;
    const auto& got = report.found;
    const double below = want.front().completion_95.low - got.front().completion_95.high;
    if (below > bounds.completion) {
        report.violations.push_back(fmt::format(
            "completion {:.1f} % against {:.1f} %, at most {:.0f} points below",
            100 * got.front().completion, 100 * want.front().completion, 100 * bounds.completion));
    }
    const auto compare_medians = [&](std::uint32_t episode, double bound) {
        if (episode == 0 || episode > want.size()) return;
        const episode_statistics& a = want[episode - 1];
        const episode_statistics& b = got[episode - 1];
        if (gap(a.median_95, b.median_95) / a.median_steps <= bound) return;
        report.violations.push_back(
            fmt::format("median of episode {}: {:.0f} against {:.0f}, at most {:.0f} % apart",
                        episode, b.median_steps, a.median_steps, 100 * bound));
    };
    compare_medians(1, bounds.first_median_relative);
    compare_medians(experiment.goal_moves_at, bounds.moved_median_relative);
    compare_medians(experiment.goal_returns_at, bounds.moved_median_relative);
    const double ratio = gap(got.back().mean_over_shortest_95, want.back().mean_over_shortest_95);
    if (ratio > bounds.last_ratio) {
        report.violations.push_back(fmt::format(
            "last-episode ratio {:.2f} against {:.2f}, at most {:.2f} apart",
            got.back().mean_over_shortest, want.back().mean_over_shortest, bounds.last_ratio));
    }
}

std::unique_ptr<synapses> integer_store(const run_config& config, const grid_map& map) {
    // An open-loop train on an exact device ends exactly at its target.
    const programming_config& programming = config.chip.tile.programming;
    const double tolerance =
        programming.scheme == programming_scheme::verify ? programming.tolerance_codes : 0;
    return std::make_unique<integer_synapses>(
        map.cells(), static_cast<std::uint8_t>(config.rule.weight_initial),
        static_cast<std::uint8_t>(config.rule.weight_max), tolerance);
}

}  // namespace

lockstep_report validate_ideal(const ladder_configs& configs, const ladder_progress& progress) {
    return lockstep(
        configs.ideal, configs,
        [&](const grid_map& map) { return integer_store(configs.ideal, map); }, progress);
}

lockstep_report validate_vteam(const ladder_configs& configs, const ladder_progress& progress) {
    const run_config& config = configs.noiseless;
    return lockstep(
        config, configs,
        [&](const grid_map& map) {
            return std::make_unique<vteam_synapses>(
                config.chip, map.cells(), static_cast<std::uint8_t>(config.rule.weight_initial),
                static_cast<std::uint8_t>(config.rule.weight_max));
        },
        progress);
}

statistics_report validate_fixed_point(const ladder_configs& configs,
                                       const ladder_progress& progress) {
    const run_config& config = configs.ideal;
    const task_list tasks(config.experiment);
    const auto walks = walk_all(
        config.experiment.mazes, configs.workers,
        [&] {
            return [&](std::uint32_t i) {
                const std::vector<maze> goals = tasks.goals(i);
                const grid_map& map = goals.front().map;
                const std::uint64_t seed = tasks.seed(i);
                snan_fixed_point leading(config.rule, map, seed, integer_store(config, map));
                snan_reference shadow(config.rule, map, seed);
                shadowed_decider both(leading, shadow);
                snan_reference alone(config.rule, map, seed);
                maze_walk w;
                w.shortest = shortest_of(goals);
                w.tested = walk_episodes(goals, config.experiment, both);
                w.reference = walk_episodes(goals, config.experiment, alone);
                w.decisions = both.decisions;
                w.agreements = both.agreements;
                return w;
            };
        },
        progress);
    statistics_report report;
    report.expected = summarise(walks, &maze_walk::reference, config.experiment);
    report.found = summarise(walks, &maze_walk::tested, config.experiment);
    std::uint64_t decisions = 0;
    std::uint64_t agreements = 0;
    for (const maze_walk& w : walks) {
        decisions += w.decisions;
        agreements += w.agreements;
    }
    report.agreement = static_cast<double>(agreements) / static_cast<double>(decisions);
    compare(report, config.experiment);
    if (const double least = statistics_bounds{}.agreement; report.agreement < least) {
        report.violations.push_back(
            fmt::format("double precision would take {:.2f} % of the decisions, at least {:.1f} %",
                        100 * report.agreement, 100 * least));
    }
    return report;
}

statistics_report validate_device(const ladder_configs& configs,
                                  const std::vector<episode_statistics>& fixed_point,
                                  const ladder_progress& progress) {
    const run_config& config = configs.configured;
    const task_list tasks(config.experiment);
    const auto walks = walk_all(
        config.experiment.mazes, configs.workers,
        [&] {
            const auto hardware =
                std::make_shared<chip>("chip", config.chip, tasks.max_cells(), false);
            return [&, hardware](std::uint32_t i) {
                const std::vector<maze> goals = tasks.goals(i);
                const grid_map& map = goals.front().map;
                chip_decider tested(*hardware, config.rule, map, tasks.seed(i), nullptr);
                maze_walk w;
                w.shortest = shortest_of(goals);
                w.tested = walk_episodes(goals, config.experiment, tested);
                return w;
            };
        },
        progress);
    statistics_report report;
    report.expected = fixed_point;
    report.found = summarise(walks, &maze_walk::tested, config.experiment);
    compare(report, config.experiment);
    return report;
}

}  // namespace memglia
