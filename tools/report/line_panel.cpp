#include "tools/report/line_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "tools/report/plot_axis.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr double left_px = 42;
constexpr double top_px = 30;
constexpr double letter_px = 6.1;  // mean width at the labels' font size
constexpr double label_height_px = 15;
constexpr std::size_t most_markers = 30;  // points up to which they and their whiskers stay apart
constexpr double whole_shift_px = 18;     // between the outermost of many agents
constexpr double wide_spread = 6;         // largest over smallest value that asks for a log axis
constexpr double axis_margin = 1.12;

struct plot_frame {
    plot_axis x;
    plot_axis y;
    std::size_t points = 0;  // of the longest line
};

// Room below the plot: names of places may need two rows.
double bottom_of(const line_panel& panel) {
    return panel.x_axis.categories.empty() ? 42 : 54;
}

double place_of(const panel_line& line, std::size_t i) {
    return line.at.empty() ? static_cast<double>(i + 1) : line.at[i];
}

std::size_t point_count(const line_panel& panel) {
    std::size_t count = 0;
    for (const panel_line& line : panel.lines) count = std::max(count, line.values.size());
    return count;
}

plot_axis y_axis(const line_panel& panel) {
    std::vector<double> seen;
    for (const panel_line& line : panel.lines) {
        for (const auto* part : {&line.values, &line.band_low, &line.band_high, &line.whisker_low,
                                 &line.whisker_high}) {
            std::copy_if(part->begin(), part->end(), std::back_inserter(seen),
                         [](double v) { return std::isfinite(v); });
        }
    }
    if (panel.dashed_line) seen.push_back(*panel.dashed_line);
    if (seen.empty()) seen = {0, 1};
    const auto [least, most] = std::minmax_element(seen.begin(), seen.end());
    plot_axis axis{*least, *most, panel.height - bottom_of(panel), top_px, false};
    if (panel.may_be_logarithmic && axis.low > 0 && axis.high > wide_spread * axis.low) {
        axis.logarithmic = true;
        axis.low /= axis_margin;
        axis.high *= axis_margin;
        return axis;
    }
    if (panel.from_zero) axis.low = std::min(axis.low, 0.0);
    const double step = round_step((axis.high - axis.low) / 5);
    axis.low = std::floor(axis.low / step) * step;
    axis.high = panel.ceiling ? *panel.ceiling : std::ceil(axis.high / step + 0.1) * step;
    if (!(axis.high > axis.low)) axis.low = axis.high - step;
    return axis;
}

std::string end_label(const line_panel& panel, const panel_line& line) {
    return panel.end_labels ? fmt::format("{}  {}", line.series->label, line.end_value)
                            : line.end_value;
}

double label_room(const line_panel& panel) {
    std::size_t longest = 0;
    for (const panel_line& line : panel.lines) {
        if (!line.end_value.empty()) longest = std::max(longest, end_label(panel, line).size());
    }
    return std::min(14 + letter_px * static_cast<double>(longest), 0.4 * panel.width);
}

plot_axis x_axis(const line_panel& panel, std::size_t count) {
    plot_axis x{0.5, static_cast<double>(count) + 0.5, left_px, panel.width - label_room(panel),
                false};
    std::vector<double> places;
    for (const panel_line& line : panel.lines) {
        places.insert(places.end(), line.at.begin(), line.at.end());
    }
    // Episodes and categories have half a place of room on both sides.
    if (places.empty() || !panel.x_axis.categories.empty()) return x;
    const auto [least, most] = std::minmax_element(places.begin(), places.end());
    x.low = *least;
    x.high = *most;
    x.logarithmic = panel.x_axis.logarithmic;
    if (x.logarithmic) {
        x.low /= axis_margin;
        x.high *= axis_margin;
    } else {
        const double room = x.high > x.low ? 0.04 * (x.high - x.low) : 0.5;
        x.low -= room;
        x.high += room;
    }
    return x;
}

plot_frame lay_out(const line_panel& panel) {
    const std::size_t count = point_count(panel);
    return {x_axis(panel, count), y_axis(panel), count};
}

// The first episode and round ones behind it.
std::vector<double> episode_ticks(const plot_frame& frame) {
    const double count = static_cast<double>(frame.points);
    const double room = std::max(1.0, std::floor((frame.x.to - frame.x.from) / 28));
    const double step = std::max(1.0, round_step(count / room));
    std::vector<double> ticks{1};
    for (double episode = std::max(step, 2.0); episode <= count; episode += step) {
        ticks.push_back(episode);
    }
    return ticks;
}

struct x_tick {
    double at;
    std::string name;
};

std::vector<x_tick> x_ticks(const line_panel& panel, const plot_frame& frame) {
    std::vector<x_tick> ticks;
    const auto& categories = panel.x_axis.categories;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        ticks.push_back({static_cast<double>(i + 1), categories[i]});
    }
    if (!ticks.empty()) return ticks;
    const bool counted = std::all_of(panel.lines.begin(), panel.lines.end(),
                                     [](const panel_line& line) { return line.at.empty(); });
    const int room = static_cast<int>(std::max(2.0, (frame.x.to - frame.x.from) / 55));
    for (const double at : counted ? episode_ticks(frame) : frame.x.ticks(room)) {
        ticks.push_back({at, format_trimmed(at)});
    }
    return ticks;
}

