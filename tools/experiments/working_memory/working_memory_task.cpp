#include "tools/experiments/working_memory/working_memory_task.hpp"

#include <fmt/format.h>

#include <numeric>

#include "base/number_text.hpp"
#include "tools/experiments/working_memory/memory_jobs.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

ordered_json score_json(const memory_score& s, double delay_s) {
    ordered_json json;
    json["delay_s"] = delay_s;
    json["right"] = s.right;
    json["trials"] = s.trials;
    json["ties"] = s.ties;
    json["share"] = s.right_share();
    json["share_95"] = {s.share.low, s.share.high};
    json["difference"] = s.difference;
    json["difference_95"] = {s.difference_95.low, s.difference_95.high};
    return json;
}

/// A second of delay, over all delays and networks.
struct held_second {
    double held_hz = 0;
    double spikes = 0;
    double events = 0;
    std::array<double, component_count> j{};

    double all_j() const { return std::accumulate(j.begin(), j.end(), 0.0); }
};

held_second second_of(const working_memory_config& config, const std::vector<memory_job>& jobs) {
    held_second sum;
    double time_s = 0;
    for (const memory_job& job : jobs) {
        time_s += job.delays_s;
        for (const memory_trial& t : job.trials) {
            sum.held_hz += static_cast<double>(t.held_spikes) / config.network.neurons_per_pool;
            sum.spikes += static_cast<double>(t.delay_spikes);
            sum.events += static_cast<double>(t.delay_events);
        }
        for (std::size_t c = 0; c < component_count; ++c) sum.j[c] += job.delay_j[c];
    }
    if (time_s == 0) return {};
    sum.held_hz /= time_s;
    sum.spikes /= time_s;
    sum.events /= time_s;
    for (double& j : sum.j) j /= time_s;
    return sum;
}

ordered_json second_json(const held_second& second, substrate on) {
    ordered_json json;
    json["held_hz"] = second.held_hz;
    json["spikes"] = second.spikes;
    json["synaptic_events"] = second.events;
    if (on != substrate::chip) return json;
    json["j"] = second.all_j();
    for (std::size_t c = 0; c < component_count; ++c) {
        if (second.j[c] == 0) continue;
        json["j_by_component"][std::string(name_of(static_cast<component>(c)))] = second.j[c];
    }
    return json;
}

ordered_json mapping_json(const mapping_report& m) {
    return {{"cores", m.cores},       {"astrocyte_tiles", m.astrocyte_tiles},
            {"arrays", m.arrays},     {"rows", m.rows},
            {"synapses", m.synapses}, {"occupancy", m.occupancy},
            {"area_m2", m.area_m2}};
}

ordered_json watched_json(const working_memory_config& config, const std::string& condition,
                          const watched_trial& watched) {
    ordered_json json;
    json["condition"] = condition;
    json["sample"] = watched.trial.sample;
    json["other"] = watched.trial.other;
    json["is_right"] = watched.trial.is_right;
    json["neurons"] = config.network.pools * config.network.neurons_per_pool;
    json["pools"] = config.network.pools;
    json["tick_s"] = memory_tick_s;
    json["every_ticks"] = watched.every_ticks;
    const double delay_s = config.trial.delays[watched.trial.delay].delay_s;
    json["phases_s"] = {config.trial.sample_s, config.trial.sample_s + delay_s,
                        config.trial.sample_s + delay_s + config.trial.test_s,
                        config.trial.sample_s + delay_s + config.trial.test_s +
                            config.trial.reset_s + config.trial.pause_s};
    json["neuron"] = ordered_json::array();
    json["tick"] = ordered_json::array();
    for (const spike_event& s : watched.spikes) {
        json["neuron"].push_back(s.neuron);
        json["tick"].push_back(s.tick);
    }
    json["calcium"] = watched.calcium;
    return json;
}

