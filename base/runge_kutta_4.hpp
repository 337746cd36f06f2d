#pragma once

namespace memglia {

/// y after one step h of the classical Runge-Kutta method of fourth order, for y' = slope(y). A
/// state is a number, or has +, and * and / with a number.
template <class State, class Slope>
State runge_kutta_4_step(const Slope& slope, const State& y, double h) {
    const State a = slope(y);
    const State b = slope(y + h / 2 * a);
    const State c = slope(y + h / 2 * b);
    const State d = slope(y + h * c);
    return y + h * (a + 2.0 * b + 2.0 * c + d) / 6.0;
}

}  // namespace memglia
