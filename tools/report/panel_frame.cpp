#include "tools/report/panel_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "tools/report/text_width.hpp"

namespace memglia {

namespace {

constexpr double least_left_px = 42;
constexpr double top_px = 30;
constexpr double wide_spread = 6;  // largest over smallest value that asks for a log axis
constexpr double axis_margin = 1.12;
constexpr double most_label_share = 0.5;  // of the width, for the labels at the line ends

// Room below the plot: names of places may need two rows.
double bottom_of(const line_panel& panel) {
    return panel.x_axis.categories.empty() ? 42 : 54;
}

std::size_t point_count(const line_panel& panel) {
    std::size_t count = 0;
    for (const panel_line& line : panel.lines) count = std::max(count, line.values.size());
    return count;
}

std::vector<double> values_seen(const line_panel& panel) {
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
    return seen;
}

void widen(plot_axis& axis) {
    if (axis.logarithmic) {
        axis.low /= axis_margin;
        axis.high *= axis_margin;
        return;
    }
    const double room = axis.high > axis.low ? 0.04 * (axis.high - axis.low) : 0.5;
    axis.low -= room;
    axis.high += room;
}

std::string whole_end_label(const line_panel& panel, const panel_line& line) {
    return panel.end_labels ? fmt::format("{}  {}", line.series->label, line.end_value)
                            : line.end_value;
}

double label_room(const line_panel& panel) {
    double widest = 0;
    for (const panel_line& line : panel.lines) {
        if (line.end_value.empty()) continue;
        widest = std::max(widest, text_width(whole_end_label(panel, line), label_font_px, true));
    }
    return std::min(14 + widest, most_label_share * panel.width);
}

plot_axis x_axis(const line_panel& panel, std::size_t count, double left_px) {
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
    widen(x);
    return x;
}

scaled_unit unit_of(const plot_axis& axis, const std::string& unit) {
    return unit.empty() ? scaled_unit{}
                        : unit_for(std::max(std::abs(axis.low), std::abs(axis.high)), unit);
}

// "µA" belongs to the axis; over several decades every tick has its own.
std::string tick_name(double tick, const plot_axis& axis, const scaled_unit& scaled,
                      const std::string& unit) {
    if (!unit.empty() && axis.logarithmic) return format_quantity(tick, unit);
    return format_trimmed(tick * scaled.factor);
}

std::string with_unit(const std::string& name, const plot_axis& axis, const scaled_unit& scaled) {
    return scaled.name.empty() || axis.logarithmic ? name
                                                   : fmt::format("{}, {}", name, scaled.name);
}

// Round values in the unit that the axis is printed in.
std::vector<double> ticks_of(const plot_axis& axis, const scaled_unit& scaled, int count) {
    plot_axis printed = axis;
    printed.low *= scaled.factor;
    printed.high *= scaled.factor;
    std::vector<double> ticks = printed.ticks(count);
    for (double& tick : ticks) tick /= scaled.factor;
    return ticks;
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
    for (const double at : counted ? episode_ticks(frame) : ticks_of(frame.x, frame.x_unit, room)) {
        ticks.push_back({at, tick_name(at, frame.x, frame.x_unit, panel.x_axis.unit)});
    }
    return ticks;
}

// In two rows where the names would run into one another; what fits into neither has a tick alone.
void draw_x_ticks(svg_canvas& svg, const line_panel& panel, const plot_frame& frame) {
    constexpr double gap_px = 4;
    const std::vector<x_tick> ticks = x_ticks(panel, frame);
    const bool may_wrap = !panel.x_axis.categories.empty();
    double free_from[2] = {0, 0};
    bool wrapped = false;
    const double base = frame.y.from;
    for (const x_tick& tick : ticks) {
        const double x = frame.x.at(tick.at);
        const double half = text_width(tick.name, tick_font_px) / 2;
        const double middle = std::max(half, std::min(x, panel.width - half));
        int row = 0;
        if (middle - half < free_from[0]) row = may_wrap && middle - half >= free_from[1] ? 1 : 2;
        svg.line({x, base}, {x, base + (row == 1 ? 16 : 4)}, "class=\"base\"");
        if (row == 2) continue;
        wrapped = wrapped || row == 1;
        free_from[row] = middle + half + gap_px;
        svg.text({middle, base + 17 + 12 * row}, tick.name, "class=\"tick middle\"");
    }
    svg.text({(frame.x.from + frame.x.to) / 2, base + (wrapped ? 42 : 34)},
             with_unit(panel.x_axis.name, frame.x, frame.x_unit), "class=\"tick middle\"");
}

void draw_marks(svg_canvas& svg, const line_panel& panel, const plot_frame& frame) {
    for (const panel_mark& mark : panel.marks) {
        const double x = frame.x.at(mark.at);
        svg.line({x, frame.y.to}, {x, frame.y.from}, "class=\"bound\"");
        const bool cut = x + 5 + text_width(mark.name, tick_font_px) > frame.x.to;
        svg.text({x + (cut ? -5 : 5), frame.y.to + (panel.dashed_line ? 24 : 10)}, mark.name,
                 cut ? "class=\"tick halo far\"" : "class=\"tick halo\"");
    }
}

double left_of(const line_panel& panel, const plot_axis& y, const scaled_unit& unit) {
    double widest = 0;
    for (const double tick : ticks_of(y, unit, 5)) {
        widest = std::max(widest, text_width(tick_name(tick, y, unit, panel.unit), tick_font_px));
    }
    return std::max(least_left_px, widest + 9);
}

}  // namespace

plot_axis value_axis(const line_panel& panel, double from, double to) {
    const std::vector<double> seen = values_seen(panel);
    const auto [least, most] = std::minmax_element(seen.begin(), seen.end());
    plot_axis axis{*least, *most, from, to, false};
    axis.logarithmic =
        panel.may_be_logarithmic && axis.low > 0 && axis.high > wide_spread * axis.low;
    if (axis.logarithmic || panel.whole_range) {
        widen(axis);
        return axis;
    }
    if (panel.from_zero) axis.low = std::min(axis.low, 0.0);
    const double step = round_step((axis.high - axis.low) / 5);
    axis.low = std::floor(axis.low / step) * step;
    axis.high = panel.ceiling ? *panel.ceiling : std::ceil(axis.high / step + 0.1) * step;
    if (!(axis.high > axis.low)) axis.low = axis.high - step;
    return axis;
}

double place_of(const panel_line& line, std::size_t i) {
    return line.at.empty() ? static_cast<double>(i + 1) : line.at[i];
}

std::string end_label(const line_panel& panel, const panel_line& line) {
    return shortened(whole_end_label(panel, line), label_room(panel) - 12, label_font_px, true);
}

plot_frame lay_out(const line_panel& panel) {
    plot_frame frame;
    frame.points = point_count(panel);
    frame.y = value_axis(panel, panel.height - bottom_of(panel), top_px);
    frame.y_unit = unit_of(frame.y, panel.unit);
    frame.x = x_axis(panel, frame.points, left_of(panel, frame.y, frame.y_unit));
    frame.x_unit = unit_of(frame.x, panel.x_axis.unit);
    return frame;
}

void draw_axes(svg_canvas& svg, const line_panel& panel, const plot_frame& frame) {
    const plot_axis& x = frame.x;
    const plot_axis& y = frame.y;
    svg.text({0, 13}, with_unit(panel.title, y, frame.y_unit), "class=\"axis-title\"");
    for (const double tick : ticks_of(y, frame.y_unit, 5)) {
        svg.line({x.from, y.at(tick)}, {x.to, y.at(tick)},
                 panel.whole_range && tick == 0 ? "class=\"base\"" : "class=\"rule\"");
        svg.text({x.from - 7, y.at(tick) + 4}, tick_name(tick, y, frame.y_unit, panel.unit),
                 "class=\"tick far\"");
    }
    if (panel.whole_range && x.low < 0 && x.high > 0 && !x.logarithmic) {
        svg.line({x.at(0), y.from}, {x.at(0), y.to}, "class=\"base\"");
    }
    svg.line({x.from, y.from}, {x.to, y.from}, "class=\"base\"");
    draw_x_ticks(svg, panel, frame);
    draw_marks(svg, panel, frame);
    if (panel.dashed_line) {
        const double at = y.at(*panel.dashed_line);
        svg.line({x.from, at}, {x.to, at}, "class=\"bound\"");
    }
}

}  // namespace memglia
