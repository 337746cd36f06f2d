#include "tools/experiments/pattern_memory/pattern_memory_task.hpp"

#include <fmt/format.h>

#include "base/number_text.hpp"
#include "tools/experiments/chip_energy.hpp"
#include "tools/experiments/lone_jobs.hpp"
#include "tools/experiments/packed_image.hpp"
#include "tools/experiments/pattern_memory/pattern_memory_run.hpp"
#include "tools/experiments/seed_scores.hpp"

namespace memglia {

namespace {

pattern_memory_experiment variant(pattern_memory_experiment config, std::size_t network,
                                  bool astrocytes) {
    config.memory.seed += network;
    if (!astrocytes) {
        config.memory.astrocytes.acts = false;
        config.astrocytes.present = false;
    }
    return config;
}

nlohmann::ordered_json images_json(const std::vector<binary_image>& images) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const binary_image& image : images) all.push_back(packed_image(image));
    return all;
}

// What the page draws of one network.
nlohmann::ordered_json pictures_json(const pattern_memory_result& result) {
    nlohmann::ordered_json json;
    json["images"] = images_json(result.images);
    json["shown"] = images_json(result.shown);
    json["cues"] = nlohmann::ordered_json::array();
    for (const cue_response& r : result.responses) {
        nlohmann::ordered_json cue;
        cue["digit"] = r.digit;
        cue["learned"] = r.learned;
        cue["cue"] = packed_image(r.cue);
        cue["recalled"] = packed_image(above(r.spikes, result.threshold, r.cue.side));
        json["cues"].push_back(cue);
    }
    json["spikes_per_ms"] = result.spikes_per_ms;
    json["calcium"] = nlohmann::ordered_json::array();
    for (const calcium_sample& sample : result.calcium) {
        double mean = 0;
        for (const double um : sample.calcium_um) mean += um;
        mean /= static_cast<double>(sample.calcium_um.size());
        json["calcium"].push_back({{"time_s", sample.time_s}, {"mean_um", mean}});
    }
    if (!result.calcium.empty()) {
        // Where it stands when the first cue is over.
        const calcium_sample& last = result.calcium[result.calcium.size() / 2];
        json["calcium_map"] = {{"time_s", last.time_s}, {"um", last.calcium_um}};
    }
    return json;
}

nlohmann::ordered_json record_of(const pattern_memory_result& result) {
    nlohmann::ordered_json json;
    json["score"] = result.score;
    json["score_of_image"] = result.score_of_image;
    json["threshold"] = result.threshold;
    json["score_of_cues"] = result.score_of_cues;
    json["spikes"] = result.spikes;
    json["synaptic_events"] = result.deliveries;
    return json;
}

nlohmann::ordered_json summary_of(const nlohmann::ordered_json& records) {
    std::vector<double> scores;
    double cues = 0;
    double spikes = 0;
    double events = 0;
    const auto count = static_cast<double>(records.size());
    for (const auto& r : records) {
        scores.push_back(r.at("score").get<double>());
        cues += r.at("score_of_cues").get<double>() / count;
        spikes += r.at("spikes").get<double>() / count;
        events += r.at("synaptic_events").get<double>() / count;
    }
    const mean_score score = mean_score_of(scores);
    nlohmann::ordered_json json;
    json["score"] = score.mean;
    json["score_95"] = {score.low, score.high};
    json["score_of_cues"] = cues;
    json["spikes"] = spikes;
    json["synaptic_events"] = events;
    if (records.front().contains("chip")) json["chip"] = mean_energy(records);
    return json;
}

}  // namespace

task_outcome pattern_memory_task::run(const pattern_memory_experiment& config,
                                      const task_context& how) const {
    const std::size_t variants = config.ablation ? 2 : 1;
    const std::size_t jobs = variants * config.networks;
    nlohmann::ordered_json intact = nlohmann::ordered_json::array();
    nlohmann::ordered_json without = nlohmann::ordered_json::array();
    nlohmann::ordered_json pictures;
    std::size_t done = 0;
    run_lone_jobs(
        jobs, how.jobs,
        [&](std::size_t k) {
            const bool astrocytes = k % variants == 0;
            const pattern_memory_run run = run_memory(variant(config, k / variants, astrocytes));
            nlohmann::ordered_json json = record_of(run.result);
            if (!run.chip.empty()) json["chip"] = energy_of(run.chip);
            if (k == 0) json["pictures"] = pictures_json(run.result);
            return json.dump();
        },
        [&](std::size_t k, const std::string& text) {
            nlohmann::ordered_json record = nlohmann::ordered_json::parse(text);
            if (k == 0) {
                pictures = std::move(record["pictures"]);
                record.erase("pictures");
            }
            (k % variants == 0 ? intact : without).push_back(std::move(record));
            how.progress(++done, jobs);
        });

    task_outcome outcome;
    outcome.result["intact"] = summary_of(intact);
    if (config.ablation) outcome.result["no_astrocytes"] = summary_of(without);
    outcome.shown = std::move(pictures);
    std::string table = "network,astrocytes,score,threshold,score_of_cues,spikes,synaptic_events\n";
    const auto add_lines = [&](const nlohmann::ordered_json& records, bool astrocytes) {
        for (std::size_t k = 0; k < records.size(); ++k) {
            const auto& r = records[k];
            table += fmt::format(
                "{},{},{},{},{},{},{}\n", config.memory.seed + k, astrocytes,
                number_text(r["score"].get<double>()), r["threshold"].get<std::uint32_t>(),
                number_text(r["score_of_cues"].get<double>()), r["spikes"].get<std::uint64_t>(),
                r["synaptic_events"].get<std::uint64_t>());
        }
    };
    add_lines(intact, true);
    add_lines(without, false);
    outcome.tables.push_back({"networks.csv", table});
    const auto line = [](const char* name, const nlohmann::ordered_json& s) {
        return fmt::format("{:<14} {:>22} {:>12.0f} {:>16.0f}\n", name,
                           score_text({s["score"].get<double>(), s["score_95"][0].get<double>(),
                                       s["score_95"][1].get<double>()}),
                           s["spikes"].get<double>(), s["synaptic_events"].get<double>());
    };
    outcome.text =
        fmt::format("{:<14} {:>22} {:>12} {:>16}\n", "", "score", "spikes", "synaptic events");
    outcome.text += line("intact", outcome.result["intact"]);
    if (config.ablation) outcome.text += line("no astrocytes", outcome.result["no_astrocytes"]);
    for (const char* network : {"intact", "no_astrocytes"}) {
        if (!outcome.result.contains(network)) continue;
        const auto& summary = outcome.result[network];
        if (!summary.contains("chip")) continue;
        outcome.text += fmt::format("{:<14} {}\n", network, energy_text(summary["chip"]));
    }
    outcome.text += fmt::format("{:<14} {:>6.3f}\n", "the cues",
                                outcome.result["intact"]["score_of_cues"].get<double>());
    return outcome;
}

}  // namespace memglia
