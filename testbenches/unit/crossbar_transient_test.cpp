#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "base/choice.hpp"
#include "crossbar/device/transient.hpp"

using namespace memglia;

namespace {

transient_setup bench(resistance_law law, window_kind window) {
    transient_setup s;
    s.device.law = law;
    s.device.window = window;
    s.device.k_on_m_per_s = -3e-3;
    s.device.k_off_m_per_s = 1.5e-3;
    s.device.alpha_on = 2.5;
    s.device.alpha_off = 1;
    s.device.v_on_v = -0.8;
    s.device.v_off_v = 0.6;
    s.device.r_on_ohm = 5e3;
    s.device.r_off_ohm = 600e3;
    s.device.depth_m = 5e-9;
    s.device.window_width = 0.2;
    s.initial_state = 0.4;
    return s;
}

std::vector<transient_setup> benches() {
    std::vector<transient_setup> all;
    for (const resistance_law law :
         {resistance_law::linear_resistance, resistance_law::exponential_resistance,
          resistance_law::linear_conductance}) {
        for (const window_kind window :
             {window_kind::rectangular, window_kind::joglekar, window_kind::biolek,
              window_kind::prodromakis, window_kind::team}) {
            all.push_back(bench(law, window));
            all.push_back(bench(law, window));
            all.back().series_ohm = 20e3;
        }
    }
    all.push_back(bench(resistance_law::linear_conductance, window_kind::saturating));
    for (const cell_law iv : {cell_law::sinh, cell_law::selector}) {
        all.push_back(bench(resistance_law::linear_resistance, window_kind::rectangular));
        all.back().iv.law = iv;
        all.push_back(all.back());
        all.back().series_ohm = 20e3;
    }
    return all;
}

std::vector<double> times(double end_s, int count) {
    std::vector<double> t;
    for (int i = 0; i <= count; ++i) t.push_back(end_s * i / count);
    return t;
}

// Fine steps of the explicit midpoint rule, on nothing but velocity_per_s and the circuit.
transient_sample march(const transient_setup& s, const waveform& wave, double end_s, int steps) {
    const vteam device(s.device);
    const cell_iv iv(s.iv);
    const auto operate = [&](double v, double x) {
        double low = std::min(0.0, v);
        double high = std::max(0.0, v);
        for (int i = 0; i < 60 && s.series_ohm > 0; ++i) {
            const double u = (low + high) / 2;
            (u + s.series_ohm * iv.at(device.conductance_s(x), u).current_a > v ? high : low) = u;
        }
        const double u = s.series_ohm > 0 ? (low + high) / 2 : v;
        return std::pair(u, iv.at(device.conductance_s(x), u));
    };
    transient_sample now{.state = s.initial_state};
    const double h = end_s / steps;
    for (int i = 0; i < steps; ++i) {
        const double v0 = wave.at(i * h);
        const double v1 = wave.at((i + 0.5) * h);
        const double x0 = now.state;
        const double x1 = std::clamp(
            x0 + h / 2 * device.velocity_per_s(x0, operate(v0, x0).second.memristor_v), 0.0, 1.0);
        const auto [u, point] = operate(v1, x1);
        now.state = std::clamp(x0 + h * device.velocity_per_s(x1, point.memristor_v), 0.0, 1.0);
        now.source_energy_j += h * v1 * point.current_a;
        now.device_energy_j += h * u * point.current_a;
    }
    return now;
}

}  // namespace

