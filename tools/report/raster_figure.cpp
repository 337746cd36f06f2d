#include "tools/report/raster_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <vector>

#include "tools/report/event_windows.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/plot_axis.hpp"
#include "tools/report/svg.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr double strip_top_px = 24;
constexpr double strip_px = 24;
constexpr double panels_top_px = 112;
constexpr double lane_px = 24;
constexpr double letter_px = 6.3;
constexpr double panel_gap_px = 34;
constexpr double inset_px = 9;         // events at a window's edge stay inside its frame
constexpr double least_label_px = 34;  // room a label of the time axis needs
constexpr std::size_t colours = 8;
constexpr double most_boundaries = 40;  // tick boundaries beyond which they are noise

struct lane {
    std::string name;
    std::size_t colour;  // lanes whose first word agrees share it
};

struct raster_layout {
    figure_width page;
    double width;
    double left;
    double right;  // of the plots; a label centred there still fits
    std::vector<lane> lanes;
    double begin_s;  // the strip's axis
    double end_s;
    event_windows windows;
};

std::string first_word(const std::string& name) {
    return name.substr(0, name.find(' '));
}

// In order of appearance.
std::vector<lane> lanes_of(const std::vector<raster_event>& events) {
    std::vector<lane> lanes;
    std::size_t kinds = 0;
    for (const raster_event& e : events) {
        const auto same_lane = [&](const lane& l) { return l.name == e.lane; };
        if (std::any_of(lanes.begin(), lanes.end(), same_lane)) continue;
        const auto same_kind = [&](const lane& l) {
            return first_word(l.name) == first_word(e.lane);
        };
        const auto kin = std::find_if(lanes.begin(), lanes.end(), same_kind);
        lanes.push_back({e.lane, kin != lanes.end() ? kin->colour : kinds++ % colours});
    }
    return lanes;
}

std::string_view strip_name(figure_width page) {
    return page == figure_width::wide ? "whole decision" : "whole";
}

raster_layout lay_out(const report_data& data, const std::vector<raster_event>& events,
                      figure_width page) {
    const bool wide = page == figure_width::wide;
    raster_layout lay{page, wide ? 1120.0 : 366.0, 0, 0, lanes_of(events), 0, data.decision_s, {}};
    std::vector<double> times;
    std::size_t longest = strip_name(page).size();
    for (const raster_event& e : events) times.push_back(e.time_s);
    for (const lane& l : lay.lanes) longest = std::max(longest, l.name.size());
    const auto [first, last] = std::minmax_element(times.begin(), times.end());
    lay.begin_s = std::min(0.0, *first);
    lay.end_s = std::max(lay.end_s, *last);
    if (!(lay.end_s > lay.begin_s)) lay.end_s = lay.begin_s + 1e-9;
    lay.left = std::min(12 + letter_px * static_cast<double>(longest), wide ? 190.0 : 120.0);
    lay.right = lay.width - 12;
    lay.windows = find_windows(times, lay.end_s - lay.begin_s, wide ? 3 : 2);
    return lay;
}

plot_axis strip_axis(const raster_layout& lay) {
    return {lay.begin_s, lay.end_s, lay.left + inset_px, lay.right - inset_px, false};
}

// The unit of a step decides, so that neighbouring labels differ: 1000, 1010 ns.
scaled_unit axis_unit(double step_s) {
    return unit_for(step_s, "s");
}

std::vector<double> boundaries_within(const report_data& data, double from_s, double to_s) {
    std::vector<double> boundaries;
    if (!(data.tick_s > 0) || (to_s - from_s) / data.tick_s > most_boundaries) return boundaries;
    for (double k = std::max(1.0, std::ceil(from_s / data.tick_s - 1e-6)); k * data.tick_s <= to_s;
         ++k) {
        boundaries.push_back(k);
    }
    return boundaries;
}

