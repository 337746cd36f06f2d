#include "tools/report/mesh_panel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "tools/report/colour_bar.hpp"
#include "tools/report/colour_ramp.hpp"
#include "tools/report/panel_frame.hpp"

namespace memglia {

namespace {

constexpr double top_px = 26;
constexpr double bottom_px = 42;
constexpr double left_px = 42;
constexpr double least_bar_px = 60;

struct mesh_frame {
    double left;
    double top;
    double cell;  ///< a router and half of the links around it

    plot_point centre(std::uint32_t x, std::uint32_t y) const {
        return {left + cell * (x + 0.5), top + cell * (y + 0.5)};
    }
};

void draw_link(svg_canvas& svg, const mesh_panel& panel, const mesh_frame& f,
               const mesh_panel::link& l, const value_range& range) {
    const std::uint32_t x = l.node % panel.columns;
    const std::uint32_t y = l.node / panel.columns;
    const plot_point at = f.centre(x, y);
    const double half = 0.22 * f.cell;  // of a router's side
    const double aside = 0.1 * f.cell;  // of a stroke from the middle of the link
    const double length = f.cell - 2 * half;
    const double stroke = std::max(1.0, 0.14 * f.cell);
    const std::string colour = fmt::format("fill=\"{}\"", magnitude_colour(range.share(l.share)));
    const std::string says =
        fmt::format("x{}_y{} {}: {} %", x, y, word_of(l.side), format_significant(100 * l.share));
    switch (l.side) {
        case mesh_side::local:
            svg.rectangle({at.x - half, at.y - half}, 2 * half, 2 * half, colour, says);
            return;
        case mesh_side::east:
            svg.rectangle({at.x + half, at.y - aside - stroke / 2}, length, stroke, colour, says);
            return;
        case mesh_side::west:
            svg.rectangle({at.x - half - length, at.y + aside - stroke / 2}, length, stroke, colour,
                          says);
            return;
        case mesh_side::south:
            svg.rectangle({at.x + aside - stroke / 2, at.y + half}, stroke, length, colour, says);
            return;
        case mesh_side::north:
            svg.rectangle({at.x - aside - stroke / 2, at.y - half - length}, stroke, length, colour,
                          says);
            return;
    }
}

void draw_numbers(svg_canvas& svg, const mesh_panel& panel, const mesh_frame& f) {
    const double base = f.top + f.cell * panel.rows;
    const auto every = [&f](std::uint32_t count) {
        return std::max(1U, static_cast<std::uint32_t>(18 / f.cell) + (count > 32 ? 3U : 0U));
    };
    for (std::uint32_t x = 0; x < panel.columns; x += every(panel.columns)) {
        svg.text({f.centre(x, 0).x, base + 15}, std::to_string(x), "class=\"tick middle\"");
    }
    for (std::uint32_t y = 0; y < panel.rows; y += every(panel.rows)) {
        svg.text({f.left - 7, f.centre(0, y).y + 4}, std::to_string(y), "class=\"tick far\"");
    }
    svg.text({f.left + f.cell * panel.columns / 2, base + 33}, "column", "class=\"tick middle\"");
    const double middle = f.top + f.cell * panel.rows / 2;
    svg.text({11, middle}, "row",
             fmt::format("class=\"tick middle\" transform=\"rotate(-90 11 {})\"",
                         format_coordinate(middle)));
}

}  // namespace

drawing draw_mesh(const mesh_panel& panel) {
    double most = 0;
    for (const mesh_panel::link& l : panel.links) {
        if (l.node >= panel.columns * panel.rows) {
            throw internal_error(fmt::format("a link of node {} on a mesh of {} by {}", l.node,
                                             panel.columns, panel.rows));
        }
        most = std::max(most, l.share);
    }
    const colour_bar bar{{0, most}, {100, "%"}};
    const double across = panel.width - left_px - bar.width(panel.most_height);
    const mesh_frame f{left_px, top_px,
                       std::min(across / panel.columns, panel.most_height / panel.rows)};
    const double high = f.cell * panel.rows;
    const double height = top_px + std::max(high, least_bar_px) + bottom_px;
    svg_canvas svg(panel.width, height, "class=\"heat\"",
                   fmt::format("{}, up to {} %", panel.title, format_significant(100 * most)));
    svg.text({0, 13}, panel.title + ", %", "class=\"axis-title\"");
    for (const mesh_panel::link& l : panel.links) draw_link(svg, panel, f, l, bar.range);
    draw_numbers(svg, panel, f);
    bar.draw(svg, {f.left + f.cell * panel.columns, f.top}, std::max(high, least_bar_px));
    return {panel.width, height, std::move(svg).finish()};
}

}  // namespace memglia
