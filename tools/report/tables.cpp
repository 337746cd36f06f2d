#include "tools/report/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tools/report/energy_summary.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

struct table_row {
    std::string head;
    std::string style;                 // CSS class
    std::vector<std::string> numbers;  // plain text
};

std::size_t decimals_of(const std::string& number) {
    const std::size_t point = number.find('.');
    return point == std::string::npos ? 0 : number.size() - point - 1;
}

// Room in digit widths that puts the decimal point under those of the column's other numbers.
std::string padding(const std::string& number, std::size_t most_decimals) {
    constexpr double point_width = 0.5;
    double room = static_cast<double>(most_decimals - decimals_of(number));
    if (most_decimals > 0 && decimals_of(number) == 0) room += point_width;
    return room > 0 ? fmt::format(" style=\"--pad:{:.1f}\"", room) : "";
}

std::string body_of(const std::vector<table_row>& rows) {
    std::vector<std::size_t> most;
    for (const table_row& row : rows) {
        most.resize(std::max(most.size(), row.numbers.size()));
        for (std::size_t c = 0; c < row.numbers.size(); ++c) {
            most[c] = std::max(most[c], decimals_of(row.numbers[c]));
        }
    }
    std::string body;
    for (const table_row& row : rows) {
        body += fmt::format("<tr class=\"{}\"><th scope=\"row\">{}</th>", row.style,
                            escape_markup(row.head));
        for (std::size_t c = 0; c < row.numbers.size(); ++c) {
            body += fmt::format("<td{}>{}</td>", padding(row.numbers[c], most[c]),
                                escape_markup(row.numbers[c]));
        }
        body += "</tr>\n";
    }
    return body;
}

std::string numbers_table(std::string_view label, std::string_view caption, std::string_view style,
                          std::string_view head, const std::vector<table_row>& rows) {
    return fmt::format(
        "<figure>\n<figcaption><b>{}.</b> {}</figcaption>\n<div class=\"scroll\">\n"
        "<table class=\"numbers {}\">\n<thead>\n{}</thead>\n<tbody>\n{}</tbody>\n</table>\n"
        "</div>\n</figure>\n",
        label, caption, style, head, body_of(rows));
}

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

std::string pairs_table(const std::vector<std::pair<std::string, std::string>>& pairs) {
    std::string rows;
    for (const auto& [key, value] : pairs) {
        rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_markup(key),
                            escape_markup(value));
    }
    return fmt::format("<table class=\"pairs\">\n<tbody>\n{}</tbody>\n</table>\n", rows);
}

}  // namespace

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
        "<tr class=\"groups\"><td></td>{}{}</tr>\n<tr><th scope=\"col\">agent</th>{}{}</tr>\n",
        group(several ? "first episode" : "the episode"), several ? group("last episode") : "",
        names, several ? names : "");
    return numbers_table(
        label,
        "Success. Steps to the goal: median, its 95 % bootstrap interval, lower and "
        "upper quartile; “&gt;” marks "
        "failures; done: share of tasks completed within the limit; ÷ shortest: steps divided by "
        "the "
        "shortest path.",
        "success", head, rows);
}

std::string render_energy_table(const report_data& data, std::string_view label) {
    if (data.energy.empty()) return absent_note("No energy was recorded.");
    const energy_summary energy = summarise_energy(data);
    const scaled_unit& unit = energy.unit;
    std::vector<table_row> rows;
    const auto add = [&](std::string_view name, std::string_view style, const energy_by_column& j) {
        table_row row{component_label(name), std::string(style), {}};
        for (const double value : j) row.numbers.push_back(format_significant(value * unit.factor));
        rows.push_back(row);
    };
    for (const energy_row* row : energy.dynamic) add(row->component, "", columns_of(*row));
    add("dynamic", "subtotal", energy.dynamic_j);
    for (const energy_row* row : energy.controller) add(row->component, "", columns_of(*row));
    for (const energy_row* row : energy.leakage) add(row->component, "", columns_of(*row));
    add("sum", "total", energy.total_j);
    const std::string caption = fmt::format(
        "Mean energy per decision in {}. Not included: programming the initial weights, {} per "
        "maze.",
        unit.name, format_quantity(data.setup_j, "J"));
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
