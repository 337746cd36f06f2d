#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/report/line_panel.hpp"
#include "tools/report/plot_axis.hpp"
#include "tools/report/text.hpp"

// Where a panel's axes lie and what stands at them.
namespace memglia {

inline constexpr double tick_font_px = 11.5;
inline constexpr double label_font_px = 12;

struct plot_frame {
    plot_axis x;
    plot_axis y;
    scaled_unit x_unit;  ///< of the ticks of a linear axis with a unit
    scaled_unit y_unit;
    std::size_t points = 0;  ///< of the longest line
};

/// Of all the values of a panel, from one coordinate to another.
plot_axis value_axis(const line_panel& panel, double from, double to);

plot_frame lay_out(const line_panel& panel);

double place_of(const panel_line& line, std::size_t i);

/// What stands at the end of a line: as much of it as there is room for.
std::string end_label(const line_panel& panel, const panel_line& line);

/// Lines of the grid, ticks, names and marks.
void draw_axes(svg_canvas& svg, const line_panel& panel, const plot_frame& frame);

}  // namespace memglia