// Text centred at x, or ending at the picture's edge where it would be cut off.
void draw_centred(svg_canvas& svg, const raster_layout& lay, plot_point at, std::string_view text,
                  std::string_view style) {
    const double room = letter_px * static_cast<double>(text.size()) / 2;
    const bool cut = at.x + room > lay.width;
    svg.text({cut ? lay.width : at.x, at.y}, text,
             fmt::format("class=\"{} {}\"", style, cut ? "far" : "middle"));
}

void draw_boundary(svg_canvas& svg, const raster_layout& lay, double tick, double x, double top,
                   double bottom, bool named) {
    svg.line({x, top}, {x, bottom}, "class=\"boundary\"");
    if (!named) return;
    draw_centred(svg, lay, {x, top - 5}, fmt::format("tick {} ends", tick), "boundary-name");
}

void draw_strip(svg_canvas& svg, const raster_layout& lay, const report_data& data,
                const std::vector<raster_event>& events) {
    const plot_axis x = strip_axis(lay);
    const double bottom = strip_top_px + strip_px;
    const bool wide = lay.page == figure_width::wide;
    svg.text({0, strip_top_px + 16}, strip_name(lay.page), "class=\"lane-name\"");
    svg.rectangle({lay.left, strip_top_px}, lay.right - lay.left, strip_px, "class=\"panel\"");
    for (const raster_event& e : events) {
        svg.line({x.at(e.time_s), strip_top_px + 4}, {x.at(e.time_s), bottom - 4},
                 "class=\"strip-event\"");
    }
    const std::vector<double> boundaries = boundaries_within(data, lay.begin_s, lay.end_s);
    const bool named = boundaries.size() <= (wide ? 12U : 4U);
    for (const double k : boundaries) {
        draw_boundary(svg, lay, k, x.at(k * data.tick_s), strip_top_px, bottom, named);
    }
    const scaled_unit unit = unit_for(lay.end_s, "s");
    for (const double tick : x.ticks(wide ? 8 : 4)) {
        svg.line({x.at(tick), bottom}, {x.at(tick), bottom + 4}, "class=\"base\"");
        draw_centred(svg, lay, {x.at(tick), bottom + 16},
                     fmt::format("{} {}", format_trimmed(tick * unit.factor), unit.name), "tick");
    }
}

void draw_lane_names(svg_canvas& svg, const raster_layout& lay) {
    for (std::size_t i = 0; i < lay.lanes.size(); ++i) {
        const double y = panels_top_px + lane_px * (static_cast<double>(i) + 0.5);
        svg.text({0, y + 4}, lay.lanes[i].name, "class=\"lane-name\"");
    }
}

void draw_events(svg_canvas& svg, const raster_layout& lay, const plot_axis& x,
                 const std::vector<raster_event>& events) {
    const scaled_unit unit = axis_unit(lay.windows.step);
    for (std::size_t i = 0; i < lay.lanes.size(); ++i) {
        const double y = panels_top_px + lane_px * (static_cast<double>(i) + 0.5);
        svg.open_group(fmt::format("class=\"s{}\"", lay.lanes[i].colour));
        for (const raster_event& e : events) {
            if (e.lane != lay.lanes[i].name || e.time_s < x.low || e.time_s > x.high) continue;
            svg.rectangle({x.at(e.time_s) - 1.5, y - 8}, 3, 16, "class=\"event\"",
                          fmt::format("{} {}, {}{}{}", format_trimmed(e.time_s * unit.factor, 6),
                                      unit.name, e.lane, e.detail.empty() ? "" : ": ", e.detail));
        }
        svg.close_group();
    }
}

