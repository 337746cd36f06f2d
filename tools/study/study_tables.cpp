#include "tools/study/study_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "snan/navigation_experiment.hpp"
#include "tools/report/text.hpp"
#include "tools/study/agent_cells.hpp"
#include "tools/study/bounds.hpp"
#include "tools/study/quotation.hpp"

namespace memglia {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

using row = std::vector<table_cell>;

void append(row& to, const row& more) {
    to.insert(to.end(), more.begin(), more.end());
}

table_cell picojoules(const study_entry& entry, const std::string& pointer) {
    const double joules = entry.number(pointer).value_or(absent);
    return number_cell(format_significant(1e12 * joules), {joules});
}

table_cell nanojoules(const study_entry& entry, const std::string& pointer) {
    const double joules = entry.number(pointer).value_or(absent);
    return number_cell(format_significant(1e9 * joules), {joules});
}

table_cell plain_number(const study_entry& entry, const std::string& pointer) {
    const double value = entry.number(pointer).value_or(absent);
    return number_cell(format_trimmed(value), {value});
}

void append_leaves(std::vector<row>& rows, const nlohmann::ordered_json& node,
                   const std::string& path) {
    if (node.is_number()) {
        const auto value = node.get<double>();
        rows.push_back({text_cell(path), number_cell(fmt::format("{:.6g}", value), {value})});
    } else if (node.is_object()) {
        for (const auto& [key, inner] : node.items()) {
            append_leaves(rows, inner, path.empty() ? key : path + " / " + key);
        }
    }
}

// First episodes and last ones of every stay of the goal.
struct stay {
    int goal;
    std::size_t first;
    std::size_t last;
};

std::vector<stay> stays_of(const std::vector<int>& schedule) {
    std::vector<stay> stays;
    for (std::size_t i = 0; i < schedule.size(); ++i) {
        if (stays.empty() || stays.back().goal != schedule[i]) stays.push_back({schedule[i], i, i});
        stays.back().last = i;
    }
    return stays;
}

}  // namespace

data_table headline_table(const study_results& results) {
    data_table table{"headline",
                     "Headline figures",
                     "The figures on the left are targets that the project was given, not results "
                     "of the source paper; beside them stands what came out on our protocol.",
                     {{"headline figure (target)", {"claim"}, true},
                      {"where from", {"source"}, true},
                      {"ours, on our protocol", {"ours"}, true},
                      {"how to reproduce", {"command"}, true}},
                     {}};
    const auto ids = run_ids(results.config);
    for (const study_headline& h : results.config.headline) {
        const std::string ours = quote(parse_quotation(h.ours, ids, {}, "ours"), results);
        table_cell command = text_cell(h.command);
        command.style = "code";
        table.rows.push_back({text_cell(h.claim), text_cell(h.source), text_cell(ours), command});
    }
    return without_empty_columns(std::move(table));
}

data_table agents_table(const study_results& results, const study_entry& entry) {
    const study_run& run = results.run_of(entry);
    data_table table{"agents-" + run.name,
                     fmt::format("{}: agents", run.heading()),
                     fmt::format("{}. Steps: median over all tasks, a failure counts as one more "
                                 "than the limit; brackets: quartiles or 95 % intervals.",
                                 entry.text("/task")),
                     {{"agent", {"run", "point", "agent"}, true}, {"knows", {"knows"}, true}},
                     {}};
    for (const table_column& column : agent_columns(results.config))
        table.columns.push_back(column);
    for (const agent_statistics& agent : agents_of(entry.result)) {
        if (agent.episodes.empty()) continue;
        const std::string knows(knowledge_of(agent.name));
        row cells{placed_cell(results, entry, agent_label(agent.name), agent.name),
                  {knows, {knows}}};
        append(cells, agent_cells(entry, agent));
        table.rows.push_back(std::move(cells));
    }
    return without_empty_columns(std::move(table));
}

