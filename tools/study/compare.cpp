#include "tools/study/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "rtl_models/cost/ledger.hpp"
#include "tools/experiment/config_difference.hpp"
#include "tools/experiment/result_report.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

// One figure of a result with its interval, if it has one.
struct measured {
    double value = absent;
    interval range{absent, absent};
    std::uint32_t step_limit = 0;  // of a figure that counts an unfinished episode as limit + 1
};

// A row: the same figure of every result. `scale` turns it into what a reader sees.
struct figure_row {
    std::string name;
    std::string key;
    double scale = 1;
    std::vector<measured> values;
};

double number_at(const ordered_json& result, const std::string& pointer) {
    const ordered_json::json_pointer place(pointer);
    if (!result.contains(place) || !result.at(place).is_number()) return absent;
    return result.at(place).get<double>();
}

interval interval_at(const ordered_json& result, const std::string& pointer) {
    return {number_at(result, pointer + "/0"), number_at(result, pointer + "/1")};
}

// Rows in the order in which results bring them.
class figure_rows {
  public:
    explicit figure_rows(std::size_t results) : results_(results) {}

    void add(std::size_t which, const std::string& name, const std::string& key, double scale,
             const measured& value) {
        if (!std::isfinite(value.value)) return;
        auto at = std::find_if(rows.begin(), rows.end(),
                               [&key](const figure_row& row) { return row.key == key; });
        if (at == rows.end()) {
            at = rows.insert(at, {name, key, scale, std::vector<measured>(results_)});
        }
        at->values[which] = value;
    }
    std::vector<figure_row> rows;

  private:
    std::size_t results_;
};

void add_agents(figure_rows& rows, std::size_t which, const ordered_json& result) {
    const std::uint32_t limit = result.value("step_limit", 0U);
    for (const agent_statistics& agent : agents_of(result)) {
        if (agent.episodes.empty()) continue;
        const std::string label = agent_label(agent.name);
        const episode_statistics& first = agent.episodes.front();
        const episode_statistics& last = agent.episodes.back();
        const auto add = [&](const char* name, const char* key, double scale, const measured& m) {
            rows.add(which, label + ": " + name, agent.name + "/" + key, scale, m);
        };
        add("steps, first episode", "first_median_steps", 1,
            {first.median_steps, first.median_95, limit});
        add("done, first episode, %", "first_completion", 100,
            {first.completion, first.completion_95});
        add("steps / shortest, last", "last_over_shortest", 1,
            {last.mean_over_shortest, last.mean_over_shortest_95});
        add("done, last episode, %", "last_completion", 100, {last.completion, last.completion_95});
        const std::string sum = "/agents/" + agent.name + "/sum_of_steps/";
        add("steps, all episodes", "sum_of_steps", 1,
            {number_at(result, sum + "mean"),
             {number_at(result, sum + "low"), number_at(result, sum + "high")}});
    }
}

void add_costs(figure_rows& rows, std::size_t which, const ordered_json& result) {
    const auto add = [&](const std::string& name, const std::string& key, double scale) {
        rows.add(which, name, key, scale,
                 {number_at(result, "/" + key), interval_at(result, "/" + key + "_95")});
    };
    constexpr double pico = 1e12;
    const std::string energy = "energy_per_decision_j";
    add("energy per decision, pJ", energy + "/total", pico);
    add("  dynamic", energy + "/dynamic", pico);
    if (result.contains(energy) && result.at(energy).contains("by_component")) {
        for (const auto& [part, joules] : result.at(energy).at("by_component").items()) {
            const bool dynamic = is_dynamic(part);
            add((dynamic ? "    " : "  ") + component_label(part), energy + "/by_component/" + part,
                pico);
        }
    }
    add("cycles per decision", "cycles_per_decision", 1);
    add("cycles until the answer", "latency_cycles_per_decision", 1);
    add("write pulses per decision", "write_pulses_per_decision", 1);
    add("writes that gave up", "write_failures", 1);
    add("programming a chip, nJ", "setup_energy_per_maze_j", 1e9);
    add("decisions", "decisions", 1);
}

