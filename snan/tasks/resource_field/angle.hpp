#pragma once

#include <numbers>

#include "base/elementary.hpp"

namespace memglia {

inline constexpr double pi = std::numbers::pi;

/// Sine and cosine of an angle in radians.
inline double sine(double angle) {
    return sin_turns_exact_bits(angle / (2 * pi));
}
inline double cosine(double angle) {
    return sin_turns_exact_bits(angle / (2 * pi) + 0.25);
}

/// An angle moved to [-pi, pi).
double wrapped(double angle);

}  // namespace memglia
