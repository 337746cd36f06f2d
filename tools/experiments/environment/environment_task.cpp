#include "tools/experiments/environment/environment_task.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/choice.hpp"
#include "base/elementary.hpp"
#include "base/number_text.hpp"
#include "snan/tasks/environment/environment_schedule.hpp"
#include "tools/experiments/chip_energy.hpp"
#include "tools/experiments/environment/environment_variants.hpp"
#include "tools/experiments/lone_jobs.hpp"
#include "tools/experiments/seed_scores.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

constexpr const char* short_term = "short_term";
constexpr const char* long_20 = "long_20";

// Means over the networks of a variant.
ordered_json summary_of(const environment_variant& variant, const ordered_json& records) {
    ordered_json json;
    json["network"] = variant.name;
    json["at"] = variant.at;
    for (std::size_t c = 0; c < recall_conditions; ++c) {
        const std::string condition = word_of(static_cast<recall_condition>(c));
        std::vector<double> scores;
        double cues = 0;
        for (const auto& r : records) {
            scores.push_back(r.at("scores").at(condition).at("score").get<double>());
            cues += r.at("scores").at(condition).at("score_of_cues").get<double>();
        }
        const mean_score score = mean_score_of(scores);
        json["scores"][condition] = {{"score", score.mean},
                                     {"score_95", {score.low, score.high}},
                                     {"score_of_cues", cues / static_cast<double>(scores.size())}};
    }
    for (const char* part : {"learning", "recall"}) {
        for (const auto& [key, value] : records.front().at(part).items()) {
            double sum = 0;
            for (const auto& r : records) sum += r.at(part).at(key).get<double>();
            json[part][key] = sum / static_cast<double>(records.size());
        }
    }
    if (records.front().contains("chip")) json["chip"] = mean_energy(records);
    return json;
}

const char* group_name(variant_group group) {
    switch (group) {
        case variant_group::ablation:
            return "networks";
        case variant_group::cost:
            return "costs";
        case variant_group::delay:
            return "delays";
        case variant_group::images_after:
            return "images_after";
        case variant_group::damage:
            return "damage";
    }
    return "";
}

double score_of(const ordered_json& summary, const char* condition) {
    return summary.at("scores").at(condition).at("score").get<double>();
}

// The delay at which short-term recall has lost half of what it is above the cues.
double half_life_s(const ordered_json& delays) {
    const ordered_json& first = delays.front();
    const double cues = first.at("scores").at(short_term).at("score_of_cues").get<double>();
    const double half = (score_of(first, short_term) + cues) / 2;
    for (std::size_t k = 1; k < delays.size(); ++k) {
        const double high = score_of(delays[k - 1], short_term);
        const double low = score_of(delays[k], short_term);
        if (low > half) continue;
        const double from = delays[k - 1].at("at").get<double>();
        const double to = delays[k].at("at").get<double>();
        return from + (to - from) * (high - half) / (high - low);
    }
    return delays.back().at("at").get<double>();
}

// Of what is above the cues, this is left after so many seconds of other images.
ordered_json time_scales(const environment_experiment& experiment, const ordered_json& result,
                         const ordered_json& traces) {
    const environment_stream_config& stream = experiment.environment.stream;
    ordered_json json;
    json["membrane_s"] = experiment.environment.neuron.tau_s;
    json["activity_outlives_cue_s"] = traces.at("activity_outlives_cue_s");
    json["calcium_s"] = experiment.environment.astrocytes.calcium_tau_s;
    json["short_term_half_life_s"] = half_life_s(result.at("delays"));
    const ordered_json& before = result.at("images_after")[0];
    const ordered_json& after = result.at("images_after")[2];
    const double cues = before.at("scores").at(long_20).at("score_of_cues").get<double>();
    const double left = (score_of(after, long_20) - cues) / (score_of(before, long_20) - cues);
    const double passed_s = after.at("at").get<double>() * (stream.shown_s + stream.gap_s);
    json["long_term_observed_s"] = passed_s;
    json["long_term_left"] = left;
    if (left > 0 && left < 1) json["long_term_s"] = -passed_s / log_exact_bits(left);
    return json;
}

