#include "tools/report/learning_curves.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/report/agent_lines.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr std::size_t most_bands = 5;  // more quartile bands than these hide one another

void drop_bands(line_panel& panel) {
    for (panel_line& line : panel.lines) {
        line.band_low.clear();
        line.band_high.clear();
    }
}

line_panel steps_panel(std::uint32_t limit, const std::vector<agent_series>& all,
                       figure_width page) {
    line_panel panel;
    panel.width = page == figure_width::wide ? 730 : 366;
    panel.height = page == figure_width::wide ? 430 : 330;
    panel.title = "steps to the goal, median";
    panel.may_be_logarithmic = true;
    panel.from_zero = true;
    panel.end_labels = page == figure_width::wide;
    if (limit > 0) {
        panel.dashed_line = limit;
        panel.dashed_name = fmt::format("step limit {}", limit);
    }
    for (const agent_series& series : all) panel.lines.push_back(steps_line(series, limit));
    if (all.size() > most_bands) drop_bands(panel);
    return panel;
}

line_panel small_panel(std::string_view title, std::size_t agents) {
    constexpr double per_label = 15;
    line_panel panel;
    panel.width = 366;
    panel.height = std::max(211.0, 80 + per_label * static_cast<double>(agents));
    panel.title = title;
    return panel;
}

}  // namespace

std::string render_learning_curves(const report_data& data, std::string_view label) {
    const std::vector<agent_series> all = series_of(data.agents);
    if (all.empty()) return absent_note("No agent was run.");
    const std::string steps = at_both_widths(
        [&](figure_width page) { return draw_panel(steps_panel(data.step_limit, all, page)); });
    line_panel ratio = small_panel("steps over shortest path, mean", all.size());
    ratio.may_be_logarithmic = true;
    line_panel completion = small_panel("completion, % of tasks", all.size());
    completion.from_zero = true;
    completion.ceiling = 100;
    for (const agent_series& series : all) {
        ratio.lines.push_back(ratio_line(series));
        completion.lines.push_back(completion_line(series));
    }
    const std::string body = fmt::format(
        "{}<div class=\"curves\">\n<div>\n{}</div>\n<div class=\"beside\">\n{}{}</div>\n</div>\n",
        series_legend(all), steps, draw_panel(ratio), draw_panel(completion));
    return captioned_figure(
        label, body,
        fmt::format(
            "Learning over the episodes. First panel: steps until the goal; line: median over all "
            "tasks, {}whiskers: 95 % bootstrap interval of the median; a failure counts as one "
            "step more than the limit. Second: steps divided by the shortest path, mean with 95 % "
            "bootstrap interval. Third: share of tasks completed within the limit. Points of "
            "different agents are shifted sideways a little so that they do not hide one another.",
            all.size() > most_bands ? "" : "shaded: lower to upper quartile, "));
}

std::string render_learning_pair(const std::vector<agent_statistics>& agents, std::uint32_t limit,
                                 const std::vector<panel_mark>& marks, std::string_view label,
                                 std::string_view caption) {
    const std::vector<agent_series> all = series_of(agents);
    if (all.empty()) return absent_note("No agent was run.");
    const auto panel_at = [&](figure_width page, std::string_view title) {
        constexpr double per_label = 16;
        line_panel panel;
        panel.width = page == figure_width::wide ? 570 : 366;
        panel.height = std::max(330.0, 80 + per_label * static_cast<double>(all.size()));
        panel.title = title;
        panel.may_be_logarithmic = true;
        panel.from_zero = true;
        panel.end_labels = page == figure_width::wide;
        panel.marks = marks;
        return panel;
    };
    const auto steps = [&](figure_width page) {
        line_panel panel = panel_at(page, "steps to the goal, median");
        if (limit > 0) {
            panel.dashed_line = limit;
            panel.dashed_name = fmt::format("step limit {}", limit);
        }
        for (const agent_series& series : all) panel.lines.push_back(steps_line(series, limit));
        drop_bands(panel);
        return draw_panel(panel);
    };
    const auto ratio = [&](figure_width page) {
        line_panel panel = panel_at(page, "steps over shortest path, mean");
        for (const agent_series& series : all) panel.lines.push_back(ratio_line(series));
        return draw_panel(panel);
    };
    return captioned_figure(
        label,
        fmt::format("{}<div class=\"halves\">\n<div>\n{}</div>\n<div>\n{}</div>\n</div>\n",
                    series_legend(all), at_both_widths(steps), at_both_widths(ratio)),
        caption);
}

}  // namespace memglia
