#pragma once

#include <string>
#include <vector>

#include "tools/report/line_panel.hpp"

namespace memglia {

/// Categories under one another, one column of dots per panel: for names that no axis below a plot
/// has room for. The panels share the categories of the first one's x axis; widths, heights, marks
/// and end labels of theirs do not matter here. On a phone the columns stand under one another.
std::string draw_dot_plot(const std::vector<line_panel>& panels, figure_width page);

/// Of the drawing for a page, in its own pixels.
inline constexpr double dot_plot_width = 1120;
double dot_plot_height(const std::vector<line_panel>& panels);

}  // namespace memglia
