#pragma once

#include <string>
#include <vector>

#include "tools/report/drawing.hpp"

namespace memglia {

/// Bars of stacked parts, one below another: energy by component for one or several runs, on a chip
/// and elsewhere. Parts keep their colour from bar to bar.
struct stacked_bars {
    double width = 0;
    std::string title;  ///< of the axis, as in "energy per step"
    std::string unit;   ///< base unit: "J"
    std::vector<std::string> parts;
    struct bar {
        std::string name;
        std::vector<double> values;  ///< one per part
        std::string note = {};       ///< behind the sum
    };
    std::vector<bar> bars;
};

/// Throws internal_error for a bar without a value per part, or with a negative one.
drawing draw_bars(const stacked_bars& bars);

}  // namespace memglia
