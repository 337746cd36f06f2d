#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/report/agent_series.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/svg.hpp"

namespace memglia {

enum class panel_dots { when_few, always, never };

/// One value of an agent along the x axis, with what surrounds it.
struct panel_line {
    const agent_series* series = nullptr;  ///< label and colour
    std::vector<double> values;            ///< one that is not finite leaves a gap
    std::vector<double> at;                ///< where on the x axis; empty: 1, 2 ...
    bool joined = true;                    ///< a line through the points
    std::vector<double> band_low;          ///< empty: no band
    std::vector<double> band_high;
    std::vector<double> whisker_low;  ///< empty: no whiskers
    std::vector<double> whisker_high;
    std::vector<std::string> tooltips;       ///< empty: none
    std::string end_value;                   ///< the last value in words; empty: no label
    panel_dots dots = panel_dots::when_few;  ///< marks at the points, with their whiskers
    bool arrows = false;                     ///< arrowheads in the order of the points
};

struct panel_axis {
    std::string name = "episode";
    bool logarithmic = false;                  ///< needs positive values
    std::vector<std::string> categories = {};  ///< names of the places 1, 2 ... in place of numbers
    std::string unit = {};  ///< base unit ("V"): the ticks take the SI prefix that suits them
};

/// A vertical line across the plot.
struct panel_mark {
    double at = 0;
    std::string name;
};

/// A plot of several lines over episodes or over any other quantity.
struct line_panel {
    double width = 0;
    double height = 0;
    std::string title;  ///< what the y axis shows and its unit, above the plot
    bool may_be_logarithmic = false;
    bool from_zero = false;
    bool end_labels = false;  ///< names at the line ends, else values alone
    panel_axis x_axis;
    std::vector<panel_mark> marks;
    std::optional<double> ceiling;      ///< upper end of the y axis
    std::optional<double> dashed_line;  ///< a bound across the plot
    std::string dashed_name;
    std::vector<panel_line> lines;
    std::string unit;  ///< base unit of y, as of the x axis: the title gets it with its prefix
    bool whole_range =
        false;  ///< from the least to the largest value, with lines where an axis is 0
};

std::string draw_panel(const line_panel& panel);

/// Into a canvas, from its upper left corner on.
void draw_panel(svg_canvas& svg, const line_panel& panel);

}  // namespace memglia
