#include "crossbar/device/cell_iv.hpp"

#include <algorithm>
#include <cmath>

#include "base/choice.hpp"
#include "base/elementary.hpp"

namespace memglia {

unused_keys cell_iv_config::unused() const {
    unused_keys all;
    const std::string reason = "law is '" + word_of(law) + "', which has no such constant";
    if (law != cell_law::sinh) add_unused(all, {"sinh_per_v"}, reason, "law", "law sinh");
    if (law != cell_law::selector) {
        add_unused(all, {"selector_current_a", "selector_voltage_v"}, reason, "law",
                   "law selector");
    }
    if (law != cell_law::rectifying) {
        add_unused(all, {"rectifying_plus_per_v", "rectifying_minus_per_v"}, reason, "law",
                   "law rectifying");
    }
    return all;
}

cell_iv::cell_iv(const cell_iv_config& config)
    : law_(config.law),
      sinh_per_v_(config.sinh_per_v),
      selector_current_a_(config.selector_current_a),
      selector_voltage_v_(config.selector_voltage_v),
      plus_per_v_(config.rectifying_plus_per_v),
      minus_per_v_(config.rectifying_minus_per_v) {}

namespace {

// asinh for y >= 0 without cancellation near 0.
double asinh_positive(double y) {
    return log1p_exact_bits(y + y * y / (1 + std::sqrt(1 + y * y)));
}

// Beyond these e-folds a current is no number that any circuit can use.
constexpr double most_folds = 600;

}  // namespace

cell_iv::point cell_iv::rectify(double conductance_s, double voltage_v) const {
    const double sum = plus_per_v_ + minus_per_v_;
    const double up = expm1_exact_bits(std::min(plus_per_v_ * voltage_v, most_folds));
    const double down = expm1_exact_bits(std::min(-minus_per_v_ * voltage_v, most_folds));
    return {conductance_s * (up - down) / sum,
            conductance_s * (plus_per_v_ * (up + 1) + minus_per_v_ * (down + 1)) / sum, voltage_v};
}

double cell_iv::voltage_v(double conductance_s, double current_a) const {
    const double sign = current_a < 0 ? -1 : 1;
    const double i = std::abs(current_a);
    switch (law_) {
        case cell_law::linear:
            return current_a / conductance_s;
        case cell_law::sinh:
            return sign * asinh_positive(i * sinh_per_v_ / conductance_s) / sinh_per_v_;
        case cell_law::selector:
            return sign * (i / conductance_s +
                           selector_voltage_v_ * asinh_positive(i / selector_current_a_));
        case cell_law::rectifying:
            break;
    }
    // exp(a u) = y + exp(-b u) lies between max(y, 1) and y + 1: Newton's method in a bracket.
    const double a = current_a < 0 ? minus_per_v_ : plus_per_v_;
    const double b = plus_per_v_ + minus_per_v_ - a;
    const double y = i * (a + b) / conductance_s;
    double low = y > 1 ? log_exact_bits(y) / a : 0;
    double high = log1p_exact_bits(y) / a;
    double u = high;
    for (int step = 0; step < 100 && high > low; ++step) {
        const double up = expm1_exact_bits(a * u);
        const double down = expm1_exact_bits(-b * u);
        const double excess = up - down - y;
        (excess > 0 ? high : low) = u;
        double next = u - excess / (a * (up + 1) + b * (down + 1));
        if (!(next >= low && next <= high)) next = (low + high) / 2;
        const bool done = std::abs(next - u) <= 1e-15 * next;
        u = next;
        if (done) break;
    }
    return sign * u;
}

cell_iv::point cell_iv::at(double conductance_s, double voltage_v) const {
    if (law_ == cell_law::rectifying) return rectify(conductance_s, voltage_v);
    if (law_ == cell_law::linear || voltage_v == 0 || conductance_s == 0) {
        double slope = conductance_s;
        if (law_ == cell_law::selector && conductance_s > 0) {
            slope = 1 / (1 / conductance_s + selector_voltage_v_ / selector_current_a_);
        }
        return {conductance_s * voltage_v, slope, voltage_v};
    }
    const double sign = voltage_v < 0 ? -1 : 1;
    const double v = std::abs(voltage_v);
    if (law_ == cell_law::sinh) {
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
