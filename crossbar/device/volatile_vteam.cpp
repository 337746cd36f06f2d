#include "crossbar/device/volatile_vteam.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"
#include "base/number_text.hpp"

namespace memglia {

void volatile_config::validate() const {
    if (!(v_hold_v <= v_th_v)) {
        throw input_error({.path = "v_hold_v",
                           .found = "found " + number_text(v_hold_v) + " V",
                           .expected = "at most v_th_v, " + number_text(v_th_v) + " V"});
    }
    if (!(r_off_ohm > r_on_ohm)) {
        throw input_error({.path = "r_off_ohm",
                           .found = "found " + number_text(r_off_ohm) + " ohm",
                           .expected = "more than r_on_ohm, " + number_text(r_on_ohm) + " ohm"});
    }
}

volatile_vteam::volatile_vteam(const volatile_config& config)
    : config_(config), log_ratio_(log_exact_bits(config.r_off_ohm / config.r_on_ohm)) {
    config_.validate();
}

double volatile_vteam::conductance_s(double x) const {
    return exp_exact_bits(-log_ratio_ * (1 - x)) / config_.r_on_ohm;
}

double volatile_vteam::current_a(double x, double voltage_v) const {
    return std::clamp(voltage_v * conductance_s(x), -config_.compliance_a, config_.compliance_a);
}

// The integral of (v/V_th - 1)^alpha over a line that stays at or above V_th.
double volatile_vteam::growth(double from_v, double to_v, double duration_s) const {
    const double from = std::max(0.0, from_v / config_.v_th_v - 1);
    const double to = std::max(0.0, to_v / config_.v_th_v - 1);
    const double mean =
        std::abs(to - from) > 1e-4 * std::max(from, to)
            ? (pow_exact_bits(to, config_.alpha + 1) - pow_exact_bits(from, config_.alpha + 1)) /
                  ((config_.alpha + 1) * (to - from))
            : pow_exact_bits((from + to) / 2, config_.alpha);
    return config_.growth_per_s * duration_s * mean;
}

// A part on one side of both voltages.
volatile_vteam::state volatile_vteam::after_part(state s, double from_v, double to_v,
                                                 double duration_s) const {
    const double middle = (from_v + to_v) / 2;
    if (middle < config_.v_hold_v) {
        const auto hazard = [&](double t) {
            return pow_exact_bits(t / config_.tau_s, config_.beta);
        };
        const double until_s = s.below_s + duration_s;
        return {s.x * exp_exact_bits(hazard(s.below_s) - hazard(until_s)), until_s};
    }
    if (middle <= config_.v_th_v) return {s.x, 0};
    return {std::min(1.0, s.x + growth(from_v, to_v, duration_s)), 0};
}

volatile_vteam::state volatile_vteam::after(state s, double from_v, double to_v,
                                            double duration_s) const {
    if (!(duration_s > 0)) return s;
    // Cut where the line passes 0 or one of the voltages, of either sign.
    std::vector<double> cuts{0, 1};
    for (const double level :
         {0.0, config_.v_hold_v, -config_.v_hold_v, config_.v_th_v, -config_.v_th_v}) {
        const double share = (level - from_v) / (to_v - from_v);
        if (share > 0 && share < 1) cuts.push_back(share);
    }
    std::sort(cuts.begin(), cuts.end());
    for (std::size_t i = 1; i < cuts.size(); ++i) {
        const auto at = [&](double share) { return std::abs(from_v + (to_v - from_v) * share); };
        s = after_part(s, at(cuts[i - 1]), at(cuts[i]), duration_s * (cuts[i] - cuts[i - 1]));
    }
    return s;
}

std::vector<volatile_sample> run_volatile(const volatile_vteam& device, double initial_state,
                                          const waveform& wave, std::span<const double> times_s) {
    if (!(initial_state >= 0 && initial_state <= 1)) {
        throw input_error({.path = "initial_state",
                           .found = "found " + number_text(initial_state),
                           .expected = "a state from 0 to 1"});
    }
    std::vector<volatile_sample> samples;
    volatile_vteam::state s{initial_state, 0};
    double now_s = 0;
    const auto& pieces = wave.pieces();
    std::size_t piece = 0;
    for (const double t : times_s) {
        if (!(t >= now_s)) {
            throw input_error({.path = "times",
                               .found = "found " + number_text(t) + " s",
                               .expected = "output times from 0 that never fall"});
        }
        while (piece < pieces.size() && now_s < t) {
            const waveform::piece& p = pieces[piece];
            if (p.amplitude_v != 0) {
                throw input_error({.path = "wave",
                                   .found = "found a sine",
                                   .expected = "straight lines for a volatile device"});
            }
            const double end_s = std::min(t, p.end_s);
            s = device.after(s, p.at(now_s), p.at(end_s), end_s - now_s);
            now_s = std::max(now_s, end_s);
            if (p.end_s <= t) ++piece;
        }
        const double last_v = pieces.back().end_v;
        s = device.after(s, last_v, last_v, t - now_s);
        now_s = t;
        const double v = wave.at(t);
        samples.push_back({t, v, device.current_a(s.x, v), s.x});
    }
    return samples;
}

}  // namespace memglia
