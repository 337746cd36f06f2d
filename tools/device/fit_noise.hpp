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

/// The likeliest floor and scale for these residuals (measured less model). `short_a` is no number
/// but for a row that the instrument clamped: there it says how far the model stays below the
/// clamp, and counts with the probability that the current is beyond it (Tobin, Econometrica 26:24,
/// 1958), so that all models are compared on the same rows. `least` bounds the scale from below,
/// `parameters` is how many were fitted.
noise_model find_noise(std::span<const double> model_a, std::span<const double> residual_a,
                       std::span<const double> short_a, double least, int parameters);

}  // namespace memglia::fitting
