#include "snan/ullah_astrocyte.hpp"

#include <algorithm>
#include <cmath>

#include "base/runge_kutta_4.hpp"

namespace memglia {

namespace {

constexpr double c0 = 2.0;            // uM
constexpr double c1 = 0.185;          // 1
constexpr double v1 = 6.0;            // 1/s
constexpr double v2 = 0.11;           // 1/s
constexpr double v3 = 2.2;            // uM/s
constexpr double v4 = 0.3;            // uM/s
constexpr double v6 = 0.2;            // uM/s
constexpr double k1 = 0.5;            // 1/s
constexpr double k2 = 1.0;            // uM
constexpr double k3 = 0.1;            // uM
constexpr double k4 = 1.1;            // uM
constexpr double d1 = 0.13;           // uM
constexpr double d2 = 1.049;          // uM
constexpr double d3 = 0.9434;         // uM
constexpr double d5 = 0.082;          // uM
constexpr double ip3_rest = 0.16;     // uM
constexpr double ip3_rate = 0.14;     // 1/s
constexpr double plc_fraction = 0.8;  // 1
constexpr double h_rate = 0.14;       // 1/(uM s)

double cubed(double x) {
    return x * x * x;
}

ullah_state slope(const ullah_state& s, double glutamate, double calcium) {
    const double c = s.calcium_um;
    const double p = s.ip3_um;
    const double gradient = (c0 - c) / c1 - c;
    const double release =
        c1 * v1 * cubed(p / (p + d1)) * cubed(c / (c + d5)) * cubed(s.h) * gradient;
    const double leak = c1 * v2 * gradient;
    const double pump = v3 * c * c / (c * c + k3 * k3);
    const double influx = v6 * p * p / (k2 * k2 + p * p);
    const double outflux = k1 * c;
    const double q2 = d2 * (p + d1) / (p + d3);
    const double plc = v4 * (c + (1 - plc_fraction) * k4) / (c + k4);
    return {release - pump + leak + influx - outflux + calcium, h_rate * (q2 - (q2 + c) * s.h),
            (ip3_rest - p) * ip3_rate + plc + glutamate};
}

ullah_state in_equal_steps(ullah_state s, double duration, double glutamate) {
    constexpr double longest_step_s = 2e-3;
    const double steps = std::ceil(duration / longest_step_s - 1e-9);
    for (double i = 0; i < steps; ++i) s = ullah_step(s, glutamate, duration / steps);
    return s;
}

}  // namespace

ullah_state ullah_step(const ullah_state& from, double glutamate_um_per_s, double dt_s,
                       double calcium_um_per_s) {
    return runge_kutta_4_step(
        [=](const ullah_state& s) { return slope(s, glutamate_um_per_s, calcium_um_per_s); }, from,
        dt_s);
}

ullah_state ullah_advance(ullah_state from, double duration_s, double glutamate_left_s) {
    const double driven = std::min(duration_s, glutamate_left_s);
    if (driven > 0) from = in_equal_steps(from, driven, ullah_glutamate_um_per_s);
    if (duration_s > driven) from = in_equal_steps(from, duration_s - driven, 0);
    return from;
}

std::vector<double> ullah_transient(double period_s, double tolerance_um, double drive_s) {
    constexpr double longest_s = 100;
    const double resting = ullah_rest().calcium_um;
    std::vector<double> shape{resting};
    ullah_state state = ullah_rest();
    double driven_s = drive_s;
    for (double t = 0; t < longest_s; t += period_s) {
        state = ullah_advance(state, period_s, driven_s);
        driven_s = std::max(0.0, driven_s - period_s);
        shape.push_back(state.calcium_um);
    }
    while (shape.size() > 1 && std::abs(shape.back() - resting) < tolerance_um) shape.pop_back();
    shape.push_back(resting);
    return shape;
}

const ullah_state& ullah_rest() {
    static const ullah_state rest = in_equal_steps({}, 200, 0);
    return rest;
}

}  // namespace memglia
