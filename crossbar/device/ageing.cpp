#include "crossbar/device/ageing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

unused_keys ageing_config::unused() const {
    unused_keys all;
    if (endurance_cycles == 0) {
        add_unused(all, {"sigma_endurance"}, "endurance_cycles is 0: cells last for ever",
                   "endurance_cycles", "endurance_cycles above 0");
    }
    if (drift_nu_on == 0 && drift_nu_off == 0) {
        add_unused(all, {"drift_t0_s"}, "drift_nu_on and drift_nu_off are 0: nothing drifts",
                   "drift_nu_on", "drift_nu_on or drift_nu_off above 0");
    }
    if (telegraph_fraction == 0) {
        add_unused(all, {"telegraph_step", "telegraph_tau_min_s", "telegraph_tau_max_s"},
                   "telegraph_fraction is 0: no cell has that noise", "telegraph_fraction",
                   "telegraph_fraction above 0");
    }
    return all;
}

void ageing_config::validate() const {
    if (telegraph_tau_max_s < telegraph_tau_min_s) {
        throw input_error({.path = "telegraph_tau_max_s",
                           .found = "found " + number_text(telegraph_tau_max_s) + " s",
                           .expected = "at least telegraph_tau_min_s, " +
                                       number_text(telegraph_tau_min_s) + " s"});
    }
}

double drifted_conductance_s(double conductance_s, double g_on_s, double g_off_s, double elapsed_s,
                             const ageing_config& config) {
    if (elapsed_s <= config.drift_t0_s) return conductance_s;
    const double share = std::clamp((conductance_s - g_off_s) / (g_on_s - g_off_s), 0.0, 1.0);
    const double nu = config.drift_nu_off + (config.drift_nu_on - config.drift_nu_off) * share;
    if (nu == 0) return conductance_s;
    return conductance_s * exp_exact_bits(-nu * log_exact_bits(elapsed_s / config.drift_t0_s));
}

endurance::endurance(std::size_t cells, const ageing_config& config, random_stream& stream)
    : cycles_(cells, 0), life_(cells, std::numeric_limits<double>::infinity()) {
    if (config.endurance_cycles == 0) return;
    for (double& life : life_) {
        const double deviate = stream.normal();
        life = config.endurance_cycles * exp_exact_bits(config.sigma_endurance * deviate);
    }
}

bool endurance::use(std::size_t cell, double state_change) {
    const bool before = worn(cell);
    cycles_[cell] += std::abs(state_change) / 2;
    return !before && worn(cell);
}

telegraph_noise::telegraph_noise(std::size_t cells, const ageing_config& config,
                                 random_stream& stream)
    : step_(config.telegraph_step), dwell_(cells), low_(cells, 0), seen_s_(cells, 0) {
    if (config.telegraph_fraction == 0) return;
    const double decades = log_exact_bits(config.telegraph_tau_max_s / config.telegraph_tau_min_s);
    const auto draw_tau_s = [&] {
        return config.telegraph_tau_min_s * exp_exact_bits(decades * stream.uniform());
    };
    for (std::size_t c = 0; c < cells; ++c) {
        if (stream.uniform() >= config.telegraph_fraction) continue;
        dwell& d = dwell_[c];
        d.tau_high_s = draw_tau_s();
        d.tau_low_s = draw_tau_s();
        low_[c] = stream.uniform() < d.tau_low_s / (d.tau_high_s + d.tau_low_s) ? 1 : 0;
    }
}

double telegraph_noise::factor(std::size_t cell, double time_s, random_stream& stream) {
    const dwell& d = dwell_[cell];
    if (d.tau_high_s == 0) return 1;
    const double elapsed_s = time_s - seen_s_[cell];
    if (elapsed_s > 0) {
        const double stationary = d.tau_low_s / (d.tau_high_s + d.tau_low_s);
        const double memory = exp_exact_bits(-elapsed_s * (1 / d.tau_high_s + 1 / d.tau_low_s));
        const double low = stationary + (low_[cell] - stationary) * memory;
        low_[cell] = stream.uniform() < low ? 1 : 0;
        seen_s_[cell] = time_s;
    }
    return low_[cell] != 0 ? 1 - step_ : 1;
}

}  // namespace memglia
