#pragma once

#include "tools/device/fit_problem.hpp"

namespace memglia::fitting {

/// |i| of the rows whose voltage is nearly 0: what the instrument shows for nothing.
double current_floor(const measurement& data, const fit_model& model);

/// The best of the fits from a grid of thresholds and exponents and from `given` (may be null), a
/// few steps each. Throws input_error for data that no passive two-terminal device gives.
VectorXd best_start(const measurement& data, const fit_model& model, problem& task,
                    const vteam_config* given);

}  // namespace memglia::fitting
