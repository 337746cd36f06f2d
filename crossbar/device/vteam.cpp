#include "crossbar/device/vteam.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"

namespace memglia {

void vteam_config::validate() const {
    if (law != "linear_resistance" && law != "exponential_resistance" &&
        law != "linear_conductance") {
        throw input_error({.path = "law",
                           .found = "found '" + law + "'",
                           .expected = "linear_resistance, exponential_resistance or "
                                       "linear_conductance"});
    }
    if (window != "rectangular" && window != "saturating") {
        throw input_error({.path = "window",
                           .found = "found '" + window + "'",
                           .expected = "rectangular or saturating"});
    }
    if (r_off_ohm <= r_on_ohm) {
        throw input_error({.path = "r_off_ohm",
                           .found = "found " + std::to_string(r_off_ohm) + " ohm",
                           .expected = "more than r_on_ohm, " + std::to_string(r_on_ohm) + " ohm"});
    }
    if (window == "saturating" && law != "linear_conductance") {
        throw input_error({.path = "window",
                           .found = "found 'saturating' with law '" + law + "'",
                           .expected =
                               "law 'linear_conductance', the only one with a closed form for "
                               "the energy under this window"});
    }
}

vteam::vteam(const vteam_config& config)
    : config_(config),
      law_(config.law == "linear_resistance"        ? law::linear_resistance
           : config.law == "exponential_resistance" ? law::exponential_resistance
                                                    : law::linear_conductance),
      saturating_(config.window == "saturating"),
      log_ratio_(log_exact_bits(config.r_off_ohm / config.r_on_ohm)),
      offset_on_(1 / expm1_exact_bits(1 / config.curvature_on)),
      offset_off_(1 / expm1_exact_bits(1 / config.curvature_off)) {
    config_.validate();
}

double vteam::rate_per_s(double voltage_v) const {
    if (voltage_v > config_.v_off_v) {
        return config_.k_off_m_per_s / config_.depth_m *
               pow_exact_bits(voltage_v / config_.v_off_v - 1, config_.alpha_off);
    }
    if (voltage_v < config_.v_on_v) {
        return -config_.k_on_m_per_s / config_.depth_m *
               pow_exact_bits(voltage_v / config_.v_on_v - 1, config_.alpha_on);
    }
    return 0;
}

double vteam::conductance_s(double x) const {
    switch (law_) {
        case law::linear_resistance:
            return 1 / (config_.r_on_ohm + (config_.r_off_ohm - config_.r_on_ohm) * x);
        case law::exponential_resistance:
            return exp_exact_bits(-log_ratio_ * x) / config_.r_on_ohm;
        case law::linear_conductance:
            return g_on_s() - (g_on_s() - g_off_s()) * x;
    }
    throw internal_error("a resistance law outside the enumeration");
}

double vteam::state_at(double conductance_s) const {
    const double g = std::clamp(conductance_s, g_off_s(), g_on_s());
    double x = 0;
    switch (law_) {
        case law::linear_resistance:
            x = (1 / g - config_.r_on_ohm) / (config_.r_off_ohm - config_.r_on_ohm);
            break;
        case law::exponential_resistance:
            x = -log_exact_bits(g * config_.r_on_ohm) / log_ratio_;
            break;
        case law::linear_conductance:
            x = (g_on_s() - g) / (g_on_s() - g_off_s());
            break;
    }
    return std::clamp(x, 0.0, 1.0);
}

namespace {

// Means over a motion, written so that a motion of no length loses no digits.

// (1 - e^-u)/u: mean of a decay over u of its time constants.
double mean_decay(double u) {
    return u == 0 ? 1 : -expm1_exact_bits(-u) / u;
}

// mean_decay(u) - 1.
double mean_decay_minus_one(double u) {
    if (u > 0.35) return mean_decay(u) - 1;
    double sum = 0;
    double term = 1;
    for (int n = 2; n <= 14; ++n) {
        term *= -u / n;
        sum += term;
    }
    return sum;
}

// ln(1 + d)/d: mean of 1/(1 + d t) over t in [0, 1].
double mean_inverse(double d) {
    return d == 0 ? 1 : log1p_exact_bits(d) / d;
}

}  // namespace

vteam::prepared_pulse vteam::prepare(double voltage_v, double duration_s) const {
    prepared_pulse p{voltage_v, duration_s, duration_s > 0 ? rate_per_s(voltage_v) : 0, 0};
    if (saturating_ && p.rate_per_s > 0) {
        p.tau_s = (voltage_v < 0 ? config_.curvature_on : config_.curvature_off) / p.rate_per_s;
    }
    return p;
}

vteam::motion vteam::move(double x, const prepared_pulse& p) const {
    const bool towards_on = p.voltage_v < 0;
    const double left = towards_on ? x : 1 - x;
    motion m{.x = towards_on ? 0.0 : 1.0, .way = left, .moving_s = 0, .mean_way_left = left / 2};
    if (!saturating_) {
        if (p.rate_per_s * p.duration_s < left) {
            m.way = p.rate_per_s * p.duration_s;
            m.moving_s = p.duration_s;
            m.mean_way_left = left - m.way / 2;
        } else {
            m.moving_s = left / p.rate_per_s;
        }
    } else {
        const double offset = towards_on ? offset_on_ : offset_off_;
        double u = p.duration_s / p.tau_s;
        const double way = -(left + offset) * expm1_exact_bits(-u);
        if (way < left) {
            m.way = way;
            m.moving_s = p.duration_s;
        } else {
            u = std::min(u, log1p_exact_bits(left / offset));
            m.moving_s = u * p.tau_s;
        }
        m.mean_way_left = left * mean_decay(u) + offset * mean_decay_minus_one(u);
    }
    if (m.way < left) m.x = towards_on ? x - m.way : x + m.way;
    return m;
}

vteam::pulse_result vteam::pulse(double x, const prepared_pulse& p) const {
    const double v2 = p.voltage_v * p.voltage_v;
    if (p.rate_per_s == 0) return {x, v2 * conductance_s(x) * std::max(0.0, p.duration_s)};
    const bool towards_on = p.voltage_v < 0;
    const motion moved = move(x, p);
    const double start_s = conductance_s(x);
    double mean_s = 0;  // mean conductance over the motion
    switch (law_) {
        case law::linear_conductance:
            mean_s = conductance_s(towards_on ? moved.mean_way_left : 1 - moved.mean_way_left);
            break;
        case law::linear_resistance: {
            const double change = (config_.r_off_ohm - config_.r_on_ohm) * moved.way * start_s;
            mean_s = start_s * mean_inverse(towards_on ? -change : change);
            break;
        }
        case law::exponential_resistance: {
            const double change = log_ratio_ * moved.way;
            mean_s = start_s * mean_decay(towards_on ? -change : change);
            break;
        }
    }
    const double resting_s = p.duration_s - moved.moving_s;
    return {moved.x, v2 * (mean_s * moved.moving_s + conductance_s(moved.x) * resting_s)};
}

}  // namespace memglia