// One zoomed window, tied to its place in the strip.
void draw_window(svg_canvas& svg, const raster_layout& lay, const report_data& data,
                 const std::vector<raster_event>& events, const plot_axis& x) {
    const double left = x.from - inset_px;
    const double right = x.to + inset_px;
    const double bottom = panels_top_px + lane_px * static_cast<double>(lay.lanes.size());
    const double strip_bottom = strip_top_px + strip_px;
    const plot_axis strip = strip_axis(lay);
    const double from = strip.at(x.low) - 3;
    const double to = strip.at(x.high) + 3;
    svg.path(line_through({{from, strip_bottom},
                           {left, panels_top_px - 16},
                           {right, panels_top_px - 16},
                           {to, strip_bottom}}) +
                 "z",
             "class=\"lens\"");
    svg.rectangle({from, strip_top_px}, to - from, strip_px, "class=\"lens\"");
    svg.rectangle({left, panels_top_px}, right - left, bottom - panels_top_px, "class=\"panel\"");
    for (std::size_t i = 0; i < lay.lanes.size(); i += 2) {
        svg.rectangle({left, panels_top_px + lane_px * static_cast<double>(i)}, right - left,
                      lane_px, "class=\"stripe\"");
    }
    const scaled_unit unit = axis_unit(lay.windows.step);
    const double step_px = x.at(x.low + lay.windows.step) - x.from;
    const int labelled = step_px < least_label_px ? 2 : 1;  // each, or every other
    const int steps = static_cast<int>(lay.windows.length / lay.windows.step + 1e-6);
    for (int i = 0; i <= steps; ++i) {
        const double tick = x.low + i * lay.windows.step;
        svg.line({x.at(tick), panels_top_px}, {x.at(tick), bottom + 4}, "class=\"rule\"");
        if (i % labelled != 0) continue;
        svg.text({x.at(tick), bottom + 17}, format_trimmed(tick * unit.factor, 6),
                 "class=\"tick middle\"");
    }
    for (const double k : boundaries_within(data, x.low, x.high)) {
        draw_boundary(svg, lay, k, x.at(k * data.tick_s), panels_top_px, bottom, true);
    }
    draw_events(svg, lay, x, events);
}

std::string draw(const report_data& data, const std::vector<raster_event>& events,
                 figure_width page) {
    const raster_layout lay = lay_out(data, events, page);
    const double bottom = panels_top_px + lane_px * static_cast<double>(lay.lanes.size());
    svg_canvas svg(lay.width, bottom + 44, "class=\"plot\"", "Packets of one decision over time");
    draw_strip(svg, lay, data, events);
    draw_lane_names(svg, lay);
    const double count = static_cast<double>(lay.windows.starts.size());
    const double width = (lay.right - lay.left - panel_gap_px * (count - 1)) / count;
    double left = lay.left;
    for (const double start : lay.windows.starts) {
        const plot_axis x{start, start + lay.windows.length, left + inset_px,
                          left + width - inset_px, false};
        draw_window(svg, lay, data, events, x);
        left += width + panel_gap_px;
    }
    svg.text({(lay.left + lay.right) / 2, bottom + 36},
             fmt::format("time since the command, {}", axis_unit(lay.windows.step).name),
             "class=\"tick middle\"");
    return std::move(svg).finish();
}

}  // namespace

std::string render_raster(const report_data& data, std::string_view label) {
    std::vector<raster_event> events;
    std::copy_if(data.raster.begin(), data.raster.end(), std::back_inserter(events),
                 [](const raster_event& e) { return std::isfinite(e.time_s); });
    if (events.empty()) return absent_note("No packets were recorded.");
    const std::string plots =
        at_both_widths([&](figure_width page) { return draw(data, events, page); });
    std::string span = "the whole decision";
    if (data.decision_s > 0) {
        span = fmt::format("the {} to the next decision", format_quantity(data.decision_s, "s"));
    }
    if (data.tick_s > 0) span += fmt::format(", in ticks of {}", format_quantity(data.tick_s, "s"));
    return captioned_figure(
        label, plots,
        fmt::format(
            "Packets of one decision ({} in all), one mark each; point at a mark for its "
            "details. The strip shows {}; the stretches with packets are drawn larger below "
            "it, all at the same scale.",
            events.size(), span));
}

}  // namespace memglia
