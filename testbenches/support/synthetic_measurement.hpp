#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "crossbar/device/transient.hpp"
#include "tools/device/device_fit.hpp"

// A device whose parameters are known, measured with noise. The transient that makes the currents
// shares no code with the model that the fit uses.
namespace memglia::test {

struct synthetic {
    transient_setup setup;
    measurement clean;

    synthetic(const waveform& wave, double end_s, int rows, double initial_state = 0.6) {
        vteam_config& d = setup.device;
        d.law = resistance_law::linear_resistance;
        d.window = window_kind::rectangular;
        d.r_on_ohm = 10e3;
        d.r_off_ohm = 100e3;
        d.v_on_v = -0.8;
        d.v_off_v = 0.6;
        d.alpha_on = 3;
        d.alpha_off = 2;
        d.k_on_m_per_s = -2e-3;
        d.k_off_m_per_s = 1.5e-3;
        d.depth_m = 3e-9;
        setup.initial_state = initial_state;
        measure(wave, end_s, rows);
    }

    void measure(const waveform& wave, double end_s, int rows) {
        clean = {};
        for (int i = 0; i < rows; ++i) clean.time_s.push_back(end_s * i / (rows - 1));
        for (const transient_sample& s : run_transient(setup, wave, clean.time_s)) {
            clean.voltage_v.push_back(s.source_v);
            clean.current_a.push_back(s.current_a);
        }
    }

    measurement noisy(std::uint64_t seed, double noise = 0.05) const {
        measurement m = clean;
        random_stream stream(seed, "measurement", "noise");
        for (double& i : m.current_a) {
            const double z = stream.normal();
            i *= 1 + noise * z;
        }
        return m;
    }

    std::map<std::string, double> truth() const {
        const vteam_config& d = setup.device;
        return {{"r_on_ohm", d.r_on_ohm},
                {"r_off_ohm", d.r_off_ohm},
                {"v_on_v", d.v_on_v},
                {"v_off_v", d.v_off_v},
                {"alpha_on", d.alpha_on},
                {"alpha_off", d.alpha_off},
                {"k_on_m_per_s", d.k_on_m_per_s},
                {"k_off_m_per_s", d.k_off_m_per_s},
                {"initial_state", setup.initial_state}};
    }
};

/// A linear cell of this law and window, as most tests fit it.
inline fit_request linear_request(const vteam_config& shape) {
    fit_request request;
    request.vteam = shape;
    request.cell = fit_choice::linear;
    return request;
}

/// Four periods of a sine that takes the state from end to end and back.
inline synthetic full_measurement() {
    return {waveform::sine(1.5, 4 / 150e-6, 150e-6), 150e-6, 4000};
}

inline bool covers(const fitted_parameter& p, double truth) {
    return p.unknown.empty() && p.low <= truth && truth <= p.high;
}

}  // namespace memglia::test
