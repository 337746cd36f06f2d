#pragma once

#include "tools/report/svg.hpp"
#include "tools/report/text.hpp"

namespace memglia {

struct value_range {
    double low;
    double high;

    /// Of the range, 0 to 1; the middle of one without length.
    double share(double value) const;
};

/// The colours of magnitude_colour() with what they stand for.
struct colour_bar {
    value_range range;
    scaled_unit unit;

    /// Of its colours and numbers, when it is so high at most.
    double width(double most_height) const;
    void draw(svg_canvas& svg, plot_point corner, double height) const;
};

}  // namespace memglia
