#include "crossbar/device/cell_iv.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"

namespace memglia {

unused_keys cell_iv_config::unused() const {
    unused_keys all;
    const std::string reason = "law is '" + law + "', which has no such constant";
    if (law != "sinh") add_unused(all, {"sinh_per_v"}, reason, "law", "law sinh");
    if (law != "selector") {
        add_unused(all, {"selector_current_a", "selector_voltage_v"}, reason, "law",
                   "law selector");
    }
    return all;
}

cell_iv::cell_iv(const cell_iv_config& config)
    : law_(config.law == "sinh"       ? law::sinh
           : config.law == "selector" ? law::selector
                                      : law::linear),
      sinh_per_v_(config.sinh_per_v),
      selector_current_a_(config.selector_current_a),
      selector_voltage_v_(config.selector_voltage_v) {}

namespace {

// asinh for y >= 0 without cancellation near 0.
double asinh_positive(double y) {
    return log1p_exact_bits(y + y * y / (1 + std::sqrt(1 + y * y)));
}

}  // namespace

cell_iv::point cell_iv::at(double conductance_s, double voltage_v) const {
    if (law_ == law::linear || voltage_v == 0 || conductance_s == 0) {
        double slope = conductance_s;
        if (law_ == law::selector && conductance_s > 0) {
            slope = 1 / (1 / conductance_s + selector_voltage_v_ / selector_current_a_);
        }
        return {conductance_s * voltage_v, slope, voltage_v};
    }
    const double sign = voltage_v < 0 ? -1 : 1;
    const double v = std::abs(voltage_v);
    if (law_ == law::sinh) {
        // e^u - 1 and 1 - e^-u keep sinh exact near 0.
        const double up = expm1_exact_bits(sinh_per_v_ * v);
        const double down = up / (up + 1);
        return {sign * conductance_s * (up + down) / (2 * sinh_per_v_),
                conductance_s * (up + 1 + 1 / (up + 1)) / 2, voltage_v};
    }
    // f(i) = i/G + V0 asinh(i/I0) is concave: its tangent lies above it, so Newton from below
    // climbs to f(i) = v without overshoot.
    const double r = 1 / conductance_s;
    double i = v / (r + selector_voltage_v_ / selector_current_a_);
    double slope_ohm = 0;
    for (int step = 0; step < 60; ++step) {
        const double y = i / selector_current_a_;
        const double residual_v = v - r * i - selector_voltage_v_ * asinh_positive(y);
        slope_ohm = r + selector_voltage_v_ / selector_current_a_ / std::sqrt(1 + y * y);
        const double next = std::clamp(i + residual_v / slope_ohm, 0.0, v * conductance_s);
        const bool done = std::abs(next - i) <= 1e-15 * next;
        i = next;
        if (done) break;
    }
    return {sign * i, 1 / slope_ohm, sign * i * r};
}

}  // namespace memglia
