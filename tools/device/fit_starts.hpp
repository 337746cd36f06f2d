#pragma once

#include <vector>

#include "tools/device/fit_problem.hpp"

namespace memglia::fitting {

/// |i| of the rows whose voltage is nearly 0: what the instrument shows for nothing.
double current_floor(const measurement& data);

/// The best two of the fits from a grid of thresholds and exponents and from `given`, a few steps
/// each. Throws input_error for data that no passive two-terminal device gives.
std::vector<VectorXd> best_starts(problem& task, const std::vector<fit_parameters>& given);

}  // namespace memglia::fitting
