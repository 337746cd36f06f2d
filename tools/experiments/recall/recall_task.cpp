#include "tools/experiments/recall/recall_task.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/choice.hpp"
#include "base/number_text.hpp"
#include "tools/experiments/recall/recall_chip.hpp"

namespace memglia {

namespace {

nlohmann::ordered_json scores_json(const recall_score& score) {
    nlohmann::ordered_json json;
    json["hits"] = score.hits;
    json["false_alarms"] = score.false_alarms;
    json["misses"] = score.misses;
    json["precision"] = score.precision();
    json["recall"] = score.recall();
    json["f1"] = score.f1();
    return json;
}

bool is_least_squares(const recall_config& config) {
    return config.is_computed() && config.weights.rule == weight_rule::pseudo_inverse;
}

// By epoch; the loss of its run, before its step.
nlohmann::ordered_json training_json(const recall_result& result) {
    nlohmann::ordered_json json;
    json["untrained"] = scores_json(result.untrained);
    json["run"] = nlohmann::ordered_json::array();
    json["loss"] = nlohmann::ordered_json::array();
    json["f1"] = nlohmann::ordered_json::array();
    for (const training_epoch& epoch : result.training) {
        json["run"].push_back(word_of(epoch.mode));
        json["loss"].push_back(epoch.loss);
        json["f1"].push_back(epoch.score.f1());
    }
    return json;
}

nlohmann::ordered_json result_json(const recall_config& config, const recall_result& result) {
    nlohmann::ordered_json json;
    json["all_patterns"] = scores_json(result.score);
    json["patterns"] = nlohmann::ordered_json::array();
    for (const recall_score& score : result.by_pattern) {
        json["patterns"].push_back(scores_json(score));
    }
    json["spikes"] = result.spikes;
    json["synapses"] = result.synapses;
    json["synaptic_operations"] = result.synaptic_operations;
    if (is_least_squares(config)) {
        json["least_squares"] = {{"iterations", result.least_squares.iterations},
                                 {"residual", result.least_squares.residual},
                                 {"normal_residual", result.least_squares.normal_residual}};
    }
    if (!result.training.empty()) json["training"] = training_json(result);
    return json;
}

std::string result_text(const recall_config& config, const recall_result& result) {
    std::string text = fmt::format(
        "F1 {:.6f}\nprecision {:.6f}\nrecall {:.6f}\nspikes {}\nsynapses {}\n"
        "synaptic operations {}\n",
        result.score.f1(), result.score.precision(), result.score.recall(), result.spikes,
        result.synapses, result.synaptic_operations);
    if (is_least_squares(config)) {
        text += fmt::format("least squares: {} iterations, residual {:.2g}\n",
                            result.least_squares.iterations, result.least_squares.residual);
    }
    if (!result.training.empty()) {
        text += fmt::format("training: {} epochs, loss {:.6f} to {:.6f}, F1 {:.6f} to {:.6f}\n",
                            result.training.size(), result.training.front().loss,
                            result.training.back().loss, result.untrained.f1(), result.score.f1());
    }
    return text;
}

std::string patterns_table(const recall_result& result) {
    std::string table = "pattern,hits,false_alarms,misses,precision,recall,f1\n";
    for (std::size_t m = 0; m < result.by_pattern.size(); ++m) {
        const recall_score& s = result.by_pattern[m];
        table +=
            fmt::format("{},{},{},{},{},{},{}\n", m, s.hits, s.false_alarms, s.misses,
                        number_text(s.precision()), number_text(s.recall()), number_text(s.f1()));
    }
    return table;
}

}  // namespace

namespace {

// Its spikes as [tick, neuron] until `ticks`.
nlohmann::ordered_json spikes_json(const spike_pattern& pattern, std::size_t ticks) {
    auto json = nlohmann::ordered_json::array();
    for (std::size_t t = 0; t < ticks; ++t) {
        for (const std::uint32_t neuron : pattern[t]) json.push_back({t, neuron});
    }
    return json;
}

// The first pattern, as far as a page can show it.
nlohmann::ordered_json pattern_json(const recall_config& config, const spike_pattern& recalled) {
    constexpr std::size_t most_spikes = 20'000;
    const spike_pattern target = make_patterns(config).front();
    std::size_t ticks = 0;
    std::size_t spikes = 0;
    while (ticks < target.size() && spikes <= most_spikes) {
        spikes += target[ticks].size() + recalled[ticks].size();
        ++ticks;
    }
    return {{"ticks", ticks},
            {"cue_ticks", config.cue_ticks()},
            {"target", spikes_json(target, ticks)},
            {"recalled", spikes_json(recalled, ticks)}};
}

}  // namespace

task_outcome recall_task::run(const recall_experiment& config, const task_context& how) const {
    chip_recall took;
    recaller recall = free_runs;
    if (config.on == substrate::fixed) recall = recall_in_fixed_point(config.chip);
    if (config.on == substrate::chip) recall = recall_on_chip(config.chip, took);
    spike_pattern first;
    const recall_result result = run_recall(
        config.memory,
        [&](const recall_config& memory, delayed_weights weights,
            const std::vector<spike_pattern>& cues) {
            recalled_patterns recalled = recall(memory, std::move(weights), cues);
            first = recalled.patterns.front();
            return recalled;
        },
        how.jobs);
    task_outcome outcome{.result = result_json(config.memory, result),
                         .shown = {{"pattern", pattern_json(config.memory, first)}},
                         .tables = {{"patterns.csv", patterns_table(result)}},
                         .text = result_text(config.memory, result)};
    if (config.on == substrate::chip) {
        outcome.result["chip"] = chip_recall_json(took);
        outcome.text += chip_recall_text(took);
    }
    return outcome;
}

}  // namespace memglia
