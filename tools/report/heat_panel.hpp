#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tools/report/drawing.hpp"

namespace memglia {

/// Along rows or columns. Without a range (from = to) they are numbered from 0.
struct heat_axis {
    std::string name;
    std::string unit = {};  ///< base unit of from and to; empty: plain numbers
    double from = 0;
    double to = 0;
    std::vector<std::string> categories = {};  ///< a name for each in place of numbers
};

/// A map of values with a colour bar: weights, or a quantity over space and time (x the time, y the
/// place). More than `most_cells` along a side are drawn as means of blocks, and the drawing says
/// so. A value that is not finite is left blank.
struct heat_panel {
    double width = 0;
    double height = 0;  ///< of the map; 0: cells as high as wide, up to `most_height`
    std::string title;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;  ///< row by row
    bool row_0_below = false;    ///< else the first row is the uppermost
    heat_axis x = {};
    heat_axis y = {};
    std::string unit = {};                     ///< base unit of the values
    std::optional<double> low = std::nullopt;  ///< end of the colour bar; none: the least value
    std::optional<double> high = std::nullopt;
    bool print_values = false;  ///< numbers in the cells, where there is room
    std::size_t most_cells = 128;
    double most_height = 420;
};

/// Throws internal_error where there are not rows x columns values.
drawing draw_heat(const heat_panel& panel);

/// `from` in as few blocks as `panel.most_cells` asks for.
struct heat_blocks {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;
};
heat_blocks blocks_of(const heat_panel& panel);

}  // namespace memglia
