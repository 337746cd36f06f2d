#pragma once

#include <cmath>

#include "snan/network/network.hpp"

// Formulas of models once more.
namespace memglia::test::dense {

inline double opening(const calcium_gate_config& c, double calcium) {
    const double x = (calcium - c.theta) / c.slope;
    if (c.shape == gate_shape::linear) return x <= 0 ? 0 : x >= 1 ? 1 : x;
    return 1 / (1 + std::exp(-x));
}

// The textbook's form, which cancels where the two time constants are near.
inline double gain_of(const lif_config& lif, double tick_s) {
    if (!lif.exponential) return 0;
    const double tau_g = lif.exponential->tau_s;
    return (std::exp(-tick_s / tau_g) - std::exp(-tick_s / lif.tau_m_s)) * tau_g /
           (tau_g - lif.tau_m_s);
}

}  // namespace memglia::test::dense
