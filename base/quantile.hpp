#pragma once

#include <vector>

namespace memglia {

/// Quantile q in [0, 1] with linear interpolation between order statistics (Hyndman and Fan, type
/// 7). `values` must not be empty; it is taken by value because it gets sorted.
double quantile(std::vector<double> values, double q);

}  // namespace memglia
