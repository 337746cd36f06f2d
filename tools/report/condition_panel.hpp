#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tools/report/drawing.hpp"
#include "tools/report/line_panel.hpp"

namespace memglia {

/// What one condition (an agent, an architecture, a device) reaches along the x axis.
struct condition_line {
    std::string label;
    std::vector<double> x;
    std::vector<double> y;         ///< one that is not finite leaves a gap
    std::vector<double> low = {};  ///< of an interval; empty: none
    std::vector<double> high = {};
    bool dashed = false;
};

/// Performance against x: lines of several conditions with their intervals and a legend above. Few
/// points have whiskers, many a band.
struct condition_panel {
    double width = 0;
    double height = 320;  ///< without the legend
    std::string title;    ///< what the y axis shows
    std::string unit = {};
    panel_axis x_axis = {};
    bool from_zero = true;
    bool may_be_logarithmic = false;
    std::optional<double> ceiling = std::nullopt;
    std::optional<double> dashed_line = std::nullopt;  ///< chance, a target
    std::string dashed_name = {};
    std::vector<panel_mark> marks = {};
    std::vector<condition_line> lines;
};

/// Throws internal_error for a line whose lists differ in length.
drawing draw_conditions(const condition_panel& panel);

/// The same look for potentials, calcium and other traces over time: lines without marks at points.
/// More than `most_points` of a line are thinned to the extremes of as many steps.
drawing draw_traces(condition_panel panel, std::size_t most_points = 2000);

}  // namespace memglia
