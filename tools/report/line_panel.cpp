#include "tools/report/line_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tools/report/panel_frame.hpp"
#include "tools/report/text_width.hpp"

namespace memglia {

namespace {

constexpr double label_height_px = 15;
constexpr std::size_t most_markers = 30;  // points up to which they and their whiskers stay apart
constexpr double whole_shift_px = 18;     // between the outermost of many agents

bool has_dots(const panel_line& line) {
    if (line.dots == panel_dots::when_few) return line.values.size() <= most_markers;
    return line.dots == panel_dots::always;
}

void draw_band(svg_canvas& svg, const plot_frame& frame, const panel_line& line) {
    if (line.band_low.size() < 2) return;
    std::vector<plot_point> outline;
    for (std::size_t i = 0; i < line.band_high.size(); ++i) {
        outline.push_back({frame.x.at(place_of(line, i)), frame.y.at(line.band_high[i])});
    }
    for (std::size_t i = line.band_low.size(); i-- > 0;) {
        outline.push_back({frame.x.at(place_of(line, i)), frame.y.at(line.band_low[i])});
    }
    svg.path(line_through(outline) + "z", fmt::format("class=\"band {}\"", line.series->style));
}

// A line through the points, interrupted where a value is missing.
void draw_stroke(svg_canvas& svg, const panel_line& line, const std::vector<plot_point>& points) {
    std::vector<plot_point> piece;
    std::string data;
    for (std::size_t i = 0; i <= points.size(); ++i) {
        if (i < points.size() && std::isfinite(line.values[i])) {
            piece.push_back(points[i]);
            continue;
        }
        if (piece.size() > 1) data += line_through(piece);
        piece.clear();
    }
    if (!data.empty()) svg.path(data, "class=\"stroke\"");
}

// Arrowheads at even distances along the drawn line.
void draw_direction(svg_canvas& svg, const std::vector<plot_point>& points) {
    constexpr double every_px = 110;
    constexpr double length_px = 11;
    double walked = every_px / 2;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const plot_point step{points[i].x - points[i - 1].x, points[i].y - points[i - 1].y};
        const double length = std::hypot(step.x, step.y);
        walked += length;
        if (walked < every_px || length == 0) continue;
        walked = 0;
        const plot_point along{step.x / length, step.y / length};
        const plot_point tip = points[i];
        const plot_point back{tip.x - length_px * along.x, tip.y - length_px * along.y};
        const double half = 0.45 * length_px;
        svg.path(line_through({tip,
                               {back.x + half * along.y, back.y - half * along.x},
                               {back.x - half * along.y, back.y + half * along.x}}) +
                     "z",
                 "class=\"direction\"");
    }
}

void draw_whisker(svg_canvas& svg, double x, double low, double high) {
    svg.path(line_through({{x, low}, {x, high}}) + line_through({{x - 3, low}, {x + 3, low}}) +
                 line_through({{x - 3, high}, {x + 3, high}}),
             "class=\"whisker\"");
}

// `shift` keeps the whiskers of agents that coincide apart.
void draw_line(svg_canvas& svg, const plot_frame& frame, const panel_line& line, double shift) {
    svg.open_group(fmt::format("class=\"curve {}{}\"", line.series->style,
                               line.series->dashed ? " second" : ""));
    std::vector<plot_point> points;
    for (std::size_t i = 0; i < line.values.size(); ++i) {
        points.push_back({frame.x.at(place_of(line, i)) + shift, frame.y.at(line.values[i])});
    }
    if (line.joined) draw_stroke(svg, line, points);
    if (line.arrows) draw_direction(svg, points);
    for (std::size_t i = 0; i < points.size() && has_dots(line); ++i) {
        if (!std::isfinite(line.values[i])) continue;
        if (!line.whisker_low.empty() && std::isfinite(line.whisker_low[i])) {
            draw_whisker(svg, points[i].x, frame.y.at(line.whisker_low[i]),
                         frame.y.at(line.whisker_high[i]));
        }
        svg.circle(points[i], points.size() > most_markers ? 2.2 : 3.2, "class=\"dot\"",
                   i < line.tooltips.size() ? line.tooltips[i] : "");
    }
    svg.close_group();
}

// Points along all lines, close enough together that none jumps over a label.
std::vector<plot_point> drawn_points(const line_panel& panel, const plot_frame& frame) {
    constexpr int pieces = 12;
    std::vector<plot_point> all;
    for (const panel_line& line : panel.lines) {
        for (std::size_t i = 0; i < line.values.size(); ++i) {
            const plot_point here{frame.x.at(place_of(line, i)), frame.y.at(line.values[i])};
            for (int k = 0; i > 0 && line.joined && k < pieces; ++k) {
                const plot_point& last = all.back();
                const double share = 1.0 / (pieces - k);
                all.push_back(
                    {last.x + share * (here.x - last.x), last.y + share * (here.y - last.y)});
            }
            all.push_back(here);
        }
    }
    return all;
}

// The bound's name stands above or below its line where the fewest curves pass.
void draw_bound_name(svg_canvas& svg, const line_panel& panel, const plot_frame& frame) {
    if (!panel.dashed_line || panel.dashed_name.empty()) return;
    const double at = frame.y.at(*panel.dashed_line);
    const double width = text_width(panel.dashed_name, tick_font_px);
    const std::vector<plot_point> curves = drawn_points(panel, frame);
    std::size_t fewest = std::numeric_limits<std::size_t>::max();
    plot_point best{frame.x.from + 6, at - 5};
    for (const double baseline : {at - 5, at + 13}) {
        if (baseline < frame.y.to + 3 || baseline > frame.y.from) continue;
        for (double left = frame.x.from + 6; left + width < frame.x.to; left += 20) {
            const auto covered = static_cast<std::size_t>(
                std::count_if(curves.begin(), curves.end(), [&](const plot_point& p) {
                    return p.x > left - 4 && p.x < left + width + 4 && p.y > baseline - 12 &&
                           p.y < baseline + 5;
                }));
            if (covered >= fewest) continue;
            fewest = covered;
            best = {left, baseline};
        }
    }
    svg.text(best, panel.dashed_name, "class=\"tick halo\"");
}

// Labels at the line ends, moved apart where they would overlap, with a leader to the line.
void draw_end_labels(svg_canvas& svg, const line_panel& panel, const plot_frame& frame) {
    struct end {
        const panel_line* line;
        double at;
        double label_at;
    };
    std::vector<end> ends;
    for (const panel_line& line : panel.lines) {
        if (line.end_value.empty()) continue;
        const double at = frame.y.at(line.values.back());
        ends.push_back({&line, at, at});
    }
    std::stable_sort(ends.begin(), ends.end(),
                     [](const end& a, const end& b) { return a.at < b.at; });
    for (std::size_t i = 1; i < ends.size(); ++i) {
        ends[i].label_at = std::max(ends[i].label_at, ends[i - 1].label_at + label_height_px);
    }
    // Whatever was pushed below the axis pushes back.
    double floor = frame.y.from;
    for (std::size_t i = ends.size(); i-- > 0; floor = ends[i].label_at - label_height_px) {
        ends[i].label_at = std::min(ends[i].label_at, floor);
    }
    for (const end& e : ends) {
        const double from = frame.x.at(place_of(*e.line, e.line->values.size() - 1)) + 6;
        svg.path(line_through({{from, e.at}, {frame.x.to - 4, e.at}, {frame.x.to + 6, e.label_at}}),
                 fmt::format("class=\"leader {}\"", e.line->series->style));
        svg.text({frame.x.to + 10, e.label_at + 4}, end_label(panel, *e.line),
                 fmt::format("class=\"end-label {}\"", e.line->series->style));
    }
}

}  // namespace

void draw_panel(svg_canvas& svg, const line_panel& panel) {
    const plot_frame frame = lay_out(panel);
    draw_axes(svg, panel, frame);
    for (const panel_line& line : panel.lines) draw_band(svg, frame, line);
    const double middle = (static_cast<double>(panel.lines.size()) - 1) / 2;
    const double step = std::min(2.5, whole_shift_px / std::max(1.0, 2 * middle));
    for (std::size_t i = 0; i < panel.lines.size(); ++i) {
        const double place = static_cast<double>(i) - middle;
        draw_line(svg, frame, panel.lines[i], frame.points <= most_markers ? step * place : 0);
    }
    draw_bound_name(svg, panel, frame);
    draw_end_labels(svg, panel, frame);
}

std::string draw_panel(const line_panel& panel) {
    svg_canvas svg(panel.width, panel.height, "class=\"plot\"", panel.title);
    draw_panel(svg, panel);
    return std::move(svg).finish();
}

}  // namespace memglia
