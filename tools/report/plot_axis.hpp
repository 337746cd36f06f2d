#pragma once

#include <vector>

namespace memglia {

/// Maps values in [low, high] to coordinates from `from` to `to`; values outside go to the nearer
/// end.
struct plot_axis {
    double low = 0;
    double high = 1;
    double from = 0;
    double to = 1;
    bool logarithmic = false;  ///< needs low > 0

    double at(double value) const;

    /// Round values within [low, high], about `count` of them.
    std::vector<double> ticks(int count) const;
};

/// The smallest of 1, 2, 5 times a power of ten that is not below `rough`; 1 if there is none.
double round_step(double rough);

}  // namespace memglia
