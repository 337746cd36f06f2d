#include "tools/report/learning_curves.hpp"

#include <fmt/format.h>

#include "tools/report/agent_series.hpp"
#include "tools/report/episode_panel.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

std::string range_of(const interval& range) {
    return fmt::format("{} to {}", format_trimmed(range.low), format_trimmed(range.high));
}

std::string tooltip(const agent_series& series, std::size_t i, std::string_view what) {
    return fmt::format("{}, episode {}: {}", series.label, i + 1, what);
}

panel_line steps_line(const agent_series& series, std::uint32_t limit) {
    panel_line line;
    line.series = &series;
    for (const episode_statistics& e : series.agent->episodes) {
        line.tooltips.push_back(
            tooltip(series, line.values.size(),
                    fmt::format("median {} steps, 95 % interval {}, quartiles {} and {}",
                                format_trimmed(e.median_steps), range_of(e.median_95),
                                format_trimmed(e.q25), format_trimmed(e.q75))));
        line.values.push_back(e.median_steps);
        line.band_low.push_back(e.q25);
        line.band_high.push_back(e.q75);
        line.whisker_low.push_back(e.median_95.low);
        line.whisker_high.push_back(e.median_95.high);
    }
    line.end_value = format_steps(line.values.back(), limit);
    return line;
}

panel_line ratio_line(const agent_series& series) {
    panel_line line;
    line.series = &series;
    for (const episode_statistics& e : series.agent->episodes) {
        line.tooltips.push_back(tooltip(series, line.values.size(),
                                        fmt::format("{} times the shortest path, 95 % interval {}",
                                                    format_significant(e.mean_over_shortest),
                                                    range_of(e.mean_over_shortest_95))));
        line.values.push_back(e.mean_over_shortest);
        line.whisker_low.push_back(e.mean_over_shortest_95.low);
        line.whisker_high.push_back(e.mean_over_shortest_95.high);
    }
    line.end_value = format_significant(line.values.back());
    return line;
}

panel_line completion_line(const agent_series& series) {
    panel_line line;
    line.series = &series;
    for (const episode_statistics& e : series.agent->episodes) {
        line.tooltips.push_back(
            tooltip(series, line.values.size(),
                    fmt::format("{} % completed", format_percent(e.completion))));
        line.values.push_back(100 * e.completion);
    }
    line.end_value = format_percent(series.agent->episodes.back().completion);
    return line;
}

episode_panel steps_panel(const report_data& data, const std::vector<agent_series>& all,
                          figure_width page) {
    episode_panel panel;
    panel.width = page == figure_width::wide ? 730 : 366;
    panel.height = page == figure_width::wide ? 430 : 330;
    panel.title = "steps to the goal, median";
    panel.may_be_logarithmic = true;
    panel.from_zero = true;
    panel.end_labels = page == figure_width::wide;
    if (data.step_limit > 0) {
        panel.dashed_line = data.step_limit;
        panel.dashed_name = fmt::format("step limit {}", data.step_limit);
    }
    for (const agent_series& series : all)
        panel.lines.push_back(steps_line(series, data.step_limit));
    return panel;
}

episode_panel small_panel(std::string_view title) {
    episode_panel panel;
    panel.width = 366;
    panel.height = 211;
    panel.title = title;
    return panel;
}

}  // namespace

std::string render_learning_curves(const report_data& data, std::string_view label) {
    const std::vector<agent_series> all = series_of(data);
    if (all.empty()) return absent_note("No agent was run.");
    const std::string steps =
        at_both_widths([&](figure_width page) { return draw_panel(steps_panel(data, all, page)); });
    episode_panel ratio = small_panel("steps over shortest path, mean");
    ratio.may_be_logarithmic = true;
    episode_panel completion = small_panel("completion, % of tasks");
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
        "Learning over the episodes. First panel: steps until the goal; line: median over all "
        "tasks, "
        "shaded: lower to upper quartile, whiskers: 95 % bootstrap interval of the median; a "
        "failure "
        "counts as one step more than the limit. Second: steps divided by the shortest path, mean "
        "with 95 % bootstrap interval. Third: share of tasks completed within the limit. Points of "
        "different agents are shifted sideways a little so that they do not hide one another.");
}

}  // namespace memglia
