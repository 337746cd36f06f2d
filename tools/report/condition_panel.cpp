#include "tools/report/condition_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "tools/report/agent_series.hpp"
#include "tools/report/panel_frame.hpp"

namespace memglia {

namespace {

constexpr std::size_t most_whiskers = 12;  // of a line; more are a band

void require_whole(const condition_line& line) {
    const std::size_t n = line.x.size();
    const bool whole = line.y.size() == n && line.low.size() == line.high.size() &&
                       (line.low.empty() || line.low.size() == n);
    if (whole) return;
    throw internal_error(fmt::format("line '{}' of {} places with {} values and {} intervals",
                                     line.label, n, line.y.size(), line.low.size()));
}

drawing draw(const condition_panel& panel, panel_dots dots) {
    std::vector<agent_series> series;
    std::vector<legend_key> keys;
    for (std::size_t i = 0; i < panel.lines.size(); ++i) {
        const condition_line& line = panel.lines[i];
        require_whole(line);
        series.push_back({nullptr, line.label, series_class(i), line.dashed});
        keys.push_back(
            {line.label, series_class(i), line.dashed ? key_shape::dashes : key_shape::stroke});
    }
    if (keys.size() < 2) keys.clear();
    line_panel plot{.width = panel.width,
                    .height = panel.height,
                    .title = panel.title,
                    .may_be_logarithmic = panel.may_be_logarithmic,
                    .from_zero = panel.from_zero,
                    .x_axis = panel.x_axis,
                    .marks = panel.marks,
                    .ceiling = panel.ceiling,
                    .dashed_line = panel.dashed_line,
                    .dashed_name = panel.dashed_name,
                    .lines = {},
                    .unit = panel.unit};
    for (std::size_t i = 0; i < panel.lines.size(); ++i) {
        const condition_line& line = panel.lines[i];
        panel_line drawn;
        drawn.series = &series[i];
        drawn.values = line.y;
        drawn.at = line.x;
        drawn.dots = dots;
        if (!line.low.empty()) {
            const bool few = line.x.size() <= most_whiskers;
            (few ? drawn.whisker_low : drawn.band_low) = line.low;
            (few ? drawn.whisker_high : drawn.band_high) = line.high;
        }
        plot.lines.push_back(std::move(drawn));
    }
    const double head = legend_height(keys, panel.width);
    const double height = head + panel.height;
    svg_canvas svg(panel.width, height, "class=\"plot\"", panel.title);
    draw_legend(svg, keys, panel.width, 0);
    svg.open_group(fmt::format("transform=\"translate(0 {})\"", format_coordinate(head)));
    draw_panel(svg, plot);
    svg.close_group();
    return {panel.width, height, std::move(svg).finish()};
}

// The least and the largest value of every step, in the order in which they come.
void thin(condition_line& line, std::size_t most_points) {
    const std::size_t n = line.y.size();
    if (n <= most_points) return;
    const std::size_t steps = std::max<std::size_t>(1, most_points / 2);
    condition_line kept{.label = line.label, .x = {}, .y = {}, .dashed = line.dashed};
    for (std::size_t s = 0; s < steps; ++s) {
        const auto begin = line.y.begin() + static_cast<std::ptrdiff_t>(s * n / steps);
        const auto end = line.y.begin() + static_cast<std::ptrdiff_t>((s + 1) * n / steps);
        auto [a, b] = std::minmax_element(begin, end);
        if (b < a) std::swap(a, b);
        for (const auto& at : {a, b}) {
            kept.x.push_back(line.x[static_cast<std::size_t>(at - line.y.begin())]);
            kept.y.push_back(*at);
            if (a == b) break;
        }
    }
    line = std::move(kept);
}

}  // namespace

drawing draw_conditions(const condition_panel& panel) {
    return draw(panel, panel_dots::when_few);
}

drawing draw_traces(condition_panel panel, std::size_t most_points) {
    for (condition_line& line : panel.lines) {
        require_whole(line);
        thin(line, most_points);
    }
    return draw(panel, panel_dots::never);
}

}  // namespace memglia
