#pragma once

#include <array>
#include <string>
#include <vector>

#include "tools/device/fit_problem.hpp"

namespace memglia::fitting {

/// Why the data do not determine a coordinate; empty: they do.
using reasons = std::array<std::string, count>;

/// The coordinates without a reason, in order.
std::vector<int> determined(const problem& task, const reasons& unknown);

/// A direction whose motion does not pay for its three parameters is not in the data: gives them a
/// reason. `u` is the best fit of `task`, with the sum of squares `misfit`.
void find_missing_motion(const problem& task, const VectorXd& u, double misfit, reasons& unknown);

/// A resistance that may as well lie further out was never reached: gives it a reason, and in the
/// place r_on or r_off the fit with that resistance further out (empty for one that was reached).
/// So it does for one at its physical bound, with the fit with that resistance further in.
std::array<VectorXd, 2> find_unreached_ends(const problem& task, resistance_law law,
                                            const VectorXd& u, double misfit, reasons& unknown);

}  // namespace memglia::fitting