std::vector<figure_row> rows_of(const std::vector<compared_result>& results) {
    figure_rows rows(results.size());
    for (std::size_t i = 0; i < results.size(); ++i) add_agents(rows, i, results[i].result);
    for (std::size_t i = 0; i < results.size(); ++i) add_costs(rows, i, results[i].result);
    return rows.rows;
}

table_cell cell_of(const measured& m, double scale) {
    const auto text = [&](double v) {
        return m.step_limit > 0 ? format_steps(v, m.step_limit) : format_trimmed(scale * v, 4);
    };
    const bool known = std::isfinite(m.range.low) && std::isfinite(m.range.high);
    return number_cell(
        known ? fmt::format("{} [{}, {}]", text(m.value), text(m.range.low), text(m.range.high))
              : text(m.value),
        {m.value, m.range.low, m.range.high});
}

// A value that would make the table wide, without its end.
std::string cut(const std::string& value) {
    constexpr std::size_t most = 32;
    if (value.size() <= most) return value;
    std::size_t end = most - 1;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U) --end;
    return value.substr(0, end) + "…";
}

}  // namespace

data_table configuration_table(const std::vector<compared_result>& results) {
    data_table table{"configuration", "Configuration: what differs", "", {}, {}};
    table.columns.push_back({"key", {"key"}, true});
    std::vector<const ordered_json*> configs;
    static const ordered_json none = ordered_json::object();
    for (const compared_result& r : results) {
        table.columns.push_back({r.name, {r.name}, true});
        configs.push_back(r.result.contains("config") ? &r.result.at("config") : &none);
    }
    for (const config_difference& difference : config_differences(configs)) {
        // What a number rests on is for the reader of a table, not for one of differences.
        if (difference.key.ends_with(".source") || difference.key.ends_with(".tag")) continue;
        std::vector<table_cell> cells{text_cell(difference.key)};
        for (const std::string& value : difference.values) cells.push_back(text_cell(cut(value)));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

data_table figures_table(const std::vector<compared_result>& results) {
    data_table table{"figures", "Figures, with 95 % intervals", "", {}, {}};
    table.columns.push_back({"figure", {"figure"}, true});
    for (const compared_result& r : results) {
        table.columns.push_back({r.name, {r.name, r.name + "_low", r.name + "_high"}});
    }
    const bool two = results.size() == 2;
    if (two) {
        table.columns.push_back({results[1].name + " / " + results[0].name,
                                 {results[1].name + "_over_" + results[0].name}});
    }
    for (const figure_row& row : rows_of(results)) {
        std::vector<table_cell> cells{{row.name, {row.key}}};
        for (const measured& m : row.values) cells.push_back(cell_of(m, row.scale));
        if (two) {
            const double ratio = row.values[1].value / row.values[0].value;
            cells.push_back(number_cell(format_trimmed(ratio, 4), {ratio}));
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

std::vector<std::string> figures_apart(const std::vector<compared_result>& results,
                                       double tolerance) {
    std::vector<std::string> apart;
    for (const figure_row& row : rows_of(results)) {
        const double first = row.values.front().value;
        for (std::size_t i = 1; i < results.size(); ++i) {
            const double other = row.values[i].value;
            if (std::isnan(other) && std::isnan(first)) continue;
            if (std::abs(other - first) <= tolerance * std::abs(first)) continue;
            apart.push_back(fmt::format("{}: {} {}, {} {}", row.key, results.front().name,
                                        std::isfinite(first) ? fmt::format("{:.6g}", first) : "–",
                                        results[i].name,
                                        std::isfinite(other) ? fmt::format("{:.6g}", other) : "–"));
        }
    }
    return apart;
}

}  // namespace memglia
