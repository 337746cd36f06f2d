#include "tools/report/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "snan/navigation_experiment.hpp"
#include "tools/report/energy_summary.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/numbers_table.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

void append_episode(std::vector<std::string>& numbers, const episode_statistics& e,
                    std::uint32_t limit) {
    numbers.push_back(format_steps(e.median_steps, limit));
    numbers.push_back(format_steps(e.median_95.low, limit));
    numbers.push_back(format_steps(e.median_95.high, limit));
    numbers.push_back(format_steps(e.q25, limit));
    numbers.push_back(format_steps(e.q75, limit));
    numbers.push_back(format_percent(e.completion));
    numbers.push_back(format_significant(e.mean_over_shortest));
}

constexpr std::size_t numbers_per_episode = 7;

std::string energy_head(const report_data& data, const std::string& unit) {
    std::string head = fmt::format("<tr><th scope=\"col\">component, {}</th>", unit);
    const auto decisions = decisions_of(data);
    for (std::size_t c = 0; c < energy_columns; ++c) {
        head += fmt::format("<th scope=\"col\">{}<small>n = {}</small></th>",
                            energy_column_names[c], format_count(decisions[c]));
    }
    return head + "</tr>\n";
}

}  // namespace

std::string pairs_table(const std::vector<std::pair<std::string, std::string>>& pairs) {
    std::string rows;
    for (const auto& [key, value] : pairs) {
        rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_markup(key),
                            escape_markup(value));
    }
    return fmt::format("<table class=\"pairs\">\n<tbody>\n{}</tbody>\n</table>\n", rows);
}

std::string render_success_table(const report_data& data, std::string_view label) {
    std::size_t longest = 0;
    for (const agent_statistics& a : data.agents) longest = std::max(longest, a.episodes.size());
    if (longest == 0) return absent_note("No agent was run.");
    const bool several = longest > 1;
    const std::size_t columns = numbers_per_episode * (several ? 2 : 1);
    std::vector<table_row> rows;
    for (const agent_statistics& agent : data.agents) {
        table_row row{agent_label(agent.name), "", {}};
        if (!agent.episodes.empty()) {
            append_episode(row.numbers, agent.episodes.front(), data.step_limit);
            if (several) append_episode(row.numbers, agent.episodes.back(), data.step_limit);
        }
        row.numbers.resize(columns, "–");
        row.numbers.insert(row.numbers.begin(), std::string(knowledge_of(agent.name)));
        rows.push_back(row);
    }
    const auto group = [](std::string_view name) {
        return fmt::format("<th scope=\"colgroup\" colspan=\"{}\">{}</th>", numbers_per_episode,
                           name);
    };
    constexpr std::string_view names =
        "<th scope=\"col\">median<small>steps</small></th>"
        "<th scope=\"col\" colspan=\"2\">95 % interval<small>steps</small></th>"
        "<th scope=\"col\" colspan=\"2\">quartiles<small>steps</small></th>"
        "<th scope=\"col\">done<small>%</small></th>"
        "<th scope=\"col\">÷ shortest<small>mean</small></th>";
    const std::string head = fmt::format(
        "<tr class=\"groups\"><td></td><td></td>{}{}</tr>\n<tr><th scope=\"col\">agent</th>"
        "<th scope=\"col\">knows</th>{}{}</tr>\n",
        group(several ? "first episode" : "the episode"), several ? group("last episode") : "",
        names, several ? names : "");
    return numbers_table(
        label,
        "Success. Knows: what an agent is told, its cell and which sides are closed (senses), also "
        "which cell a step leads to (grid); none is told walls or goal. Steps to the goal: median, "
        "its 95 % bootstrap interval, lower and "
        "upper quartile; “&gt;” marks "
        "failures; done: share of tasks completed within the limit; ÷ shortest: steps divided by "
        "the "
        "shortest path.",
        "success", head, rows);
}

std::string render_energy_table(const report_data& data, std::string_view label) {
    if (data.energy.empty()) return absent_note(no_energy(data));
    const energy_summary energy = summarise_energy(data);
    const scaled_unit& unit = energy_unit;
    std::vector<table_row> rows;
    const auto add = [&](std::string_view name, std::string_view style, const energy_by_column& j) {
        table_row row{component_label(name), std::string(style), {}};
        for (const double value : j)
            row.numbers.push_back(grouped(format_significant(value * unit.factor)));
        rows.push_back(row);
    };
    for (const energy_row* row : energy.dynamic) add(row->component, "", columns_of(*row));
    add("dynamic", "subtotal", energy.dynamic_j);
    for (const energy_row* row : energy.controller) add(row->component, "", columns_of(*row));
    for (const energy_row* row : energy.leakage) add(row->component, "", columns_of(*row));
    add("sum", "total", energy.total_j);
    const std::string caption = fmt::format(
        "Mean energy per decision in {}; 95 % intervals over mazes: dynamic {}, sum {}. With all "
        "estimates at their low, with all at their high end: dynamic {}, sum {}. Beside the sum: "
        "programming the initial weights, {} per decision over the episodes that were run ({} per "
        "maze).",
        unit.name, format_interval(data.dynamic_95_j, unit.factor),
        format_interval(data.total_95_j, unit.factor),
        format_interval(data.dynamic_range_j, unit.factor),
        format_interval(data.total_range_j, unit.factor), format_energy(data.setup_per_decision_j),
        format_energy(data.setup_j));
    return numbers_table(label, caption, "energy", energy_head(data, unit.name), rows);
}

std::string render_provenance(const report_data& data) {
    std::string text;
    if (!data.provenance.empty()) text += "<h3>Provenance</h3>\n" + pairs_table(data.provenance);
    if (!data.assumptions.empty()) {
        text +=
            "<h3>Assumed values</h3>\n<p>Entries of the technology tables that are neither "
            "measured, published nor derived.</p>\n" +
            pairs_table(data.assumptions);
    }
    if (!data.configuration.empty()) {
        text += fmt::format(
            "<details>\n<summary>Effective configuration</summary>\n<pre>{}</pre>\n</details>\n",
            escape_markup(data.configuration));
    }
    return text.empty() ? absent_note("None given.") : text;
}

}  // namespace memglia
