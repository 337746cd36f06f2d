#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "base/elementary.hpp"

namespace memglia {

/// The Runge-Kutta pair 5(4) of Dormand and Prince, J. Comp. Appl. Math. 6 (1980) 19. The last
/// stage stands at the end of the step and is the first of the next.
namespace runge_kutta {
inline constexpr std::size_t stages = 7;
inline constexpr std::array<double, stages> time{0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1};
inline constexpr std::array<std::array<double, stages - 1>, stages> weight{{
    {},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84},
}};

/// The fifth order less the fourth.
inline constexpr std::array<double, stages> error_weight{
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40};
}  // namespace runge_kutta

template <std::size_t N>
struct runge_kutta_step {
    std::array<double, N> y{};
    std::array<double, N> error{};  ///< difference of the fifth to the fourth order
};

/// One step of the pair. `slope(t, y)` returns dy/dt as a std::array of N.
template <std::size_t N, class Slope>
runge_kutta_step<N> dormand_prince(const Slope& slope, double t, const std::array<double, N>& y,
                                   double h) {
    using namespace runge_kutta;
    std::array<std::array<double, N>, stages> k;
    runge_kutta_step<N> step;
    for (std::size_t stage = 0; stage < stages; ++stage) {
        step.y = y;
        for (std::size_t i = 0; i < N; ++i) {
            double sum = 0;
            for (std::size_t j = 0; j < stage; ++j) sum += weight[stage][j] * k[j][i];
            step.y[i] += h * sum;
        }
        k[stage] = slope(t + time[stage] * h, step.y);
    }
    for (std::size_t i = 0; i < N; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < stages; ++j) sum += error_weight[j] * k[j][i];
        step.error[i] = h * sum;
    }
    return step;
}

/// Length of the next step over that of the last, from its error in units of what is allowed. A
/// step whose error is above 1, or no number, has to be taken again.
inline double step_growth(double error) {
    if (!(error < 1e10)) return 0.1;
    return std::clamp(0.9 * pow_exact_bits(error + 1e-12, -0.2), 0.2, 5.0);
}

/// Where an increasing `f` has its root between `low` (below) and `high` (not below): a point at or
/// just above, by the Illinois variant of regula falsi.
template <class Function>
double root_between(const Function& f, double low, double high) {
    double at_low = f(low);
    double at_high = f(high);
    const double origin = low;
    for (int i = 0; i < 200 && high - low > 2e-16 * (high - origin) && at_high > 0; ++i) {
        double middle = high - at_high * (high - low) / (at_high - at_low);
        if (i % 8 == 7 || !(middle > low && middle < high)) middle = (low + high) / 2;
        if (middle <= low || middle >= high) break;
        const double value = f(middle);
        if (value < 0) {
            low = middle;
            at_low = value;
            at_high /= 2;
        } else {
            high = middle;
            at_high = value;
            at_low /= 2;
        }
    }
    return high;
}

}  // namespace memglia
