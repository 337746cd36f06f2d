#include <fmt/format.h>

#include <algorithm>

#include "tools/experiments/chip_ladder.hpp"
#include "tools/experiments/recall/recall_chip.hpp"
#include "tools/experiments/recall/recall_task.hpp"

namespace memglia {

namespace {

/// What rung 2 allows: F1 of fixed point below that of double precision.
constexpr double most_f1_apart = 0.01;

struct told_recall {
    recall_result result;
    std::vector<spike_pattern> patterns;
};

told_recall recalled_by(const recall_config& memory, const recaller& recall, unsigned jobs) {
    told_recall told;
    told.result = run_recall(
        memory,
        [&](const recall_config& config, delayed_weights weights,
            const std::vector<spike_pattern>& cues) {
            recalled_patterns recalled = recall(config, std::move(weights), cues);
            told.patterns = recalled.patterns;
            return recalled;
        },
        jobs);
    return told;
}

// The first tick in which two runs differ, and the first neuron in it.
std::string first_difference(const std::vector<spike_pattern>& expected,
                             const std::vector<spike_pattern>& found) {
    for (std::size_t m = 0; m < expected.size(); ++m) {
        for (std::size_t t = 0; t < expected[m].size(); ++t) {
            const auto& a = expected[m][t];
            const auto& b = found[m][t];
            if (a == b) continue;
            const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
            const bool missing = y == b.end() || (x != a.end() && *x < *y);
            return fmt::format(
                "pattern {}, tick {}: neuron {} {} in the reference, {} in what is tested", m, t,
                missing ? *x : *y, missing ? "spikes" : "is silent",
                missing ? "is silent" : "spikes");
        }
    }
    return "";
}

std::string scores(const char* name, const recall_result& result) {
    return fmt::format("{:<10} F1 {:.6f}, {} spikes, {} synaptic operations", name,
                       result.score.f1(), result.spikes, result.synaptic_operations);
}

rung_outcome ideal_is_fixed(const recall_experiment& config, unsigned jobs) {
    chip_recall took;
    const told_recall fixed = recalled_by(config.memory, recall_in_fixed_point(config.chip), jobs);
    const told_recall chip = recalled_by(config.memory, recall_on_chip(config.chip, took), jobs);
    const std::string differs = first_difference(fixed.patterns, chip.patterns);
    if (!differs.empty()) return {false, {differs}};
    return {fixed.result.synaptic_operations == chip.result.synaptic_operations,
            {scores("reference", fixed.result), scores("tested", chip.result)}};
}

}  // namespace

std::vector<rung> recall_task::rungs(const recall_experiment& config, unsigned jobs) const {
    recall_experiment ideal = config;
    ideal.chip = with_ideal_device(config.chip);
    return {
        {"1", "chip, ideal device = fixed point",
         [ideal, jobs] { return ideal_is_fixed(ideal, jobs); }},
        {"2", "fixed point ~ double precision",
         [config, jobs] {
             const auto exact = recalled_by(config.memory, free_runs, jobs);
             const auto fixed =
                 recalled_by(config.memory, recall_in_fixed_point(config.chip), jobs);
             const double apart = exact.result.score.f1() - fixed.result.score.f1();
             rung_outcome outcome{
                 apart <= most_f1_apart,
                 {scores("reference", exact.result), scores("tested", fixed.result)}};
             if (!outcome.holds) {
                 outcome.lines.push_back(fmt::format("F1 is {:.6f} below, at most {} is allowed",
                                                     apart, most_f1_apart));
             }
             return outcome;
         }},
    };
}

}  // namespace memglia
