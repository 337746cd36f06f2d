#include "tools/study/long_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "tools/study/study_tables.hpp"

namespace memglia {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

// Every swept key of the study once.
std::vector<std::string> swept_keys(const study_config& config) {
    std::vector<std::string> keys;
    for (const study_run& run : config.runs) {
        for (const study_axis& axis : run.sweep) {
            if (std::find(keys.begin(), keys.end(), axis.key) == keys.end()) {
                keys.push_back(axis.key);
            }
        }
    }
    return keys;
}

data_table table_of(const std::string& name, const study_config& config,
                    const std::vector<std::string>& columns) {
    data_table table{name, "", "", {}, {}};
    std::vector<std::string> names{"run", "point"};
    const auto keys = swept_keys(config);
    names.insert(names.end(), keys.begin(), keys.end());
    names.insert(names.end(), columns.begin(), columns.end());
    for (const std::string& column : names) table.columns.push_back({column, {column}});
    return table;
}

// Run, point and the value of every swept key, empty where the run does not sweep it.
std::vector<table_cell> place_of(const study_results& results, const study_entry& entry) {
    const study_run& run = results.run_of(entry);
    const run_name name = name_of(results.config, entry.series, entry.point);
    std::vector<table_cell> cells{text_cell(name.run), text_cell(name.point)};
    for (const std::string& key : swept_keys(results.config)) {
        std::string value;
        for (std::size_t a = 0; a < run.sweep.size(); ++a) {
            const study_axis& axis = run.sweep[a];
            if (axis.key == key) value = plain_value(axis.values[run.values[entry.point].at[a]]);
        }
        cells.push_back(text_cell(value));
    }
    return cells;
}

table_cell number(double value) {
    return number_cell("", {value});
}

void append_with_interval(std::vector<table_cell>& cells, double value, const interval& range) {
    for (const double v : {value, range.low, range.high}) cells.push_back(number(v));
}

}  // namespace

data_table episodes_table(const study_results& results) {
    data_table table =
        table_of("episodes", results.config,
                 {"agent", "episode", "median_steps", "median_steps_low", "median_steps_high",
                  "q25", "q75", "completion", "completion_low", "completion_high", "mean_steps",
                  "mean_steps_low", "mean_steps_high", "mean_over_shortest",
                  "mean_over_shortest_low", "mean_over_shortest_high"});
    for (const study_entry& entry : results.entries) {
        const auto place = place_of(results, entry);
        for (const agent_statistics& agent : agents_of(entry.result)) {
            for (std::size_t i = 0; i < agent.episodes.size(); ++i) {
                const episode_statistics& e = agent.episodes[i];
                std::vector<table_cell> cells = place;
                cells.push_back(text_cell(agent.name));
                cells.push_back(text_cell(fmt::format("{}", i + 1)));
                append_with_interval(cells, e.median_steps, e.median_95);
                cells.push_back(number(e.q25));
                cells.push_back(number(e.q75));
                append_with_interval(cells, e.completion, e.completion_95);
                append_with_interval(cells, e.mean_steps, e.mean_steps_95);
                append_with_interval(cells, e.mean_over_shortest, e.mean_over_shortest_95);
                table.rows.push_back(std::move(cells));
            }
        }
    }
    return table;
}

data_table energy_table(const study_results& results) {
    std::vector<std::string> parts;
    for (const study_entry& entry : results.entries) {
        const auto found = entry.result.find("energy_per_decision_j");
        if (found == entry.result.end() || !found->contains("by_component")) continue;
        for (const auto& [part, joules] : found->at("by_component").items()) {
            if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
        }
    }
    std::vector<std::string> columns{"decisions_of", "decisions"};
    for (const char* sum : {"total_j", "dynamic_j"}) {
        for (const char* end : {"", "_low", "_high"}) columns.push_back(std::string(sum) + end);
    }
    for (const std::string& part : parts) columns.push_back(part + "_j");
    data_table table = table_of("energy", results.config, columns);
    for (const study_entry& entry : results.entries) {
        const auto add = [&](const std::string& kind, const std::string& count,
                             const std::string& energy) {
            if (!entry.number(energy + "/total")) return;
            std::vector<table_cell> cells = place_of(results, entry);
            cells.push_back(text_cell(kind));
            cells.push_back(number(entry.number(count).value_or(absent)));
            for (const std::string& sum : {energy + "/total", energy + "/dynamic"}) {
                for (const std::string& figure : {sum, sum + "_95/0", sum + "_95/1"}) {
                    cells.push_back(number(entry.number(figure).value_or(absent)));
                }
            }
            for (const std::string& part : parts) {
                cells.push_back(
                    number(entry.number(energy + "/by_component/" + part).value_or(absent)));
            }
            table.rows.push_back(std::move(cells));
        };
        add("all", "/decisions", "/energy_per_decision_j");
        const auto phases = entry.result.find("decisions_by_phase");
        if (phases == entry.result.end() || !phases->is_object()) continue;
        for (const auto& [phase, count] : phases->items()) {
            add(phase, "/decisions_by_phase/" + phase, "/energy_per_decision_by_phase_j/" + phase);
        }
    }
    return table;
}

std::vector<data_table> csv_tables(const study_results& results) {
    std::vector<data_table> all = all_tables(results);
    for (data_table table : {episodes_table(results), energy_table(results)}) {
        if (!table.rows.empty()) all.push_back(std::move(table));
    }
    return all;
}

}  // namespace memglia
