#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "crossbar/device/volatile_vteam.hpp"

using namespace memglia;

TEST_CASE("volatile: the decay is Weibull's, in one step or in many") {
    const volatile_config c;
    const volatile_vteam device(c);
    for (const double t : {1e-3, 0.3, 1.044, 2.5}) {
        const double expected = 0.8 * std::exp(-std::pow(t / c.tau_s, c.beta));
        CHECK(device.after({0.8, 0}, 0, 0, t).x == Approx(expected).epsilon(1e-13));
        volatile_vteam::state s{0.8, 0};
        for (int i = 0; i < 100; ++i) s = device.after(s, 0.5, 0.5, t / 100);
        CHECK(s.x == Approx(expected).epsilon(1e-12));
        CHECK(s.below_s == Approx(t));
    }
}

TEST_CASE(
    "volatile: growth above the threshold, rest between, the clock of the decay starts anew") {
    volatile_config c;
    const volatile_vteam device(c);
    const double rate = c.growth_per_s * std::pow(2.0 / c.v_th_v - 1, c.alpha);
    CHECK(device.after({0.1, 0.7}, 2, 2, 1e-4).x == Approx(0.1 + rate * 1e-4).epsilon(1e-12));
    CHECK(device.after({0.1, 0.7}, -2, -2, 1e-4).x == Approx(0.1 + rate * 1e-4).epsilon(1e-12));
    CHECK(device.after({0.1, 0}, 2, 2, 1).x == 1);
    const auto rested = device.after({0.3, 0.7}, 1.6, 1.7, 5);
    CHECK(rested.x == 0.3);
    CHECK(rested.below_s == 0);
    // A ramp against fine steps of constant voltage.
    double x = 0.2;
    const int steps = 200'000;
    for (int i = 0; i < steps; ++i) {
        const double v = 1.6 + 0.9 * (i + 0.5) / steps;
        if (v > c.v_th_v) x += c.growth_per_s * std::pow(v / c.v_th_v - 1, c.alpha) * 5e-4 / steps;
    }
    CHECK(device.after({0.2, 0}, 1.6, 2.5, 5e-4).x == Approx(x).epsilon(1e-5));
}

TEST_CASE("volatile: a pulse is remembered for a while") {
    const volatile_config c;
    const volatile_vteam device(c);
    const waveform wave = waveform::pulses({2.2}, 0.1, 0.01, 3, 1e-3);
    const std::vector<double> times{0.05, 0.108, 0.3, 1.2, 3};
    const auto all = run_volatile(device, 0, wave, times);
    CHECK(all[0].state == 0);
    CHECK(all[1].state == 1);
    CHECK(all[1].current_a == c.compliance_a);
    CHECK(all[2].state > 0.9);
    CHECK(all[3].state == Approx(std::exp(-std::pow(1.09 / c.tau_s, c.beta))).margin(0.01));
    CHECK(all[4].state < 1e-3);
    CHECK(device.conductance_s(1) == Approx(1 / c.r_on_ohm));
    CHECK(device.conductance_s(0) == Approx(1 / c.r_off_ohm));
    CHECK_THROWS_AS(run_volatile(device, 0, waveform::sine(1, 1, 1), times), input_error);
    volatile_config wrong;
    wrong.v_hold_v = 2;
    CHECK_THROWS_AS(volatile_vteam(wrong), input_error);
}