// In two rows where the names would run into one another.
void draw_x_ticks(svg_canvas& svg, const line_panel& panel, const plot_frame& frame) {
    const std::vector<x_tick> ticks = x_ticks(panel, frame);
    bool crowded = false;
    for (std::size_t i = 1; i < ticks.size(); ++i) {
        const double letters = static_cast<double>(ticks[i - 1].name.size() + ticks[i].name.size());
        const double between = frame.x.at(ticks[i].at) - frame.x.at(ticks[i - 1].at);
        crowded = crowded || letters / 2 * letter_px + 4 > between;
    }
    const double base = frame.y.from;
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const double x = frame.x.at(ticks[i].at);
        const double below = crowded && i % 2 == 1 ? 12 : 0;
        const double half = letter_px / 2 * static_cast<double>(ticks[i].name.size());
        svg.line({x, base}, {x, base + 4 + below}, "class=\"base\"");
        svg.text({std::max(half, std::min(x, panel.width - half)), base + 17 + below},
                 ticks[i].name, "class=\"tick middle\"");
    }
    svg.text({(frame.x.from + frame.x.to) / 2, base + (crowded ? 42 : 34)}, panel.x_axis.name,
             "class=\"tick middle\"");
}

void draw_marks(svg_canvas& svg, const line_panel& panel, const plot_frame& frame) {
    for (const panel_mark& mark : panel.marks) {
        const double x = frame.x.at(mark.at);
        svg.line({x, frame.y.to}, {x, frame.y.from}, "class=\"bound\"");
        svg.text({x + 5, frame.y.to + (panel.dashed_line ? 24 : 10)}, mark.name, "class=\"tick\"");
    }
}

void draw_axes(svg_canvas& svg, const line_panel& panel, const plot_frame& frame) {
    const plot_axis& x = frame.x;
    const plot_axis& y = frame.y;
    svg.text({0, 13}, panel.title, "class=\"axis-title\"");
    for (const double tick : y.ticks(5)) {
        svg.line({x.from, y.at(tick)}, {x.to, y.at(tick)}, "class=\"rule\"");
        svg.text({x.from - 7, y.at(tick) + 4}, format_trimmed(tick), "class=\"tick far\"");
    }
    svg.line({x.from, y.from}, {x.to, y.from}, "class=\"base\"");
    draw_x_ticks(svg, panel, frame);
    draw_marks(svg, panel, frame);
    if (panel.dashed_line) {
        const double at = y.at(*panel.dashed_line);
        svg.line({x.from, at}, {x.to, at}, "class=\"bound\"");
        svg.text({x.from + 6, at - 5}, panel.dashed_name, "class=\"tick\"");
    }
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

// `shift` keeps the whiskers of agents that coincide apart.
void draw_line(svg_canvas& svg, const plot_frame& frame, const panel_line& line, double shift) {
    svg.open_group(fmt::format("class=\"curve {}{}\"", line.series->style,
                               line.series->dashed ? " second" : ""));
    std::vector<plot_point> points;
    for (std::size_t i = 0; i < line.values.size(); ++i) {
        points.push_back({frame.x.at(place_of(line, i)) + shift, frame.y.at(line.values[i])});
    }
    if (line.joined) draw_stroke(svg, line, points);
    for (std::size_t i = 0; i < points.size() && points.size() <= most_markers; ++i) {
        if (!std::isfinite(line.values[i])) continue;
        if (!line.whisker_low.empty() && std::isfinite(line.whisker_low[i])) {
            const double low = frame.y.at(line.whisker_low[i]);
            const double high = frame.y.at(line.whisker_high[i]);
            const double px = points[i].x;
            svg.path(line_through({{px, low}, {px, high}}) +
                         line_through({{px - 3, low}, {px + 3, low}}) +
                         line_through({{px - 3, high}, {px + 3, high}}),
                     "class=\"whisker\"");
        }
        svg.circle(points[i], 3.2, "class=\"dot\"", line.tooltips[i]);
    }
    svg.close_group();
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

std::string draw_panel(const line_panel& panel) {
    const plot_frame frame = lay_out(panel);
    svg_canvas svg(panel.width, panel.height, "class=\"plot\"", panel.title);
    draw_axes(svg, panel, frame);
    for (const panel_line& line : panel.lines) draw_band(svg, frame, line);
    const double middle = (static_cast<double>(panel.lines.size()) - 1) / 2;
    const double step = std::min(2.5, whole_shift_px / std::max(1.0, 2 * middle));
    for (std::size_t i = 0; i < panel.lines.size(); ++i) {
        const double place = static_cast<double>(i) - middle;
        draw_line(svg, frame, panel.lines[i], frame.points <= most_markers ? step * place : 0);
    }
    draw_end_labels(svg, panel, frame);
    return std::move(svg).finish();
}

}  // namespace memglia
