#pragma once

#include "tools/device/fit_problem.hpp"

namespace memglia::fitting {

/// Of the residuals at `u` by the free coordinates of `task`, whose base is `u` and whose last is
/// the initial state: by that state itself (there `x`) in place of its logit, which is flat at the
/// ends.
MatrixXd jacobian_in_state(const problem& task, const VectorXd& u, double x);

struct spread {
    MatrixXd covariance;
    VectorXd lost;  ///< share of a coordinate in combinations that the residuals do not see
};

/// What residuals of this variance leave open, without the combinations that they do not see.
spread spread_of(const MatrixXd& jacobian, double variance);

}  // namespace memglia::fitting
