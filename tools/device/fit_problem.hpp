#pragma once

#include <Eigen/Dense>
#include <array>
#include <functional>
#include <vector>

#include "tools/device/fit_model.hpp"
#include "tools/device/fit_noise.hpp"

namespace memglia::fitting {

using Eigen::MatrixXd;
using Eigen::VectorXd;

enum index : int {
    r_on,
    r_off,
    v_on,
    v_off,
    alpha_on,
    alpha_off,
    rate_on,
    rate_off,
    plus,
    minus,
    series,
    x0,
    count
};

/// In the place of a rate's logarithm: this direction does not move.
constexpr double no_rate = -300;

double logit(double p);

/// Unbounded coordinates: logarithms, and logits of thresholds (of the largest voltage) and of the
/// initial state. Values beyond physical limits count as the limit, and R_off stays above R_on.
class coordinates {
  public:
    explicit coordinates(const fit_model& model);

    /// ln(k/D) in the place of a rate's logarithm: k/D = rate / (v_max/v_th - 1)^alpha, and
    /// v_max/v_th - 1 = e^-u of the threshold.
    bool k_for_rates = false;
    static void rates_to_k(VectorXd& u);

    fit_parameters parameters(VectorXd u) const;
    VectorXd of(const fit_parameters& p) const;

    /// Nearest within the limits.
    VectorXd within(VectorXd u) const;
    bool at_limit(const VectorXd& u, int i) const;

  private:
    const fit_model& model_;
    std::array<double, count> low_{};
    std::array<double, count> high_{};
};

/// The coordinates that a model has.
std::vector<int> coordinates_of(const fit_shape& shape);

/// Residuals as Eigen's optimiser wants them, over the coordinates in `free`. Refers to the
/// measurement and the model, which have to outlive it.
class problem {
  public:
    using Scalar = double;
    enum { InputsAtCompileTime = Eigen::Dynamic, ValuesAtCompileTime = Eigen::Dynamic };
    using InputType = VectorXd;
    using ValueType = VectorXd;
    using JacobianType = MatrixXd;

    /// Before weigh_by, residuals are of logarithms above `floor_a`. No noise is taken to be below
    /// `least`, relative. `stop` ends a descent where it is.
    problem(const fit_model& model, double floor_a, double least, std::function<bool()> stop);

    std::vector<int> free;
    VectorXd base;  ///< of all coordinates

    int inputs() const { return static_cast<int>(free.size()); }
    int values() const { return static_cast<int>(model_.rows()); }

    VectorXd whole(const VectorXd& part) const;
    VectorXd part(const VectorXd& u) const;

    /// Sizes and weights of the residuals from this fit.
    void weigh_by(const VectorXd& u);
    const noise_model& noise() const { return noise_; }

    void residuals(const VectorXd& u, VectorXd& out) const;
    double sum_of_squares(const VectorXd& u) const;

    /// Measured less model; of a clamped row that the model clamps too, no number.
    void differences(const VectorXd& u, std::vector<double>& model_a,
                     std::vector<double>& residual_a) const;

    int operator()(const VectorXd& p, VectorXd& out) const;
    int df(const VectorXd& p, MatrixXd& jacobian) const;

    bool stopped() const { return stop_ && stop_(); }
    const fit_model& model() const { return model_; }
    const coordinates& map() const { return map_; }
    void use_k() { map_.k_for_rates = true; }

  private:
    void residuals_of(const std::vector<double>& model_a, VectorXd& out) const;
    bool clamp_explains(std::size_t row, double model_a) const;

    const fit_model& model_;
    coordinates map_;
    double floor_a_;
    double least_;
    std::function<bool()> stop_;
    noise_model noise_;
    VectorXd factor_;  ///< root of the weight over the size of the noise; empty: logarithms
    mutable std::vector<double> buffer_;
    mutable std::vector<double> states_;
};

/// Runs Levenberg-Marquardt from `u`; the sum of squares it ends with.
double descend(problem& task, VectorXd& u, int evaluations);

/// Fits with weights that follow the fit until they agree, `rounds` times at most.
double minimise(problem& task, VectorXd& u, int rounds, int evaluations = 200);

}  // namespace memglia::fitting
