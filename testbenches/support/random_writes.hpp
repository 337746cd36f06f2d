#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "crossbar/device/transient.hpp"
#include "crossbar/programming/array_transient.hpp"
#include "crossbar/programming/pulse_schedule.hpp"
#include "testbenches/support/slow_array.hpp"

/// Random devices under every law, window, access and schedule, for comparison with slow_array.
namespace memglia::test {

template <class T>
T one_of(random_stream& draw, const std::vector<T>& choices) {
    return choices[draw.below(static_cast<std::uint32_t>(choices.size()))];
}

inline double between(random_stream& draw, double low, double high) {
    return low + (high - low) * draw.uniform();
}

inline double log_between(random_stream& draw, double low, double high) {
    return low * std::pow(high / low, draw.uniform());
}

/// Pulses of `pulse_s` at about 1 V are from a thousandth of a sweep to a hundred of them.
inline vteam_config drawn_device(random_stream& draw, double pulse_s) {
    vteam_config d;
    d.window = one_of<window_kind>(
        draw, {window_kind::rectangular, window_kind::saturating, window_kind::joglekar,
               window_kind::biolek, window_kind::prodromakis, window_kind::team});
    d.law = d.window == window_kind::saturating
                ? resistance_law::linear_conductance
                : one_of<resistance_law>(draw, {resistance_law::linear_resistance,
                                                resistance_law::exponential_resistance,
                                                resistance_law::linear_conductance});
    d.depth_m = 1e-8;
    d.alpha_on = one_of<double>(draw, {1, 1, 1.5, 2, 3, 5});
    d.alpha_off = one_of<double>(draw, {1, 1, 1.5, 2, 3, 5});
    d.v_on_v = -between(draw, 0.2, 0.6);
    d.v_off_v = between(draw, 0.2, 0.6);
    const auto rate = [&](double threshold_v, double alpha) {
        return log_between(draw, 1e-3, 100) / pulse_s / std::pow(1 / threshold_v - 1, alpha);
    };
    d.k_on_m_per_s = -d.depth_m * rate(-d.v_on_v, d.alpha_on);
    d.k_off_m_per_s = d.depth_m * rate(d.v_off_v, d.alpha_off);
    d.r_on_ohm = log_between(draw, 100, 1e5);
    d.r_off_ohm = d.r_on_ohm * log_between(draw, 2, 1000);
    d.curvature_on = log_between(draw, 0.3, 30);
    d.curvature_off = log_between(draw, 0.3, 30);
    d.window_p = one_of<double>(draw, {1, 1, 2, 2, 0.7, 5});
    d.window_scale = one_of<double>(draw, {1, 0.5, 3});
    d.window_a_on = between(draw, -0.1, 0.3);
    d.window_a_off = between(draw, 0.7, 1.1);
    d.window_width = between(draw, 0.05, 0.3);
    return d;
}

inline double random_state(random_stream& draw) {
    switch (draw.below(10)) {
        case 0:
            return 0;
        case 1:
            return 1;
        case 2:
            return 1e-12;
        case 3:
            return 1 - 1e-12;
        default:
            return draw.uniform();
    }
}

inline cell_iv_config random_cell(random_stream& draw) {
    cell_iv_config iv;
    iv.law = one_of<cell_law>(
        draw, {cell_law::linear, cell_law::linear, cell_law::linear, cell_law::linear,
               cell_law::sinh, cell_law::selector, cell_law::rectifying});
    iv.sinh_per_v = between(draw, 0.5, 4);
    iv.selector_current_a = log_between(draw, 1e-9, 1e-5);
    iv.selector_voltage_v = between(draw, 0.02, 0.1);
    iv.rectifying_plus_per_v = between(draw, 0.5, 5);
    iv.rectifying_minus_per_v = between(draw, 0.5, 10);
    return iv;
}

/// One array, its cells and what is done to it.
struct random_write {
    explicit random_write(std::uint64_t index) : draw(7, "test/random", "write", index) {
        const pulse_shape shapes[] = {{1e-9, 30e-9, 9e-9}, {0, 30e-9, 0}, {20e-9, 0, 5e-9}};
        pulse = shapes[draw.below(3)];
        device = drawn_device(draw, pulse.t_width_s + pulse.t_edge_s);
        rows = 1 + draw.below(2);
        columns = 1 + draw.below(3);
        const std::size_t cells = rows * columns;
        around.iv = random_cell(draw);
        scheme = one_of<write_scheme>(
            draw, {write_scheme::half, write_scheme::third, write_scheme::gated});
        if (around.iv.law == cell_law::linear && draw.below(2) == 0) {
            around.r_access_ohm = device.r_on_ohm * log_between(draw, 0.01, 3);
        }
        const auto resistance = [&] {
            return draw.below(3) == 0 ? 0 : device.r_on_ohm * log_between(draw, 1e-4, 0.3);
        };
        around.lines = {resistance(), resistance(), resistance(), resistance()};
        factors.resize(cells);
        for (cell_factors& f : factors) {
            if (draw.below(2) == 0) continue;
            f = {between(draw, 0.5, 2), between(draw, 0.7, 1.2), between(draw, 1.2, 2)};
            if (draw.below(4) == 0) f.rate = 0;
        }
        for (std::size_t c = 0; c < cells; ++c) states.push_back(random_state(draw));
        const std::uint32_t count = 1 + draw.below(4);
        for (std::uint32_t k = 0; k < count; ++k) {
            const bool set = draw.below(2) == 0;
            const double threshold_v = set ? -device.v_on_v : device.v_off_v;
            // At times exactly what half or all of it takes to reach the threshold.
            const double share = one_of<double>(draw, {1, 2, 0.9, 0, 0, 0, 0, 0});
            operations.push_back(
                {draw.below(static_cast<std::uint32_t>(rows)),
                 draw.below(static_cast<std::uint32_t>(columns)),
                 set ? write_operation::kind::set : write_operation::kind::reset,
                 share > 0 ? share * threshold_v : threshold_v * between(draw, 1.1, 3)});
        }
        max_ports = one_of<std::size_t>(draw, {0, 1, 64});
    }

