#pragma once

#include <span>

namespace memglia::fitting {

/// How far measured currents lie from a model's: Student's t with 4 degrees of freedom around it,
/// so that a row far off pulls little (Lange, Little and Taylor, J. Am. Stat. Assoc. 84:881, 1989),
/// of a scale that has a part fixed and a part in proportion to the current.
struct noise_model {
    double floor_a = 0;         ///< where both parts are equal
    double scale = 0;           ///< of the t, relative to `size_of` the current
    double deviation = 0;       ///< standard deviation without the tails, in the same unit
    double log_likelihood = 0;  ///< of the rows, without constants
    double weight_mean = 1;
    double variance = 0;  ///< of a residual times the root of its weight, for intervals

    double size_of(double current_a) const;

    /// Of a row whose residual over `size_of` is `r`.
    double weight(double r) const;
};

/// The likeliest floor and scale for these residuals (measured less model; a row that is no number
/// is left out). `least` bounds the scale from below, `parameters` is how many were fitted.
noise_model find_noise(std::span<const double> model_a, std::span<const double> residual_a,
                       double least, int parameters);

}  // namespace memglia::fitting
