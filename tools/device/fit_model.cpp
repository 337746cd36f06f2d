#include "tools/device/fit_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/choice.hpp"
#include "base/elementary.hpp"
#include "base/runge_kutta_4.hpp"
#include "crossbar/device/dormand_prince.hpp"
#include "crossbar/device/resistance_curve.hpp"
#include "crossbar/device/series_cell.hpp"

namespace memglia {

std::string fit_shape::name() const {
    std::string text = cell == fit_cell::linear ? "linear"
                       : cell == fit_cell::sinh ? "sinh"
                                                : "rectifying";
    text += series ? " cell with a series resistance, " : " cell, ";
    return text + word_of(vteam.law);
}

fit_model::fit_model(const measurement& data, const fit_shape& shape)
    : data_(data),
      shape_(shape),
      window_(memglia::vteam(shape.vteam).shape()),
      law_(shape.vteam.law) {
    const auto [least, most] = std::minmax_element(data.voltage_v.begin(), data.voltage_v.end());
    v_min_v_ = std::min(0.0, *least);
    v_max_v_ = std::max(0.0, *most);
}

// One direction of motion. q runs from 0 at the threshold to 1 at the largest voltage, the rate as
// q^alpha.
struct fit_model::drive {
    double threshold;
    double span;
    double alpha;
    double rate;
    double q_last = 0;
    double power_last = 0;  // q^(alpha + 1), 0 below the threshold

    drive(double threshold_v, double end_v, double exponent, double per_s)
        : threshold(threshold_v), span(end_v - threshold_v), alpha(exponent), rate(per_s) {}

    double q_at(double v) const { return span != 0 ? (v - threshold) / span : -1; }
    double power_at(double q) const { return q > 0 ? pow_exact_bits(q, alpha + 1) : 0; }