    slow_array slow() const {
        std::vector<slow_cell> cells;
        for (const cell_factors& f : factors) cells.emplace_back(device, f);
        return {rows, columns, around.lines, around.iv, around.r_access_ohm, cells, states};
    }

    void march(slow_array& array, const write_operation& op, int steps) const {
        const line_drives top = drives_of(op, scheme, rows, columns);
        const line_drives rest{std::vector<double>(rows, 0.0), std::vector<double>(columns, 0.0)};
        array.gate(scheme == write_scheme::gated ? static_cast<int>(op.row) : -1);
        const real way = real(4) / steps;
        if (pulse.t_edge_s > 0) array.ramp(rest, top, pulse.t_edge_s, steps, way);
        if (pulse.t_width_s > 0) array.ramp(top, top, pulse.t_width_s, steps, way);
        if (pulse.t_edge_s > 0) array.ramp(top, rest, pulse.t_edge_s, steps, way);
    }

    random_stream draw;
    vteam_config device;
    std::size_t rows = 1;
    std::size_t columns = 1;
    array_surroundings around;
    write_scheme scheme = write_scheme::half;
    pulse_shape pulse;
    std::vector<cell_factors> factors;
    std::vector<double> states;
    std::vector<write_operation> operations;
    std::size_t max_ports = 64;
};

/// A state against the exact one, under windows that stick also relative to the way to the nearer
/// end, in hundredths.
inline double apart(const vteam_config& device, real x, real exact) {
    const real off = std::abs(x - exact);
    if (device.window != window_kind::joglekar && device.window != window_kind::prodromakis) {
        return static_cast<double>(off);
    }
    // Less what doubles below 1 are apart.
    const real seen = std::max(real(0), off - 1.2e-16L);
    const real room = std::min(exact, 1 - exact) + 1e-12L;
    return static_cast<double>(std::max(off, seen / room / 100));
}

inline double relative_gap(real found, real exact) {
    if (exact == 0) return static_cast<double>(std::abs(found));
    return static_cast<double>(std::abs(found / exact - 1));
}

/// How far the library lies from the slow method, and that one from itself in steps twice as long.
struct comparison {
    double own = 0;  ///< of states and energies
    double state = 0;
    double energy = 0;
};

inline comparison compare(const random_write& w, int steps) {
    array_transient fast(w.rows, w.columns, cell_laws(vteam(w.device), w.factors), w.around,
                         {.max_ports = w.max_ports});
    fast.set_states(w.states);
    slow_array coarse = w.slow();
    slow_array fine = w.slow();
    comparison worst;
    real energy_j = 0;
    for (const write_operation& op : w.operations) {
        energy_j += write(fast, op, w.scheme, w.pulse).energy_j;
        w.march(coarse, op, steps);
        w.march(fine, op, 2 * steps);
        for (std::size_t c = 0; c < w.states.size(); ++c) {
            const real exact = fine.state(c);
            worst.own = std::max(worst.own, apart(w.device, coarse.state(c), exact));
            worst.state = std::max(worst.state, apart(w.device, fast.states()[c], exact));
        }
        worst.own = std::max(worst.own, relative_gap(coarse.all_j(), fine.all_j()));
        worst.energy = std::max(worst.energy, relative_gap(energy_j, fine.all_j()));
    }
    return worst;
}

/// Compares writes `first` to `first + count - 1`; the slow method takes smaller steps until it
/// agrees with itself.
inline void check_writes(std::uint64_t first, std::uint64_t count) {
    for (std::uint64_t index = first; index < first + count; ++index) {
        const random_write w(index);
        CAPTURE(index, w.device.law, w.device.window, w.around.iv.law);
        comparison c = compare(w, 200);
        for (int steps = 800; c.own > 1e-6 && steps <= 12'800; steps *= 4) c = compare(w, steps);
        CHECK(c.own < 3e-6);
        CHECK(c.state < 3e-5);
        CHECK(c.energy < 5e-5);
    }
}

/// One device behind a series resistance under a waveform of ramps.
inline void check_waveforms(std::uint64_t first, std::uint64_t count) {
    for (std::uint64_t index = first; index < first + count; ++index) {
        random_stream draw(7, "test/random", "waveform", index);
        transient_setup setup;
        setup.device = drawn_device(draw, 50e-9);
        setup.iv = random_cell(draw);
        setup.initial_state = random_state(draw);
        if (draw.below(2) == 0)
            setup.series_ohm = setup.device.r_on_ohm * log_between(draw, 0.01, 10);
        CAPTURE(index, setup.device.law, setup.device.window, setup.iv.law, setup.series_ohm);
        std::vector<double> volts(2 + draw.below(4));
        for (double& v : volts) v = draw.below(6) == 0 ? 0 : between(draw, -1.2, 1.2);
        const waveform wave = waveform::pulses(volts, 0, 50e-9, 10e-9, 5e-9);
        const std::vector<double> ends{wave.duration_s()};
        const transient_sample found = run_transient(setup, wave, ends).back();
        const auto slow = [&](int steps) {
            slow_array array(1, 1, {0, 0, setup.series_ohm, 0}, setup.iv, 0,
                             {slow_cell(setup.device, {})}, {setup.initial_state});
            for (const auto& piece : wave.pieces()) {
                array.ramp({{piece.start_v}, {0}}, {{piece.end_v}, {0}},
                           real(piece.end_s) - piece.start_s, steps, real(4) / steps);
            }
            return array;
        };
        for (int steps = 400;; steps *= 4) {
            const slow_array coarse = slow(steps);
            const slow_array fine = slow(2 * steps);
            const double own = std::max({apart(setup.device, coarse.state(0), fine.state(0)),
                                         relative_gap(coarse.all_j(), fine.all_j())});
            if (own > 1e-7 && steps < 20'000) continue;
            CHECK(own < 1e-6);
            CHECK(apart(setup.device, found.state, fine.state(0)) < 2e-6);
            CHECK(relative_gap(found.source_energy_j, fine.all_j()) < 2e-6);
            CHECK(relative_gap(found.device_energy_j, fine.cells_j()) < 2e-6);
            break;
        }
    }
}

/// Pulses of constant voltage, one after the other on one device.
inline void check_pulses(std::uint64_t first, std::uint64_t count) {
    for (std::uint64_t index = first; index < first + count; ++index) {
        random_stream draw(7, "test/random", "pulse", index);
        const vteam_config device = drawn_device(draw, 50e-9);
        const vteam law(device);
        double x = random_state(draw);
        CAPTURE(index, device.law, device.window);
        for (int k = 0; k < 4; ++k) {
            const double v = draw.below(6) == 0 ? device.v_on_v : between(draw, -1.5, 1.5);
            const double t = draw.below(6) == 0 ? 0 : log_between(draw, 1e-10, 1e-6);
            CAPTURE(x, v, t);
            const auto found = law.pulse(x, v, t);
            for (int steps = 200;; steps *= 4) {
                const auto slow = [&](int n) {
                    slow_array one(1, 1, {0, 0, 0, 0}, {}, 0, {slow_cell(device, {})}, {x});
                    one.ramp({{v}, {0}}, {{v}, {0}}, t, n, real(4) / n);
                    return one;
                };
                const slow_array coarse = slow(steps);
                const slow_array fine = slow(2 * steps);
                const double own = std::max(apart(device, coarse.state(0), fine.state(0)),
                                            relative_gap(coarse.all_j(), fine.all_j()));
                if (own > 1e-9 && steps < 10'000) continue;
                CHECK(own < 1e-7);
                CHECK(apart(device, found.x, fine.state(0)) < 1e-9 + 10 * own);
                CHECK(relative_gap(found.energy_j, fine.all_j()) < 1e-9 + 10 * own);
                break;
            }
            x = found.x;
        }
    }
}

}  // namespace memglia::test
