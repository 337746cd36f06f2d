#include "crossbar/device/device_model.hpp"

#include <algorithm>
#include <cmath>

#include "base/number_text.hpp"
#include "crossbar/device/cell_laws.hpp"

namespace memglia {

void device_config::validate() const {
    if (stuck_on_fraction + stuck_off_fraction > 1) {
        throw input_error({.path = "stuck_on_fraction",
                           .found = "found fractions of stuck cells that add up to more than 1",
                           .expected = "stuck_on_fraction + stuck_off_fraction of at most 1"});
    }
    const auto volts = [](double v) { return number_text(v) + " V"; };
    if (v_set_v >= 0 || v_reset_v <= 0) {
        throw input_error({.path = v_set_v >= 0 ? "v_set_v" : "v_reset_v",
                           .found = "found " + volts(v_set_v >= 0 ? v_set_v : v_reset_v),
                           .expected = "a negative SET and a positive RESET voltage"});
    }
    if (model == device_kind::ideal && variation.any()) {
        throw input_error({.path = "variation",
                           .found = "found cells that differ, of model 'ideal'",
                           .expected = "no variation, or model 'vteam'"});
    }
    if (model == device_kind::ideal) return;
    if (v_read_v > vteam.v_off_v) {
        throw input_error({.path = "v_read_v",
                           .found = "found " + volts(v_read_v) +
                                    ", above the RESET threshold: a read would move "
                                    "the state",
                           .expected = "at most v_off_v, " + volts(vteam.v_off_v)});
    }
    if (v_set_v >= vteam.v_on_v) {
        throw input_error({.path = "v_set_v",
                           .found = "found " + volts(v_set_v) + ", which does not move the state",
                           .expected = "below v_on_v, " + volts(vteam.v_on_v)});
    }
    if (v_reset_v <= vteam.v_off_v) {
        throw input_error({.path = "v_reset_v",
                           .found = "found " + volts(v_reset_v) + ", which does not move the state",
                           .expected = "above v_off_v, " + volts(vteam.v_off_v)});
    }
}

device_model::device_model(const device_config& config)
    : config_(config),
      vteam_(config.vteam),
      set_(vteam_.prepare(config.v_set_v, config.t_pulse_s)),
      reset_(vteam_.prepare(config.v_reset_v, config.t_pulse_s)),
      ideal_(config.model == device_kind::ideal),
      g_step_s_((vteam_.g_on_s() - vteam_.g_off_s()) / (config.codes - 1)) {
    config.validate();
}

device_model::pulse_outcome device_model::noiseless_pulse(double x, double voltage_v) const {
    if (ideal_) {
        const double top = config_.codes - 1;
        const double code = std::floor((1 - x) * top + 0.5);
        const double moved = std::clamp(code + (voltage_v < 0 ? 1 : -1), 0.0, top);
        return {1 - moved / top, voltage_v * voltage_v * conductance_s(x) * config_.t_pulse_s};
    }
    const auto moved = vteam_.pulse(x, prepared(voltage_v));
    return {moved.x, moved.energy_j};
}

vteam::prepared_pulse device_model::prepared(double voltage_v) const {
    return voltage_v == set_.voltage_v     ? set_
           : voltage_v == reset_.voltage_v ? reset_
                                           : vteam_.prepare(voltage_v, config_.t_pulse_s);
}

device_model::pulse_outcome device_model::pulse(double x, double voltage_v,
                                                random_stream& noise) const {
    if (ideal_ || config_.sigma_cycle == 0) return noiseless_pulse(x, voltage_v);
    const auto p = prepared(voltage_v);
    const auto moved = vteam_.pulse(x, p);
    return {with_cycle_noise(moved.x, p, noise), moved.energy_j};
}

double device_model::noiseless_state_after(double x, double voltage_v) const {
    return ideal_ ? noiseless_pulse(x, voltage_v).x : vteam_.state_after(x, prepared(voltage_v));
}

double device_model::state_after(double x, double voltage_v, random_stream& noise) const {
    if (ideal_ || config_.sigma_cycle == 0) return noiseless_state_after(x, voltage_v);
    const auto p = prepared(voltage_v);
    return with_cycle_noise(vteam_.state_after(x, p), p, noise);
}

// A pulse that moves nothing draws nothing.
double device_model::with_cycle_noise(double x, const vteam::prepared_pulse& p,
                                      random_stream& noise) const {
    if (p.rate_per_s == 0) return x;
    const double deviation_s = cycle_noise_s(p.voltage_v, p.rate_per_s, noise);
    return vteam_.state_at(vteam_.conductance_s(x) + deviation_s);
}

device_model::pulse_outcome device_model::pulse(const cell_laws& laws, std::size_t cell, double x,
                                                double voltage_v, random_stream& noise) const {
    const double before_s = laws.conductance_s(cell, x);
    double after = laws.state_after(cell, x, voltage_v, config_.t_pulse_s);
    double after_s = laws.conductance_s(cell, after);
    const double energy_j = voltage_v * voltage_v * (before_s + after_s) / 2 * config_.t_pulse_s;
    const auto p = prepared(voltage_v);
    if (config_.sigma_cycle > 0 && p.rate_per_s > 0) {
        after_s += cycle_noise_s(voltage_v, p.rate_per_s, noise);
        after = laws.state_at(cell, after_s);
    }
    return {after, energy_j};
}

// Noise grows as the root of the dose: the deviation is a sum over the way. A nominal pulse has the
// whole sigma, a half-selected cell that barely moves barely any.
double device_model::cycle_noise_s(double voltage_v, double rate_per_s,
                                   random_stream& noise) const {
    const double nominal_per_s = voltage_v < 0 ? set_.rate_per_s : reset_.rate_per_s;
    const double share = std::sqrt(std::min(1.0, rate_per_s / nominal_per_s));
    const double deviation = config_.sigma_cycle * share * noise.normal();
    return deviation * (vteam_.g_on_s() - vteam_.g_off_s());
}

double device_model::threshold_v(polarity p) const {
    if (ideal_) return HUGE_VAL;
    return p == polarity::set ? -config_.vteam.v_on_v : config_.vteam.v_off_v;
}

double device_model::disturb_threshold_v() const {
    return std::min(threshold_v(polarity::set), threshold_v(polarity::reset));
}

double device_model::conductance_s(double x) const {
    if (!ideal_) return vteam_.conductance_s(x);
    const double code = std::floor((1 - x) * (config_.codes - 1) + 0.5);
    return vteam_.g_off_s() + code * g_step_s_;
}

double device_model::noisy_read(double value, random_stream& noise) const {
    if (ideal_ || config_.sigma_read == 0) return value;
    const double deviation = config_.sigma_read * noise.normal();
    return value * std::max(0.0, 1 + deviation);
}

}  // namespace memglia
