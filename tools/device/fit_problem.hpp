#pragma once

#include <Eigen/Dense>
#include <vector>

#include "tools/device/fit_model.hpp"

namespace memglia::fitting {

using Eigen::MatrixXd;
using Eigen::VectorXd;

enum index : int { r_on, r_off, v_on, v_off, alpha_on, alpha_off, rate_on, rate_off, x0, count };

double logit(double p);

/// Unbounded coordinates: logarithms, and logits of thresholds (of the largest voltage) and of the
/// initial state.
class coordinates {
  public:
    explicit coordinates(const fit_model& model) : model_(model) {}

    /// ln(k/D) in the place of a rate's logarithm: k/D = rate / (v_max/v_th - 1)^alpha, and
    /// v_max/v_th - 1 = e^-u of the threshold.
    bool k_for_rates = false;
    static void rates_to_k(VectorXd& u);

    fit_parameters parameters(VectorXd u) const;
    VectorXd of(const fit_parameters& p) const;

  private:
    const fit_model& model_;
};

/// Residuals as Eigen's optimiser wants them, over the coordinates in `free`. Refers to the
/// measurement and the model, which have to outlive it.
class problem {
  public:
    using Scalar = double;
    enum { InputsAtCompileTime = Eigen::Dynamic, ValuesAtCompileTime = Eigen::Dynamic };
    using InputType = VectorXd;
    using ValueType = VectorXd;
    using JacobianType = MatrixXd;

    problem(const measurement& data, const fit_model& model, double floor_a);

    std::vector<int> free;
    VectorXd base;  ///< of all coordinates

    int inputs() const { return static_cast<int>(free.size()); }
    int values() const { return static_cast<int>(model_.rows()); }

    VectorXd whole(const VectorXd& part) const;
    VectorXd part(const VectorXd& u) const;

    /// Weights from the current of this fit; before the first call residuals are of logarithms.
    void weigh_by(const VectorXd& u);

    void residuals(const VectorXd& u, VectorXd& out) const;
    double sum_of_squares(const VectorXd& u) const;

    int operator()(const VectorXd& p, VectorXd& out) const;
    int df(const VectorXd& p, MatrixXd& jacobian) const;

    const coordinates& map() const { return map_; }
    void use_k() { map_.k_for_rates = true; }

  private:
    void compute_currents(const VectorXd& u) const;

    const measurement& data_;
    const fit_model& model_;
    coordinates map_;
    double floor_a_;
    VectorXd sigma_;
    mutable std::vector<double> buffer_;
};

/// Runs Levenberg-Marquardt from `u`; the sum of squares it ends with.
double descend(problem& task, VectorXd& u, int evaluations);

/// Fits with weights that follow the fit until they agree.
double minimise(problem& task, VectorXd& u, int rounds);

}  // namespace memglia::fitting
