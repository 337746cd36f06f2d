#include "tools/validate/ladder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "snan/mapping/vteam_synapses.hpp"
#include "snan/snan_reference.hpp"
#include "tools/experiment/tasks.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/validate/lockstep.hpp"

namespace memglia {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(episode_result, steps, reached)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(trace_difference, block, signal, expected, found)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(mismatch, seed, episode, decision, time_s, difference)

namespace {

// What a worker reports of one maze.
struct walk {
    std::vector<std::uint32_t> shortest;  ///< by goal
    std::vector<episode_result> tested;
    std::vector<episode_result> reference;  ///< rung 2 only
    std::uint64_t decisions = 0;
    std::uint64_t agreements = 0;
    std::vector<mismatch> differences;  ///< none or one
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(walk, shortest, tested, reference, decisions, agreements,
                                   differences)

// Runs `walk_maze(maze number)` over all mazes in workers; `make` builds it inside the worker.
template <class Make>
std::vector<walk> walk_all(std::uint32_t mazes, std::size_t workers, const Make& make,
                           const ladder_progress& progress) {
    std::vector<walk> all;
    run_jobs(
        mazes, workers,
        [&]() -> job {
            auto walk_maze = make();
            return [walk_maze](std::size_t i) {
                std::string bytes;
                const walk done = walk_maze(static_cast<std::uint32_t>(i));
                nlohmann::json::to_cbor(nlohmann::json(done), bytes);
                return bytes;
            };
        },
        [&](std::size_t i, const std::string& bytes) {
            all.push_back(nlohmann::json::from_cbor(bytes).get<walk>());
            progress(i + 1);
        });
    return all;
}

std::vector<episode_statistics> summarise(const std::vector<walk>& walks,
                                          std::vector<episode_result> walk::*agent,
                                          const experiment_config& experiment) {
    std::vector<episode_statistics> all;
    for (std::uint32_t e = 0; e < experiment.episodes; ++e) {
        std::vector<std::uint32_t> shortest;
        std::vector<episode_result> results;
        for (const walk& w : walks) {
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

using make_synapses = std::function<std::unique_ptr<synapses>(const grid_map&)>;

lockstep_report lockstep(const run_config& config, const ladder_configs& configs,
                         const make_synapses& reference_synapses, const ladder_progress& progress) {
    const task_list tasks(config.experiment);
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
                walk w;
                w.shortest = shortest_of(goals);
                w.tested = walk_episodes(goals, config.experiment, both);
                w.decisions = both.decisions();
                if (both.first()) w.differences.push_back(*both.first());
                return w;
            };
        },
        progress);
    lockstep_report report;
    for (const walk& w : walks) {
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

void compare(statistics_report& report) {
    const statistics_bounds bounds;
    const auto& want = report.expected;
    const auto& got = report.found;
    const double below = want.front().completion_95.low - got.front().completion_95.high;
    if (below > bounds.completion) {
        report.violations.push_back(fmt::format(
            "completion {:.1f} % against {:.1f} %, at most {:.0f} points below",
            100 * got.front().completion, 100 * want.front().completion, 100 * bounds.completion));
    }
    const double median =
        gap(got.front().median_95, want.front().median_95) / want.front().median_steps;
    if (median > bounds.first_median_relative) {
        report.violations.push_back(
            fmt::format("first-episode median {:.0f} against {:.0f}, at most {:.0f} % apart",
                        got.front().median_steps, want.front().median_steps,
                        100 * bounds.first_median_relative));
    }
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
                walk w;
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
    report.expected = summarise(walks, &walk::reference, config.experiment);
    report.found = summarise(walks, &walk::tested, config.experiment);
    std::uint64_t decisions = 0;
    std::uint64_t agreements = 0;
    for (const walk& w : walks) {
        decisions += w.decisions;
        agreements += w.agreements;
    }
    report.agreement = static_cast<double>(agreements) / static_cast<double>(decisions);
    compare(report);
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
                walk w;
                w.shortest = shortest_of(goals);
                w.tested = walk_episodes(goals, config.experiment, tested);
                return w;
            };
        },
        progress);
    statistics_report report;
    report.expected = fixed_point;
    report.found = summarise(walks, &walk::tested, config.experiment);
    compare(report);
    return report;
}

}  // namespace memglia
