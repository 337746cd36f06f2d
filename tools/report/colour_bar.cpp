#include "tools/report/colour_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tools/report/colour_ramp.hpp"
#include "tools/report/panel_frame.hpp"
#include "tools/report/text_width.hpp"

namespace memglia {

namespace {

constexpr double gap_px = 14;
constexpr double bar_px = 12;

std::vector<double> ticks_of(const colour_bar& bar, double length_px) {
    return plot_axis{bar.range.low * bar.unit.factor, bar.range.high * bar.unit.factor, 0, 1}.ticks(
        std::clamp(static_cast<int>(length_px / 40), 2, 6));
}

}  // namespace

double value_range::share(double value) const {
    return high > low ? std::clamp((value - low) / (high - low), 0.0, 1.0) : 0.5;
}

double colour_bar::width(double most_height) const {
    double widest = 0;
    for (const double tick : ticks_of(*this, most_height)) {
        widest = std::max(widest, text_width(format_trimmed(tick), tick_font_px));
    }
    return gap_px + bar_px + 8 + widest;
}

void colour_bar::draw(svg_canvas& svg, plot_point corner, double height) const {
    const double left = corner.x + gap_px;
    constexpr int pieces = 50;
    constexpr int steps = 100;
    svg.open_group("shape-rendering=\"crispEdges\"");
    for (int k = 0; k < pieces; ++k) {
        const double share = static_cast<double>(k * steps / (pieces - 1)) / steps;
        svg.rectangle({left, corner.y + height * (pieces - 1 - k) / pieces}, bar_px,
                      height / pieces + 0.5, fmt::format("fill=\"{}\"", magnitude_colour(share)));
    }
    svg.close_group();
    const plot_axis at{range.low * unit.factor, range.high * unit.factor, corner.y + height,
                       corner.y};
    for (const double tick : ticks_of(*this, height)) {
        svg.text({left + bar_px + 5, std::max(at.at(tick) + 4, corner.y + 8)}, format_trimmed(tick),
                 "class=\"tick\"");
    }
}

}  // namespace memglia
