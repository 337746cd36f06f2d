#include "tools/validate/ladder.hpp"

#include <fmt/format.h>

#include <cmath>
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
    std::uint32_t shortest = 0;
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
    std::vector<std::uint32_t> shortest;
    for (const walk& w : walks) shortest.push_back(w.shortest);
    std::vector<episode_statistics> all;
    for (std::uint32_t e = 0; e < experiment.episodes; ++e) {
        std::vector<episode_result> results;
        for (const walk& w : walks) results.push_back((w.*agent)[e]);
        all.push_back(summarise_episode(results, shortest, experiment.first_seed));
    }
    return all;
}

std::vector<episode_result> walk_episodes(const maze& task, std::uint32_t episodes,
                                          decider& agent) {
    std::vector<episode_result> results;
    for (std::uint32_t e = 0; e < episodes; ++e) {
        results.push_back(run_episode(task, step_limit(task.map), agent));
    }
    return results;
}

using make_synapses = std::function<std::unique_ptr<synapses>(const maze&)>;

lockstep_report lockstep(const run_config& config, const ladder_configs& configs,
                         const make_synapses& reference_synapses, const ladder_progress& progress) {
    const task_list tasks(config.experiment);
    const auto walks = walk_all(
        configs.lockstep_mazes, configs.workers,
        [&] {
            const auto hardware =
                std::make_shared<chip>("chip", config.chip, tasks.max_cells(), false);
            return [&, hardware](std::uint32_t i) {
                const maze task = tasks.task(i);
                const std::uint64_t seed = tasks.seed(i);
                chip_decider tested(*hardware, config.rule, task.map, seed, nullptr);
                snan_fixed_point reference(config.rule, task.map, seed, reference_synapses(task));
                lockstep_decider both(*hardware, tested, reference, seed);
                walk w;
                w.shortest = task.shortest;
                w.tested = walk_episodes(task, config.experiment.episodes, both);
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
        if ((shadow_.winners(seen) & contact_bit(action)) != 0) ++agreements;
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

void compare(statistics_report& report) {
    const statistics_bounds bounds;
    const auto& want = report.expected;
    const auto& got = report.found;
    const double below = want.front().completion - got.front().completion;
    if (below > bounds.completion) {
        report.violations.push_back(fmt::format("completion {:.1f} points below, at most {:.0f}",
                                                100 * below, 100 * bounds.completion));
    }
    const double median = std::abs(got.front().median_steps / want.front().median_steps - 1);
    if (median > bounds.first_median_relative) {
        report.violations.push_back(
            fmt::format("first-episode median {:.0f} % apart, at most {:.0f}", 100 * median,
                        100 * bounds.first_median_relative));
    }
    const double ratio = std::abs(got.back().mean_over_shortest - want.back().mean_over_shortest);
    if (ratio > bounds.last_ratio) {
        report.violations.push_back(fmt::format("last-episode ratio {:.2f} apart, at most {:.2f}",
                                                ratio, bounds.last_ratio));
    }
}

std::unique_ptr<synapses> integer_store(const run_config& config, const maze& task) {
    // An open-loop train on an exact device ends exactly at its target.
    const programming_config& programming = config.chip.tile.programming;
    const double tolerance = programming.scheme == "verify" ? programming.tolerance_codes : 0;
    return std::make_unique<integer_synapses>(
        task.map.cells(), static_cast<std::uint8_t>(config.rule.weight_initial),
        static_cast<std::uint8_t>(config.rule.weight_max), tolerance);
}

}  // namespace

lockstep_report validate_ideal(const ladder_configs& configs, const ladder_progress& progress) {
    return lockstep(
        configs.ideal, configs,
        [&](const maze& task) { return integer_store(configs.ideal, task); }, progress);
}

lockstep_report validate_vteam(const ladder_configs& configs, const ladder_progress& progress) {
    const run_config& config = configs.noiseless;
    return lockstep(
        config, configs,
        [&](const maze& task) {
            return std::make_unique<vteam_synapses>(
                config.chip, task.map.cells(),
                static_cast<std::uint8_t>(config.rule.weight_initial),
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
                const maze task = tasks.task(i);
                const std::uint64_t seed = tasks.seed(i);
                snan_fixed_point leading(config.rule, task.map, seed, integer_store(config, task));
                snan_reference shadow(config.rule, task.map, seed);
                shadowed_decider both(leading, shadow);
                snan_reference alone(config.rule, task.map, seed);
                walk w;
                w.shortest = task.shortest;
                w.tested = walk_episodes(task, config.experiment.episodes, both);
                w.reference = walk_episodes(task, config.experiment.episodes, alone);
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
                const maze task = tasks.task(i);
                chip_decider tested(*hardware, config.rule, task.map, tasks.seed(i), nullptr);
                walk w;
                w.shortest = task.shortest;
                w.tested = walk_episodes(task, config.experiment.episodes, tested);
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
