#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/report/figure.hpp"
#include "tools/report/svg.hpp"

namespace memglia {

/// An <svg> element and its size.
struct drawing {
    double width = 0;
    double height = 0;
    std::string svg;
};

/// Of a figure that fills a page, or a phone's screen.
double width_of(figure_width page);

/// CSS class of the colour of line, group or part i.
std::string series_class(std::size_t i);

/// A rectangle as a piece of a path.
std::string filled_cell(plot_point corner, double width, double height);

enum class key_shape { block, stroke, dashes };

struct legend_key {
    std::string name;
    std::string style;  ///< series_class()
    key_shape shape = key_shape::block;
};

/// Keys in as many rows as they need below `top`; returns where the rows end. Nothing for none.
double draw_legend(svg_canvas& svg, const std::vector<legend_key>& keys, double width, double top);

/// How high draw_legend() will be.
double legend_height(const std::vector<legend_key>& keys, double width);

}  // namespace memglia