namespace {

// Where in a sweep: a column per swept key, or the label.
std::vector<table_column> place_columns(const study_run& run) {
    if (run.sweep.empty()) return {{"place", {"run", "point"}, true}};
    std::vector<table_column> columns;
    for (const study_axis& axis : run.sweep) {
        columns.push_back({axis.heading(), {axis.key}, true});
    }
    columns.front().csv.insert(columns.front().csv.begin(), {"run", "point"});
    return columns;
}

row place_cells(const study_results& results, const study_entry& entry) {
    const study_run& run = results.run_of(entry);
    const study_point& place = run.values[entry.point];
    if (run.sweep.empty()) return {{place.name(), {run.name, place.name()}}};
    row cells;
    for (std::size_t a = 0; a < run.sweep.size(); ++a) {
        const study_point& value = run.sweep[a].values[place.at[a]];
        cells.push_back({value.name(), {plain_value(value)}});
    }
    auto& first = cells.front().plain;
    first.insert(first.begin(), {run.name, place.name()});
    return cells;
}

}  // namespace

data_table sweep_table(const study_results& results, std::size_t series) {
    const study_run& run = results.config.runs[series];
    data_table table{"sweep-" + run.name,
                     fmt::format("{}: every place of the sweep", run.heading()),
                     "",
                     place_columns(run),
                     {}};
    table.columns.push_back({"agent", {"agent"}, true});
    for (const table_column& column : agent_columns(results.config))
        table.columns.push_back(column);
    for (const study_entry* entry : results.points_of(series)) {
        for (const agent_statistics& agent : agents_of(entry->result)) {
            if (agent.episodes.empty()) continue;
            row cells = place_cells(results, *entry);
            cells.push_back({agent_label(agent.name), {agent.name}});
            append(cells, agent_cells(*entry, agent));
            table.rows.push_back(std::move(cells));
        }
    }
    return without_empty_columns(std::move(table));
}

bool has_goal_schedule(const study_entry& entry) {
    return !goal_schedule(entry).empty();
}

std::vector<int> goal_schedule(const study_entry& entry) {
    std::vector<int> goals;
    const auto found = entry.result.find("goal_schedule");
    if (found == entry.result.end() || !found->is_array()) return goals;
    for (const auto& goal : *found) {
        if (!goal.is_number_integer()) return {};
        goals.push_back(goal.get<int>());
    }
    const bool stays = std::all_of(goals.begin(), goals.end(),
                                   [&goals](int goal) { return goal == goals.front(); });
    return stays ? std::vector<int>{} : goals;
}