std::string trials_table(const working_memory_config& config,
                         const std::vector<std::vector<memory_job>>& jobs) {
    std::string table =
        "condition,network,delay_s,sample,other,sample_spikes,other_spikes,choice,is_right,"
        "begin_tick,held_spikes,delay_spikes,delay_synaptic_events\n";
    for (std::size_t c = 0; c < jobs.size(); ++c) {
        for (std::size_t n = 0; n < jobs[c].size(); ++n) {
            for (const memory_trial& t : jobs[c][n].trials) {
                table += fmt::format(
                    "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", config.conditions[c].name, n,
                    number_text(config.trial.delays[t.delay].delay_s), t.sample, t.other,
                    t.sample_spikes, t.other_spikes, t.choice, t.is_right ? 1 : 0, t.begin_tick,
                    t.held_spikes, t.delay_spikes, t.delay_events);
            }
        }
    }
    return table;
}

std::string scores_table(const working_memory_config& config,
                         const std::vector<std::vector<memory_score>>& scores) {
    std::string table =
        "condition,delay_s,right,trials,share,share_low,share_high,difference,difference_low,"
        "difference_high\n";
    for (std::size_t c = 0; c < scores.size(); ++c) {
        for (std::size_t d = 0; d < scores[c].size(); ++d) {
            const memory_score& s = scores[c][d];
            table +=
                fmt::format("{},{},{},{},{},{},{},{},{},{}\n", config.conditions[c].name,
                            number_text(config.trial.delays[d].delay_s), s.right, s.trials,
                            number_text(s.right_share()), number_text(s.share.low),
                            number_text(s.share.high), number_text(s.difference),
                            number_text(s.difference_95.low), number_text(s.difference_95.high));
        }
    }
    return table;
}

std::string text_of(const working_memory_experiment& config,
                    const std::vector<std::vector<memory_score>>& scores,
                    const std::vector<held_second>& seconds) {
    std::string text = fmt::format("{:<22}", "right choices, delay");
    for (const memory_delay& d : config.trial.delays) {
        text += fmt::format(" {:>6}", number_text(d.delay_s) + " s");
    }
    text += '\n';
    for (std::size_t c = 0; c < scores.size(); ++c) {
        text += fmt::format("{:<22}", config.conditions[c].name);
        for (const memory_score& s : scores[c]) text += fmt::format(" {:>6.3f}", s.right_share());
        text += '\n';
    }
    const bool is_chip = config.on == substrate::chip;
    text += fmt::format("{:<22} {:>9} {:>9} {:>12}{}\n", "a second of delay", "pool, Hz", "spikes",
                        "syn. events", is_chip ? "           nJ" : "");
    for (std::size_t c = 0; c < seconds.size(); ++c) {
        text += fmt::format("{:<22} {:>9.1f} {:>9.0f} {:>12.0f}", config.conditions[c].name,
                            seconds[c].held_hz, seconds[c].spikes, seconds[c].events);
        if (is_chip) text += fmt::format(" {:>12.1f}", 1e9 * seconds[c].all_j());
        text += '\n';
    }
    return text;
}

}  // namespace

task_outcome working_memory_task::run(const working_memory_experiment& config,
                                      const task_context& how) const {
    const auto jobs = run_memory_jobs(config, how);
    std::vector<memory_runs> runs(jobs.size());
    std::vector<held_second> seconds;
    for (std::size_t c = 0; c < jobs.size(); ++c) {
        for (const memory_job& job : jobs[c]) runs[c].push_back(job.trials);
        seconds.push_back(second_of(config, jobs[c]));
    }
    const auto scores = score_memory(config, runs);
    task_outcome outcome;
    outcome.result["conditions"] = ordered_json::array();
    outcome.shown["trials"] = ordered_json::array();
    for (std::size_t c = 0; c < jobs.size(); ++c) {
        ordered_json own;
        own["name"] = config.conditions[c].name;
        own["delays"] = ordered_json::array();
        for (std::size_t d = 0; d < scores[c].size(); ++d) {
            own["delays"].push_back(score_json(scores[c][d], config.trial.delays[d].delay_s));
        }
        own["second_of_delay"] = second_json(seconds[c], config.on);
        const memory_job& first = jobs[c].front();
        if (first.mapping) own["chip"] = mapping_json(*first.mapping);
        outcome.result["conditions"].push_back(std::move(own));
        outcome.shown["trials"].push_back(
            watched_json(config, config.conditions[c].name, *first.watched));
    }
    outcome.tables = {{"scores.csv", scores_table(config, scores)},
                      {"trials.csv", trials_table(config, jobs)}};
    outcome.text = text_of(config, scores, seconds);
    return outcome;
}

}  // namespace memglia