    // Sweeps while the voltage goes on to `v` in a straight line.
    double sweeps(double v, double dt) const {
        const double q = q_at(v);
        if (!(rate > 0) || (q <= 0 && q_last <= 0)) return 0;
        const double change = q - q_last;
        if (q > 0 && q_last > 0 && std::abs(change) < 1e-4 * q) {
            return rate * dt * pow_exact_bits((q + q_last) / 2, alpha);
        }
        return rate * dt * (power_at(q) - power_last) / (change * (alpha + 1));
    }
    void go_to(double v) {
        q_last = q_at(v);
        power_last = power_at(q_last);
    }
};

// Under a window that sticks. Far out the pace is one for all states, to the last digit.
static double moved_logit(const window& shape, double y, double sweeps, bool towards_on) {
    constexpr double far = 40;
    constexpr double longest = 0.2;  // of a step in y, for an error of some 1e-7
    if (std::isinf(y)) return y;
    double out = towards_on ? -y : y;
    while (sweeps > 0) {
        const double pace = shape.pace(towards_on ? -out : out, towards_on);
        if (out >= far) {
            out += pace * sweeps;
            break;
        }
        if (out < -far) {
            const double needed = (-far - out) / pace;
            out = std::min(out + pace * sweeps, -far);
            sweeps -= needed;
            continue;
        }
        const double h = std::min(sweeps, longest / pace);
        out = runge_kutta_4_step(
            [&](double z) { return shape.pace(towards_on ? -z : z, towards_on); }, out, h);
        sweeps -= h;
    }
    return towards_on ? -out : out;
}

// From and to window::coordinate_of a state, in which it comes back from wherever it went.
// `sweeps` is the rate without the window times the time.
double fit_model::moved(double x, double sweeps, bool towards_on) const {
    if (window_.sticks()) return moved_logit(window_, x, sweeps, towards_on);
    const double left = towards_on ? x : 1 - x;
    if (sweeps == 0 || left <= 0) return x;
    double rest = left;
    if (window_.type() == window_kind::rectangular) {
        rest = left - sweeps;
    } else if (window_.type() == window_kind::saturating) {
        const double c = window_.offset(towards_on);
        const double curvature =
            towards_on ? shape_.vteam.curvature_on : shape_.vteam.curvature_off;
        rest = (left + c) * exp_exact_bits(-sweeps / curvature) - c;
    } else {
        constexpr double longest = 0.01;
        constexpr double most = 4000;
        const double steps = std::clamp(std::ceil(sweeps / longest), 1.0, most);
        const double h = sweeps / steps;
        const auto slope = [&](double y) {
            return -window_.at(towards_on ? y : 1 - y, towards_on);
        };
        for (double i = 0; i < steps && rest > 1e-9; ++i) rest = runge_kutta_4_step(slope, rest, h);
    }
    rest = std::max(0.0, rest);
    return towards_on ? rest : 1 - rest;
}

bool fit_model::coupled() const {
    return shape_.series || std::isfinite(shape_.compliance_a);
}

bool fit_model::clamped(std::size_t row) const {
    return std::abs(data_.current_a[row]) >= 0.99 * shape_.compliance_a;
}

void fit_model::find_states(const fit_parameters& p, std::span<double> states) const {
    drive on(p.v_on_v, v_min_v_, p.alpha_on, p.rate_on_per_s);
    drive off(p.v_off_v, v_max_v_, p.alpha_off, p.rate_off_per_s);
    double x = window_.coordinate_of(p.initial_state);
    for (std::size_t i = 0; i < rows(); ++i) {
        const double v = data_.voltage_v[i];
        if (i > 0) {
            const double dt = data_.time_s[i] - data_.time_s[i - 1];
            const double to_on = on.sweeps(v, dt);
            const double to_off = off.sweeps(v, dt);
            x = v > data_.voltage_v[i - 1] ? moved(moved(x, to_on, true), to_off, false)
                                           : moved(moved(x, to_off, false), to_on, true);
        }
        on.go_to(v);
        off.go_to(v);
        states[i] = window_.state_of(x);
    }
}

void fit_model::currents_in(const fit_parameters& p, std::span<const double> states,
                            std::span<double> out) const {
    const resistance_curve resistance = curve_of(law_, p.r_on_ohm, p.r_off_ohm);
    const cell_iv iv(cell(p));
    for (std::size_t i = 0; i < rows(); ++i) {
        out[i] = iv.at(resistance.conductance_s(states[i]), data_.voltage_v[i]).current_a;
    }
}

void fit_model::currents(const fit_parameters& p, std::span<double> out,
                         std::span<double> states) const {
    if (coupled()) return run_coupled(p, out, states);
    std::vector<double> own(states.empty() ? rows() : 0);
    const std::span<double> x = states.empty() ? std::span<double>(own) : states;
    find_states(p, x);
    currents_in(p, x, out);
}

void fit_model::run_coupled(const fit_parameters& p, std::span<double> out,
                            std::span<double> states) const {
    const resistance_curve resistance = curve_of(law_, p.r_on_ohm, p.r_off_ohm);
    const cell_iv iv(cell(p));
    // The cell's voltage and current behind the series resistance, or at the clamped current.
    const auto at_state = [&](double coordinate, double source_v) {
        const double g = resistance.conductance_s(window_.state_of(coordinate));
        const auto point = operate(iv, g, p.series_ohm, source_v, 1e-11);
        if (std::abs(point.current_a) <= shape_.compliance_a) {
            return std::pair{point.cell_v, point.current_a};
        }
        const double clamp_a = std::copysign(shape_.compliance_a, source_v);
        return std::pair{iv.voltage_v(g, clamp_a), clamp_a};
    };
    drive on(p.v_on_v, v_min_v_, p.alpha_on, p.rate_on_per_s);
    drive off(p.v_off_v, v_max_v_, p.alpha_off, p.rate_off_per_s);
    double x = window_.coordinate_of(p.initial_state);
    for (std::size_t i = 0; i < rows(); ++i) {
        const double source_v = data_.voltage_v[i];
        auto at = at_state(x, source_v);
        if (i > 0) {
            const double dt = data_.time_s[i] - data_.time_s[i - 1];
            // Where the row ends if the cell's voltage there is that of the state `y`. Towards R_on
            // less resistance takes voltage from the cell: it gets no further than with the voltage
            // of the start, and the end is found in a bracket;
            // towards R_off it gives more, and the end nearest to the start is found from there.
            const auto end = [&](double y) {
                at = at_state(y, source_v);
                const double to_on = on.sweeps(at.first, dt);
                const double to_off = off.sweeps(at.first, dt);
                return source_v > data_.voltage_v[i - 1]
                           ? moved(moved(x, to_on, true), to_off, false)
                           : moved(moved(x, to_off, false), to_on, true);
            };
            const double first = end(x);
            if (first < x) {
                double low = first;
                double high = x;
                double at_low = end(low) - low;
                double at_high = first - x;
                double y = low;
                for (int n = 0; n < 60 && at_low > 0 && high - low > 1e-10; ++n) {
                    y = high - at_high * (high - low) / (at_high - at_low);
                    if (n % 6 == 5 || !(y > low && y < high)) y = (low + high) / 2;
                    const double excess = end(y) - y;
                    if (std::abs(excess) < 1e-11) break;
                    if (excess > 0) {
                        low = y;
                        at_low = excess;
                        at_high /= 2;
                    } else {
                        high = y;
                        at_high = excess;
                        at_low /= 2;
                    }
                }
                // The cell's own fall of voltage takes it to the threshold and never past it,
                // however long the row.
                const double most_v = std::min(source_v, data_.voltage_v[i - 1]);
                const auto short_v = [&](double way) {
                    return at_state(x - way, most_v).first - p.v_on_v;
                };
                if (most_v < 0 && short_v(x - y) > 0 && short_v(0) < 0) {
                    y = x - root_between(short_v, 0, x - y);
                }
                x = y;
            } else if (first > x) {
                double y = first;
                for (int n = 0; n < 100; ++n) {
                    const double next = end(y);
                    const bool done = next - y < 1e-10;
                    y = std::max(y, next);
                    if (done) break;
                }
                x = y;
            }
            at = at_state(x, source_v);
        }
        on.go_to(at.first);
        off.go_to(at.first);
        out[i] = at.second;
        if (!states.empty()) states[i] = window_.state_of(x);
    }
}

vteam_config fit_model::device(const fit_parameters& p) const {
    vteam_config c = shape_.vteam;
    c.r_on_ohm = p.r_on_ohm;
    c.r_off_ohm = p.r_off_ohm;
    c.v_on_v = p.v_on_v;
    c.v_off_v = p.v_off_v;
    c.alpha_on = p.alpha_on;
    c.alpha_off = p.alpha_off;
    c.k_on_m_per_s =
        -p.rate_on_per_s * c.depth_m / pow_exact_bits(v_min_v_ / p.v_on_v - 1, p.alpha_on);
    c.k_off_m_per_s =
        p.rate_off_per_s * c.depth_m / pow_exact_bits(v_max_v_ / p.v_off_v - 1, p.alpha_off);
    return c;
}

fit_parameters fit_model::parameters(const vteam_config& device, double initial_state) const {
    const memglia::vteam model(device);
    return {device.r_on_ohm,
            device.r_off_ohm,
            device.v_on_v,
            device.v_off_v,
            device.alpha_on,
            device.alpha_off,
            model.rate_per_s(v_min_v_),
            model.rate_per_s(v_max_v_),
            initial_state};
}

cell_iv_config fit_model::cell(const fit_parameters& p) const {
    cell_iv_config c;
    if (shape_.cell == fit_cell::sinh) {
        c.law = cell_law::sinh;
        c.sinh_per_v = p.plus_per_v;
    } else if (shape_.cell == fit_cell::rectifying) {
        c.law = cell_law::rectifying;
        c.rectifying_plus_per_v = p.plus_per_v;
        c.rectifying_minus_per_v = p.minus_per_v;
    }
    return c;
}

}  // namespace memglia