data_table goals_table(const study_results& results, const study_entry& entry) {
    const study_run& run = results.run_of(entry);
    data_table table{"goals-" + run.name,
                     fmt::format("{}: steps around every move of the goal", run.heading()),
                     "Median steps in the first and in the last episode of every stay of the goal.",
                     {{"agent", {"run", "point", "agent"}, true}},
                     {}};
    std::vector<std::size_t> shown;
    for (const stay& s : stays_of(goal_schedule(entry))) {
        for (const std::size_t e : {s.first, s.last}) {
            if (!shown.empty() && shown.back() == e) continue;
            shown.push_back(e);
            table.columns.push_back({fmt::format("goal {}, episode {}", s.goal, e + 1),
                                     {fmt::format("median_steps_episode_{}", e + 1)}});
        }
    }
    for (const agent_statistics& agent : agents_of(entry.result)) {
        row cells{placed_cell(results, entry, agent_label(agent.name), agent.name)};
        for (const std::size_t e : shown) {
            const double steps =
                e < agent.episodes.size() ? agent.episodes[e].median_steps : absent;
            cells.push_back(number_cell(format_steps(steps, entry.step_limit()), {steps}));
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

data_table maps_table(const study_results& results) {
    data_table table{
        "maps",
        "Maps",
        "First and last episodes of the agent in question, and first episodes of those "
        "it is compared with. A failure counts as one step more than the limit.",
        {{"map", {"run", "point", "map"}, true},
         {"size", {"size"}},
         {"shortest", {"mean_shortest"}}},
        {}};
    for (const table_column& column : map_columns(results.config)) table.columns.push_back(column);
    for (const study_entry& entry : results.entries) {
        const study_run& run = results.run_of(entry);
        if (!run.is_map()) continue;
        const std::string point = run.values.empty() ? "" : ", " + run.values[entry.point].name();
        const std::string map = run.heading() + point;
        row cells{placed_cell(results, entry, map, map), text_cell(entry.size),
                  plain_number(entry, "/mean_shortest_path")};
        append(cells, map_cells(results.config, entry));
        table.rows.push_back(std::move(cells));
    }
    return without_empty_columns(std::move(table));
}

data_table costs_table(const study_results& results) {
    data_table table{
        "costs",
        "What a decision costs on the chip",
        "Means over all decisions of a run. Dynamic: all events outside the controller, "
        "writes included; the sum adds controller, processor and leakage. Software: the same "
        "decisions by the program nav_soft. Write pulses are per decision, "
        "failed "
        "writes those of the whole run that gave up after max_pulses.",
        {{"run", {"run", "point"}, true},
         {"decisions", {"decisions"}},
         {"dynamic, pJ", {"dynamic_j"}},
         {"controller, pJ", {"controller_j"}},
         {"processor, pJ", {"processor_j"}},
         {"static, pJ", {"static_j"}},
         {"rest, pJ", {"rest_j"}},
         {"sum, pJ", {"total_j"}},
         {"initial weights, pJ", {"setup_j"}},
         {"cycles", {"cycles"}},
         {"answer after", {"latency_cycles"}},
         {"software, nJ", {"software_j"}},
         {"software, cycles", {"software_cycles"}},
         {"write pulses", {"write_pulses"}},
         {"failed writes", {"write_failures"}}},
        {}};
    for (const study_entry& entry : results.entries) {
        const auto decisions = entry.number("/decisions");
        if (!decisions) continue;
        table.rows.push_back(
            {id_cell(results.config, entry.id),
             number_cell(format_count(static_cast<std::uint64_t>(*decisions)), {*decisions}),
             picojoules(entry, "/energy_per_decision_j/dynamic"),
             picojoules(entry, "/energy_per_decision_j/controller"),
             picojoules(entry, "/energy_per_decision_j/processor"),
             picojoules(entry, "/energy_per_decision_j/static"),
             picojoules(entry, "/energy_per_decision_j/rest"),
             picojoules(entry, "/energy_per_decision_j/total"),
             picojoules(entry, "/setup_energy_per_decision_j"),
             plain_number(entry, "/cycles_per_decision"),
             plain_number(entry, "/latency_cycles_per_decision"),
             nanojoules(entry, "/loops/software/energy_per_decision_j/total"),
             plain_number(entry, "/loops/software/cycles_per_decision"),
             plain_number(entry, "/write_pulses_per_decision"),
             plain_number(entry, "/write_failures")});
    }
    return without_empty_columns(std::move(table));
}

data_table hardware_table(const study_results& results, const study_entry& entry) {
    const study_run& run = results.run_of(entry);
    data_table table{"hardware-" + run.name,
                     fmt::format("{}: area and baselines", run.heading()),
                     "In SI units, as in the run's result.json.",
                     {{"quantity", {"run", "point", "quantity"}, true}, {"value", {"value"}}},
                     {}};
    for (const char* key : {"area", "baselines"}) {
        const auto found = entry.result.find(key);
        if (found != entry.result.end()) append_leaves(table.rows, *found, key);
    }
    for (row& line : table.rows) {
        line.front() = placed_cell(results, entry, line.front().text, line.front().text);
    }
    return table;
}

std::vector<data_table> all_tables(const study_results& results) {
    std::vector<data_table> all{bounds_table(check_bounds(results), results),
                                headline_table(results)};
    for (const study_entry& entry : results.entries) {
        const study_run& run = results.run_of(entry);
        if (!run.values.empty() || run.is_map()) continue;
        all.push_back(agents_table(results, entry));
        if (has_goal_schedule(entry)) all.push_back(goals_table(results, entry));
    }
    for (std::size_t series = 0; series < results.config.runs.size(); ++series) {
        const study_run& run = results.config.runs[series];
        if (!run.values.empty() && !run.is_map()) all.push_back(sweep_table(results, series));
    }
    all.push_back(maps_table(results));
    all.push_back(costs_table(results));
    for (const study_entry& entry : results.entries) {
        if (results.run_of(entry).values.empty()) all.push_back(hardware_table(results, entry));
    }
    all.erase(std::remove_if(all.begin(), all.end(),
                             [](const data_table& table) { return table.rows.empty(); }),
              all.end());
    return all;
}

}  // namespace memglia