std::string line_of(const ordered_json& summary) {
    std::string line = fmt::format("{:<30}", summary.at("network").get<std::string>());
    for (std::size_t c = 0; c < recall_conditions; ++c) {
        line += fmt::format(" {:>10.3f}",
                            score_of(summary, word_of(static_cast<recall_condition>(c)).c_str()));
    }
    return line + fmt::format(" {:>10.0f} {:>14.0f} {:>9.0f}\n",
                              summary.at("learning").at("spikes").get<double>(),
                              summary.at("learning").at("synaptic_events").get<double>(),
                              summary.at("learning").at("column_writes").get<double>());
}

std::string text_of(const ordered_json& result) {
    std::string text = fmt::format("{:<30}", "score");
    for (std::size_t c = 0; c < recall_conditions; ++c) {
        text += fmt::format(" {:>10}", word_of(static_cast<recall_condition>(c)));
    }
    text += fmt::format(" {:>10} {:>14} {:>9}\n", "spikes", "syn. events", "writes");
    for (const char* group : {"networks", "costs", "delays", "images_after", "damage"}) {
        if (!result.contains(group)) continue;
        for (const ordered_json& summary : result.at(group)) text += line_of(summary);
        for (const ordered_json& summary : result.at(group)) {
            if (!summary.contains("chip")) continue;
            text += fmt::format("{:<30} {}\n", summary.at("network").get<std::string>(),
                                energy_text(summary.at("chip")));
        }
    }
    if (result.contains("time_scales")) {
        for (const auto& [key, value] : result.at("time_scales").items()) {
            text += fmt::format("{:<30} {:.4g}\n", key, value.get<double>());
        }
    }
    return text;
}

void add_lines(std::string& table, const environment_variant& variant, std::uint64_t first_seed,
               const ordered_json& records) {
    for (std::size_t n = 0; n < records.size(); ++n) {
        const ordered_json& r = records[n];
        table += fmt::format("\"{}\",{}", variant.name, first_seed + n);
        for (const auto& [condition, s] : r.at("scores").items()) {
            table += "," + number_text(s.at("score").get<double>());
        }
        for (const char* part : {"learning", "recall"}) {
            for (const auto& [key, value] : r.at(part).items()) {
                table += fmt::format(",{}", value.get<std::uint64_t>());
            }
        }
        table += "\n";
    }
}

std::string table_head(const ordered_json& record) {
    std::string head = "network,seed";
    for (const auto& [condition, s] : record.at("scores").items()) head += "," + condition;
    for (const char* part : {"learning", "recall"}) {
        for (const auto& [key, value] : record.at(part).items()) {
            head += fmt::format(",{}_{}", part, key);
        }
    }
    return head + "\n";
}

}  // namespace

task_outcome environment_task::run(const environment_experiment& config,
                                   const task_context& how) const {
    const std::vector<environment_variant> variants = variants_of(config);
    const std::size_t networks = config.networks;
    const std::size_t jobs = variants.size() * networks;
    std::vector<ordered_json> records(variants.size(), ordered_json::array());
    task_outcome outcome;
    std::size_t done = 0;
    run_lone_jobs(
        jobs, how.jobs,
        [&](std::size_t k) {
            return run_variant(config, variants[k / networks], k % networks, k == 0).dump();
        },
        [&](std::size_t k, const std::string& text) {
            ordered_json record = ordered_json::parse(text);
            if (k == 0) {
                outcome.shown = std::move(record["pictures"]);
                record.erase("pictures");
            }
            records[k / networks].push_back(std::move(record));
            how.progress(++done, jobs);
        });
    std::string table = table_head(records[0][0]);
    for (std::size_t v = 0; v < variants.size(); ++v) {
        outcome.result[group_name(variants[v].group)].push_back(
            summary_of(variants[v], records[v]));
        add_lines(table, variants[v], config.environment.seed, records[v]);
    }
    if (config.persistence) {
        outcome.result["time_scales"] =
            time_scales(config, outcome.result, outcome.shown.at("traces"));
    }
    outcome.tables.push_back({"networks.csv", table});
    outcome.text = text_of(outcome.result);
    return outcome;
}

}  // namespace memglia
