#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/number_text.hpp"
#include "tools/experiments/chip_ladder.hpp"
#include "tools/experiments/working_memory/memory_jobs.hpp"
#include "tools/experiments/working_memory/working_memory_task.hpp"

namespace memglia {

namespace {

/// A smaller experiment: at most so many networks, so many rounds, its shortest delay and the
/// longest one up to so much.
working_memory_experiment smaller(working_memory_experiment config, std::uint32_t networks,
                                  std::uint32_t trials, double most_delay_s) {
    config.networks = std::min(config.networks, networks);
    config.trials = std::min(config.trials, trials);
    auto& delays = config.trial.delays;
    std::stable_sort(delays.begin(), delays.end(),
                     [](const auto& a, const auto& b) { return a.delay_s < b.delay_s; });
    const auto end = std::find_if(delays.begin() + 1, delays.end(),
                                  [&](const auto& d) { return d.delay_s > most_delay_s; });
    delays = end - delays.begin() > 1 ? std::vector{delays.front(), *(end - 1)}
                                      : std::vector{delays.front()};
    return config;
}

working_memory_experiment on(substrate place, working_memory_experiment config) {
    config.on = place;
    return config;
}

task_context with_jobs(unsigned jobs) {
    task_context how;
    how.jobs = jobs;
    return how;
}

std::string spike_text(const std::vector<spike_event>& spikes, std::size_t k) {
    if (k >= spikes.size()) return "no spike";
    return fmt::format("neuron {} in tick {}", spikes[k].neuron, spikes[k].tick);
}

/// Rungs 1 and 1b: every spike, choice and synaptic event of one network in all conditions.
rung_outcome chip_is_fixed(const working_memory_experiment& config, unsigned jobs) {
    const auto small = smaller(config, 1, 1, 2);
    const auto expected =
        run_memory_jobs(on(substrate::fixed, small), with_jobs(jobs), kept_spikes::all);
    const auto found =
        run_memory_jobs(on(substrate::chip, small), with_jobs(jobs), kept_spikes::all);
    rung_outcome outcome{true, {}};
    for (std::size_t c = 0; c < expected.size(); ++c) {
        const std::string& name = config.conditions[c].name;
        const memory_job& a = expected[c].front();
        const memory_job& b = found[c].front();
        const auto [x, y] =
            std::mismatch(a.spikes.begin(), a.spikes.end(), b.spikes.begin(), b.spikes.end());
        if (x != a.spikes.end() || y != b.spikes.end()) {
            const auto k = static_cast<std::size_t>(x - a.spikes.begin());
            return {false,
                    {fmt::format("{}: spike {} is {} in the reference, {} in what is tested", name,
                                 k + 1, spike_text(a.spikes, k), spike_text(b.spikes, k))}};
        }
        const auto same = [](const memory_trial& s, const memory_trial& t) {
            return s.choice == t.choice && s.delay_events == t.delay_events;
        };
        const bool all_same =
            std::equal(a.trials.begin(), a.trials.end(), b.trials.begin(), b.trials.end(), same);
        outcome.holds = outcome.holds && all_same;
        outcome.lines.push_back(fmt::format("{}: {} spikes, {} trials{}", name, a.spikes.size(),
                                            a.trials.size(),
                                            all_same ? "" : ", choices or events differ"));
    }
    return outcome;
}

/// What rungs 2 and 3 allow: rates of the sample's pool in delays apart, of the larger one.
constexpr double most_rate_apart = 0.25;
/// Below this a pool holds nothing.
constexpr double least_held_hz = 2;

/// Rungs 2 and 3: shares of right choices whose 95 % intervals overlap, and alike rates.
rung_outcome alike(const working_memory_experiment& reference,
                   const working_memory_experiment& tested, unsigned jobs) {
    const auto scores_of = [&](const working_memory_experiment& config) {
        std::vector<memory_runs> runs;
        for (const auto& of_condition : run_memory_jobs(config, with_jobs(jobs))) {
            memory_runs& own = runs.emplace_back();
            for (const memory_job& job : of_condition) own.push_back(job.trials);
        }
        return score_memory(config, runs);
    };
    const auto expected = scores_of(reference);
    const auto found = scores_of(tested);
    rung_outcome outcome{true, {}};
    for (std::size_t c = 0; c < expected.size(); ++c) {
        for (std::size_t d = 0; d < expected[c].size(); ++d) {
            const memory_score& a = expected[c][d];
            const memory_score& b = found[c][d];
            const double larger = std::max(a.held_hz, b.held_hz);
            const bool same_rate = larger < least_held_hz ||
                                   std::abs(a.held_hz - b.held_hz) <= most_rate_apart * larger;
            const bool same_share = a.share.low <= b.share.high && b.share.low <= a.share.high;
            outcome.holds = outcome.holds && same_rate && same_share;
            outcome.lines.push_back(fmt::format(
                "{}, {} s: right {} and {} of {}, {:.1f} and {:.1f} Hz in the delay{}",
                reference.conditions[c].name, number_text(reference.trial.delays[d].delay_s),
                a.right, b.right, a.trials, a.held_hz, b.held_hz,
                same_rate && same_share ? "" : ": apart"));
        }
    }
    return outcome;
}

}  // namespace

std::vector<rung> working_memory_task::rungs(const working_memory_experiment& config,
                                             unsigned jobs) const {
    working_memory_experiment ideal = config;
    ideal.chip = with_ideal_device(config.chip);
    working_memory_experiment quiet = config;
    quiet.chip = without_noise(config.chip);
    const auto small = smaller(config, 4, 10, 6);
    const auto smallest = smaller(config, 2, 5, 6);
    return {
        {"1", "chip, ideal device = fixed point",
         [ideal, jobs] { return chip_is_fixed(ideal, jobs); }},
        {"1b", "chip, VTEAM without noise = closed form",
         [quiet, jobs] { return chip_is_fixed(quiet, jobs); }},
        {"2", "fixed point ~ double precision",
         [small, jobs] {
             return alike(on(substrate::double_precision, small), on(substrate::fixed, small),
                          jobs);
         }},
        {"3", "chip with its devices ~ fixed point",
         [smallest, jobs] {
             return alike(on(substrate::fixed, smallest), on(substrate::chip, smallest), jobs);
         }},
    };
}

}  // namespace memglia
