#include "crossbar/device/vteam.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/choice.hpp"
#include "base/elementary.hpp"
#include "base/number_text.hpp"
#include "crossbar/device/dormand_prince.hpp"
#include "crossbar/device/resistance_curve.hpp"

namespace memglia {

unused_keys vteam_config::unused() const {
    unused_keys all;
    const std::string reason = "window is '" + word_of(window) + "', which has no such constant";
    const auto unless = [&](bool has_them, const std::vector<std::string>& keys,
                            const char* instead) {
        if (!has_them) add_unused(all, keys, reason, "window", instead);
    };
    using enum window_kind;
    unless(window == saturating, {"curvature_on", "curvature_off"}, "window saturating");
    unless(window == joglekar || window == biolek || window == prodromakis, {"window_p"},
           "window joglekar, biolek or prodromakis");
    unless(window == prodromakis, {"window_scale"}, "window prodromakis");
    unless(window == team, {"window_a_on", "window_a_off", "window_width"}, "window team");
    return all;
}

namespace {

void require(bool holds, const char* key, double value, const char* unit,
             const std::string& expected) {
    if (holds) return;
    throw input_error(
        {.path = key, .found = "found " + number_text(value) + " " + unit, .expected = expected});
}

}  // namespace

void vteam_config::validate() const {
    require(v_on_v < 0, "v_on_v", v_on_v, "V",
            "v_on must be negative: below it the device is SET towards R_on");
    require(v_off_v > 0, "v_off_v", v_off_v, "V",
            "v_off must be positive: above it the device is RESET towards R_off");
    require(k_on_m_per_s < 0, "k_on_m_per_s", k_on_m_per_s, "m/s",
            "k_on must be negative: SET moves w towards 0");
    require(k_off_m_per_s > 0, "k_off_m_per_s", k_off_m_per_s, "m/s",
            "k_off must be positive: RESET moves w towards D");
    require(depth_m > 0, "depth_m", depth_m, "m", "depth must be positive");
    require(alpha_on >= 0, "alpha_on", alpha_on, "", "alpha_on must not be negative");
    require(alpha_off >= 0, "alpha_off", alpha_off, "", "alpha_off must not be negative");
    require(r_on_ohm > 0, "r_on_ohm", r_on_ohm, "ohm", "r_on must be positive");
    require(r_off_ohm > r_on_ohm, "r_off_ohm", r_off_ohm, "ohm",
            "more than r_on_ohm, " + number_text(r_on_ohm) + " ohm");
    if (window == window_kind::saturating && law != resistance_law::linear_conductance) {
        throw input_error({.path = "window",
                           .found = "found 'saturating' with law '" + word_of(law) + "'",
                           .expected =
                               "law 'linear_conductance', the only one with a closed form for "
                               "the energy under this window"});
    }
}

vteam::vteam(const vteam_config& config)
    : config_(config),
      law_(config.law),
      window_(config.window,
              {config.window_p, config.window_scale, config.window_a_on, config.window_a_off,
               config.window_width},
              config.curvature_on, config.curvature_off),
      log_ratio_(log_exact_bits(config.r_off_ohm / config.r_on_ohm)) {
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

double vteam::velocity_per_s(double x, double voltage_v) const {
    const double rate = rate_per_s(voltage_v);
    const bool towards_on = voltage_v < 0;
    if (rate == 0 || (towards_on ? x <= 0 : x >= 1)) return 0;
    return (towards_on ? -rate : rate) * window_.at(x, towards_on);
}

double vteam::conductance_s(double x) const {
    return resistance_curve{law_, config_.r_on_ohm, config_.r_off_ohm, log_ratio_}.conductance_s(x);
}

double vteam::state_at(double conductance_s) const {
    const double g = std::clamp(conductance_s, g_off_s(), g_on_s());
    double x = 0;
    switch (law_) {
        case resistance_law::linear_resistance:
            x = (1 / g - config_.r_on_ohm) / (config_.r_off_ohm - config_.r_on_ohm);
            break;
        case resistance_law::exponential_resistance:
            x = -log_exact_bits(g * config_.r_on_ohm) / log_ratio_;
            break;
        case resistance_law::linear_conductance:
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
    if (window_.type() == window_kind::saturating && p.rate_per_s > 0) {
        p.tau_s = (voltage_v < 0 ? config_.curvature_on : config_.curvature_off) / p.rate_per_s;
    }
    return p;
}

vteam::motion vteam::move(double x, const prepared_pulse& p) const {
    const bool towards_on = p.voltage_v < 0;
    const double left = towards_on ? x : 1 - x;
    motion m{.x = towards_on ? 0.0 : 1.0, .way = left, .moving_s = 0, .mean_way_left = left / 2};
    if (window_.type() == window_kind::rectangular) {
        if (p.rate_per_s * p.duration_s < left) {
            m.way = p.rate_per_s * p.duration_s;
            m.moving_s = p.duration_s;
            m.mean_way_left = left - m.way / 2;
        } else {
            m.moving_s = left / p.rate_per_s;
        }
    } else {
        const double offset = window_.offset(towards_on);
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
    switch (window_.type()) {
        case window_kind::rectangular:
        case window_kind::saturating:
            break;
        case window_kind::joglekar:
            if (config_.window_p == 1) return logistic_pulse(x, p);
            return integrated_pulse(x, p);
        case window_kind::biolek:
        case window_kind::prodromakis:
        case window_kind::team:
            return integrated_pulse(x, p);
    }
    const bool towards_on = p.voltage_v < 0;
    const motion moved = move(x, p);
    const double start_s = conductance_s(x);
    double mean_s = 0;  // mean conductance over the motion
    switch (law_) {
        case resistance_law::linear_conductance:
            mean_s = conductance_s(towards_on ? moved.mean_way_left : 1 - moved.mean_way_left);
            break;
        case resistance_law::linear_resistance: {
            const double change = (config_.r_off_ohm - config_.r_on_ohm) * moved.way * start_s;
            mean_s = start_s * mean_inverse(towards_on ? -change : change);
            break;
        }
        case resistance_law::exponential_resistance: {
            const double change = log_ratio_ * moved.way;
            mean_s = start_s * mean_decay(towards_on ? -change : change);
            break;
        }
    }
    const double resting_s = p.duration_s - moved.moving_s;
    return {moved.x, v2 * (mean_s * moved.moving_s + conductance_s(moved.x) * resting_s)};
}

// Joglekar with p = 1: dx/dt = +-4 s x (1 - x).
double vteam::logistic_end(double x, const prepared_pulse& p) const {
    if (x <= 0 || x >= 1) return x;
    const double e = exp_exact_bits(-4 * p.rate_per_s * p.duration_s);
    return window_.short_of_ends(p.voltage_v < 0 ? x * e / (x * e + (1 - x))
                                                 : x / (x + (1 - x) * e));
}

vteam::pulse_result vteam::logistic_pulse(double x, const prepared_pulse& p) const {
    const double v2 = p.voltage_v * p.voltage_v;
    if (x <= 0 || x >= 1) return {x, v2 * conductance_s(x) * p.duration_s};
    const bool towards_on = p.voltage_v < 0;
    const double u = 4 * p.rate_per_s * p.duration_s;
    const double e = exp_exact_bits(-u);
    const double fallen = -expm1_exact_bits(-u);
    const double end = logistic_end(x, p);
    // 4 s times the integrals of x and of 1 - x over the pulse.
    const double grown = -log1p_exact_bits(-(towards_on ? x : 1 - x) * fallen);
    const double sum_x = towards_on ? grown : u - grown;
    const double sum_rest = towards_on ? u - grown : grown;
    switch (law_) {
        case resistance_law::linear_conductance:
            return {end, v2 * p.duration_s * (g_on_s() * sum_rest + g_off_s() * sum_x) / u};
        case resistance_law::linear_resistance: {
            const double span = config_.r_off_ohm - config_.r_on_ohm;
            const double way =
                x * (1 - x) * fallen / (towards_on ? x * e + (1 - x) : x + (1 - x) * e);
            const double change = span * way * conductance_s(x);
            const double bend = towards_on ? -log1p_exact_bits(-change) : log1p_exact_bits(change);
            const double mean_s =
                (g_on_s() * sum_rest + g_off_s() * sum_x - span * g_on_s() * g_off_s() * bend) / u;
            return {end, v2 * p.duration_s * mean_s};
        }
        case resistance_law::exponential_resistance:
            return {end, integrated_pulse(x, p).energy_j};
    }
    throw internal_error("a resistance law outside the enumeration");
}

// The state's coordinate and, where asked for, the integral of the conductance over u = s t, in
// which the window alone sets the pace.
template <bool with_conductance>
vteam::course vteam::integrate(double x, const prepared_pulse& p) const {
    using vector = std::array<double, with_conductance ? 2 : 1>;
    constexpr double tolerance = 1e-12;
    // A window that falls to 0 never lets the state arrive. Well above the tolerance, so that
    // the error control sees the decay.
    constexpr double arrived = 1e-11;
    const bool towards_on = p.voltage_v < 0;
    const double sign = towards_on ? -1 : 1;
    const auto slope = [&](double, const vector& y) {
        const double pace = sign * window_.pace(y[0], towards_on);
        if constexpr (with_conductance) {
            return vector{pace, conductance_s(window_.state_of(y[0]))};
        } else {
            return vector{pace};
        }
    };
    const auto left = [&](const vector& y) {
        return window_.sticks() ? 1 : towards_on ? y[0] : 1 - y[0];
    };
    const double whole = p.rate_per_s * p.duration_s;
    if (window_.sticks() && (x <= 0 || x >= 1)) return {x, 0, 0};
    vector y{window_.coordinate_of(x)};
    double u = 0;
    double h = std::min(whole, 0.01);
    while (u < whole && left(y) > arrived) {
        h = std::min(h, whole - u);
        const auto step = dormand_prince(slope, u, y, h);
        double error = std::abs(step.error[0]) / tolerance;
        if constexpr (with_conductance) {
            error = std::max(error, std::abs(step.error[1]) / (tolerance * step.y[1]));
        }
        if (error <= 1) {
            if (left(step.y) <= 0) {
                if constexpr (with_conductance) {
                    const auto beyond = [&](double part) {
                        return -left(dormand_prince(slope, u, y, part).y);
                    };
                    const double part = root_between(beyond, 0.0, h);
                    y[1] = dormand_prince(slope, u, y, part).y[1];
                    u += part;
                }
                y[0] = towards_on ? 0.0 : 1.0;
                break;
            }
            y = step.y;
            u = h == whole - u ? whole : u + h;
        }
        h *= step_growth(error);
    }
    course done{window_.sticks() ? window_.short_of_ends(window_.state_of(y[0])) : y[0], u, 0};
    if constexpr (with_conductance) done.sum_s = y[1];
    return done;
}

vteam::pulse_result vteam::integrated_pulse(double x, const prepared_pulse& p) const {
    const course done = integrate<true>(x, p);
    const double resting = conductance_s(done.x) * (p.rate_per_s * p.duration_s - done.u);
    return {done.x, p.voltage_v * p.voltage_v * (done.sum_s + resting) / p.rate_per_s};
}

double vteam::state_after(double x, const prepared_pulse& p) const {
    if (p.rate_per_s == 0) return x;
    switch (window_.type()) {
        case window_kind::rectangular:
        case window_kind::saturating:
            return move(x, p).x;
        case window_kind::joglekar:
            return config_.window_p == 1 ? logistic_end(x, p) : integrate<false>(x, p).x;
        case window_kind::biolek:
        case window_kind::prodromakis:
        case window_kind::team:
            return integrate<false>(x, p).x;
    }
    throw internal_error("a window outside the enumeration");
}

}  // namespace memglia
