#include "tools/device/fit_spread.hpp"

#include <algorithm>

namespace memglia::fitting {

MatrixXd jacobian_in_state(const problem& task, const VectorXd& u, double x) {
    MatrixXd jacobian;
    task.df(task.part(u), jacobian);
    const int last = task.inputs() - 1;
    if (x > 1e-3 && x < 1 - 1e-3) {
        jacobian.col(last) /= x * (1 - x);
    } else {
        const double inside = x < 0.5 ? 1e-4 : -1e-4;
        VectorXd here;
        VectorXd there;
        VectorXd w = u;
        task.residuals(u, here);
        w[x0] = logit(std::clamp(x + inside, 1e-9, 1 - 1e-9));
        task.residuals(w, there);
        jacobian.col(last) = (there - here) / inside;
    }
    return jacobian;
}

spread spread_of(const MatrixXd& jacobian, double variance) {
    const auto inputs = jacobian.cols();
    VectorXd scale = jacobian.colwise().norm();
    for (int i = 0; i < scale.size(); ++i) {
        if (!(scale[i] > 0)) scale[i] = 1;
    }
    const Eigen::JacobiSVD<MatrixXd, Eigen::ColPivHouseholderQRPreconditioner> svd(
        jacobian * scale.cwiseInverse().asDiagonal(), Eigen::ComputeThinV);
    spread s{MatrixXd::Zero(inputs, inputs), VectorXd::Zero(inputs)};
    for (int k = 0; k < inputs; ++k) {
        const double value = svd.singularValues()[k];
        const VectorXd v = svd.matrixV().col(k);
        if (value < 1e-6 * svd.singularValues()[0]) {
            s.lost += v.cwiseAbs2();
        } else {
            s.covariance += variance / (value * value) * v * v.transpose();
        }
    }
    s.covariance =
        scale.cwiseInverse().asDiagonal() * s.covariance * scale.cwiseInverse().asDiagonal();
    return s;
}

}  // namespace memglia::fitting
