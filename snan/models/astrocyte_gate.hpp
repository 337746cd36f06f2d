#pragma once

#include <algorithm>
#include <string_view>

#include "base/elementary.hpp"
#include "base/field.hpp"

namespace memglia {

enum class gate_shape { sigmoid, linear };
constexpr std::string_view choice_words(gate_shape) {
    return "sigmoid|linear";
}

/// How far calcium opens the gate of a unit, 0 to 1. With x = (Ca - theta) / slope: sigmoid,
/// G = 1 / (1 + exp(-x)); linear, G = x from 0 at theta to 1 at theta + slope.
inline double gate_opening(gate_shape shape, double theta, double slope, double calcium) {
    const double x = (calcium - theta) / slope;
    return shape == gate_shape::sigmoid ? logistic_exact_bits(x) : std::clamp(x, 0.0, 1.0);
}

/// A gate beyond 1 is reached by activation alone.
inline constexpr double most_gate = 15;

/// What an experimenter does to the units of a field. Without calcium nothing raises it and what
/// there was is gone; an inhibited gate is shut, one that is activated open at least so far.
/// Inhibition goes before activation.
struct astrocyte_control {
    bool knock_out = false;
    bool inhibit = false;
    double least_gate = 0;

    double gate(double open) const { return inhibit ? 0 : std::max(open, least_gate); }

    friend bool operator==(const astrocyte_control&, const astrocyte_control&) = default;
};

}  // namespace memglia