TEST_CASE("transient: every window, law and cell against a march in fine steps") {
    for (const transient_setup& s : benches()) {
        for (const bool sine : {true, false}) {
            const waveform wave =
                sine ? waveform::sine(1.4, 1.3e5, 12e-6)
                     : waveform::pulses({1.2, -1.4, 0.9}, 1e-6, 2e-6, 1e-6, 0.3e-6);
            const double end_s = 11.3e-6;
            const transient_sample expected = march(s, wave, end_s, 40'000);
            const auto found = run_transient(s, wave, times(end_s, 7)).back();
            CAPTURE(word_of(s.device.law), word_of(s.device.window), word_of(s.iv.law),
                    s.series_ohm, sine);
            CHECK(found.state == Approx(expected.state).margin(3e-6));
            CHECK(found.source_energy_j / expected.source_energy_j == Approx(1).epsilon(2e-5));
            CHECK(found.device_energy_j / expected.device_energy_j == Approx(1).epsilon(2e-5));
            if (s.series_ohm == 0) {
                CHECK(found.device_energy_j == Approx(found.source_energy_j).epsilon(1e-14));
            } else {
                CHECK(found.device_energy_j < found.source_energy_j);
            }
        }
    }
}

TEST_CASE("transient: a constant voltage is the pulse of the closed form") {
    for (const transient_setup& s : benches()) {
        if (s.series_ohm > 0 || s.iv.law != cell_law::linear) continue;
        for (const double v : {-1.1, 0.5, 0.9}) {
            const auto expected = vteam(s.device).pulse(s.initial_state, v, 3e-6);
            const auto found = run_transient(s, waveform::constant(v, 3e-6), times(3e-6, 4)).back();
            CAPTURE(word_of(s.device.law), word_of(s.device.window), v);
            CHECK(found.state == Approx(expected.x).epsilon(1e-9));
            CHECK(found.source_energy_j == Approx(expected.energy_j).epsilon(1e-9));
        }
    }
}

TEST_CASE(
    "transient: below the thresholds the state stays to the bit, energy is that of a resistor") {
    for (const transient_setup& s : benches()) {
        if (s.iv.law != cell_law::linear) continue;
        const auto found =
            run_transient(s, waveform::triangle(0.59, 1e5, 2), times(2e-5, 50)).back();
        CAPTURE(word_of(s.device.law), word_of(s.device.window));
        CHECK(found.state == Approx(0.4).epsilon(1e-15));
        const double g = vteam(s.device).conductance_s(0.4);
        const double whole_s = 1 / (1 / g + s.series_ohm);
        CHECK(found.source_energy_j == Approx(0.59 * 0.59 / 3 * 2e-5 * whole_s).epsilon(1e-12));
    }
}

TEST_CASE("transient: a ramp through the threshold has a closed form, whatever the output times") {
    // v = r t: x = x0 + rate/(alpha + 1) ... with alpha = 1: k/D v_off/(2 r) (v/v_off - 1)^2.
    transient_setup s = bench(resistance_law::linear_resistance, window_kind::rectangular);
    const waveform wave = waveform::piecewise_linear({{0, 0}, {2e-6, 1.0}, {2e-6, 0}, {3e-6, 0}});
    const double slope = 1.0 / 2e-6;
    const double over = 1.0 / 0.6 - 1;
    const double expected = 0.4 + 1.5e-3 / 5e-9 * 0.6 / (2 * slope) * over * over;
    for (const int count : {1, 2, 7, 1000}) {
        const auto all = run_transient(s, wave, times(3e-6, count));
        CHECK(all.back().state == Approx(expected).epsilon(1e-10));
        CHECK(all.back().source_v == 0);
    }
    // From 0 at a millionth of the range each: the end is met exactly.
    s.initial_state = 0.999999;
    CHECK(run_transient(s, wave, times(3e-6, 3)).back().state == 1);
}

TEST_CASE("transient: under a window that sticks a state comes back from the end it nears") {
    transient_setup s = bench(resistance_law::linear_resistance, window_kind::joglekar);
    s.device.window_p = 1;
    s.device.alpha_on = 1;
    s.device.k_on_m_per_s = -1.5e-3;
    s.device.v_on_v = -0.6;
    s.device.k_off_m_per_s = 1.5e-3;
    // 40 sweeps one way and the same back: x passes through e^-160.
    const double t = 40 / vteam(s.device).rate_per_s(1.0);
    const waveform wave = waveform::piecewise_linear({{0, -1}, {t, -1}, {t, 1}, {2 * t, 1}});
    const auto all = run_transient(s, wave, times(2 * t, 2));
    CHECK(all[1].state < 1e-60);
    CHECK(all[2].state == Approx(0.4).epsilon(1e-9));
}

TEST_CASE("transient: waveforms") {
    const waveform jump = waveform::piecewise_linear({{1, 2}, {3, 4}, {3, -1}, {5, 0}});
    CHECK(jump.at(0) == 2);
    CHECK(jump.at(2) == 3);
    CHECK(jump.at(3) == -1);
    CHECK(jump.at(4) == -0.5);
    CHECK(jump.at(9) == 0);
    const waveform sine = waveform::sine(2, 50, 0.1);
    for (int i = 0; i < 100; ++i) {
        const double t = i * 0.00099;
        CHECK(sine.at(t) ==
              Approx(2 * std::sin(2 * 3.14159265358979323846 * 50 * t)).margin(1e-13));
    }
    CHECK(waveform::triangle(3, 10, 1).at(0.025) == Approx(3));
    CHECK(waveform::triangle(3, 10, 1).at(0.075) == Approx(-3));
    const waveform train = waveform::pulses({1, -2}, 1, 2, 3, 0.5);
    CHECK(train.at(0.5) == 0);
    CHECK(train.at(1.25) == 0.5);
    CHECK(train.at(2) == 1);
    CHECK(train.at(8) == -2);
    CHECK(train.duration_s() == 13);
}

TEST_CASE("transient: bad input is refused") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(waveform::piecewise_linear({}), input_error);
    CHECK_THROWS_AS(waveform::piecewise_linear({{1, 0}, {0.5, 0}}), input_error);
    try {
        waveform::piecewise_linear({{2e-9, 0}, {1e-9, 0}});
        FAIL("a time that falls was taken");
    } catch (const input_error& problem) {
        CHECK(problem.data.found == "found a point at 1e-09 s behind one at 2e-09 s");
    }
    CHECK_THROWS_AS(waveform::piecewise_linear({{-1, 0}}), input_error);
    CHECK_THROWS_AS(waveform::piecewise_linear({{0, nan}}), input_error);
    CHECK_THROWS_AS(waveform::sine(1, 0, 1), input_error);
    CHECK_THROWS_AS(waveform::sine(1, 1e9, 1), input_error);
    transient_setup s = bench(resistance_law::linear_resistance, window_kind::rectangular);
    const waveform wave = waveform::constant(0.1, 1e-6);
    for (const double bad : {-1.0, nan}) {
        transient_setup b = s;
        b.series_ohm = bad;
        CHECK_THROWS_AS(run_transient(b, wave, times(1e-6, 1)), input_error);
        b = s;
        b.initial_state = bad;
        CHECK_THROWS_AS(run_transient(b, wave, times(1e-6, 1)), input_error);
    }
    CHECK_THROWS_AS(run_transient(s, wave, std::vector<double>{1e-6, 0.5e-6}), input_error);
    // A device held at its threshold by a series resistance, a million times faster than its drive.
    s.series_ohm = 100e3;
    s.device.alpha_on = 1;
    s.most_steps = 10'000;
    CHECK_THROWS_AS(run_transient(s, waveform::sine(20, 1, 1), times(1, 1)), transient_error);
}
