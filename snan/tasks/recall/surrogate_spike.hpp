#pragma once

#include <cmath>

#include "base/elementary.hpp"

namespace memglia {

/// A spike as a smooth function of x, the potential above the threshold: the sigmoid
/// S(x) = 1 / (1 + e^(-k x)) with k the slope, level beyond |k x| = 16. Training takes its
/// derivative for that of the step.
class surrogate_spike {
  public:
    explicit surrogate_spike(double slope) : slope_(slope) {}

    double value(double x) const {
        return logistic_exact_bits(std::fmax(-level_from, std::fmin(slope_ * x, level_from)));
    }

    /// k S (1 - S), and 0 where S is level: at less than 1.2e-7 k.
    double derivative(double x) const {
        if (is_level(x)) return 0;
        const double s = value(x);
        return slope_ * s * (1 - s);
    }

    bool is_level(double x) const { return std::fabs(slope_ * x) >= level_from; }

    double slope() const { return slope_; }

  private:
    static constexpr double level_from = 16;

    double slope_;
};

}  // namespace memglia
