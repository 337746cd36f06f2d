#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/report/drawing.hpp"
#include "tools/report/line_panel.hpp"

namespace memglia {

/// Spikes of a population.
struct raster_group {
    std::string name;
    std::uint32_t rows = 1;  ///< neurons
    struct point {
        double at = 0;  ///< on the x axis
        std::uint32_t row = 0;
    };
    std::vector<point> points;
    bool over_last = false;  ///< drawn in the lane of the group before, whose rows it has
    std::string style = {};  ///< CSS class of its colour; empty: the next
};

/// A mark for every spike, a lane per population below one another. More than `most_points` are
/// thinned, by whole neurons where that is enough, and the drawing says so.
struct raster_panel {
    double width = 0;
    std::string title;
    std::string x_name = "time";
    std::string x_unit = "s";  ///< empty: ticks or other plain numbers
    double from = 0;
    double to = 1;
    std::vector<raster_group> groups;
    std::vector<panel_mark> marks = {};
    std::size_t most_points = 6000;
};

drawing draw_raster(const raster_panel& panel);

}  // namespace memglia
