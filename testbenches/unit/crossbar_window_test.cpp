#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "crossbar/device/vteam.hpp"
#include "testbenches/support/asymmetric_device.hpp"

// Windows against the published formulas, written here a second time, and pulses under them against
// an integration in fine steps.
using namespace memglia;

namespace {

vteam_config device(resistance_law law, window_kind window) {
    vteam_config c = test::asymmetric_device(law, window);
    c.r_on_ohm = 5e3;
    c.window_p = 2;
    c.window_scale = 1.3;
    c.window_a_on = 0.1;
    c.window_a_off = 0.95;
    c.window_width = 0.2;
    return c;
}

std::vector<vteam_config> all_devices() {
    std::vector<vteam_config> all;
    for (const resistance_law law :
         {resistance_law::linear_resistance, resistance_law::exponential_resistance,
          resistance_law::linear_conductance}) {
        for (const window_kind window : {window_kind::joglekar, window_kind::biolek,
                                         window_kind::prodromakis, window_kind::team}) {
            all.push_back(device(law, window));
            all.push_back(device(law, window));
            all.back().window_p = 1;
        }
        all.push_back(device(law, window_kind::biolek));
        all.back().window_p = 3.7;
    }
    return all;
}

double formula(const vteam_config& c, double x, bool towards_on) {
    const double p = c.window_p;
    if (c.window == window_kind::joglekar) return 1 - std::pow(std::abs(2 * x - 1), 2 * p);
    if (c.window == window_kind::biolek) return 1 - std::pow(towards_on ? 1 - x : x, 2 * p);
    if (c.window == window_kind::prodromakis) {
        return c.window_scale * (1 - std::pow((x - 0.5) * (x - 0.5) + 0.75, p));
    }
    return towards_on ? std::exp(-std::exp((c.window_a_on - x) / c.window_width))
                      : std::exp(-std::exp((x - c.window_a_off) / c.window_width));
}

double conductance(const vteam_config& c, double x) {
    if (c.law == resistance_law::linear_resistance)
        return 1 / (c.r_on_ohm + (c.r_off_ohm - c.r_on_ohm) * x);
    if (c.law == resistance_law::exponential_resistance) {
        return std::pow(c.r_on_ohm / c.r_off_ohm, x) / c.r_on_ohm;
    }
    return 1 / c.r_on_ohm - (1 / c.r_on_ohm - 1 / c.r_off_ohm) * x;
}

struct outcome {
    double x = 0;
    double energy_j = 0;
};

// Classical Runge-Kutta in equal steps; holds at the ends.
outcome integrate(const vteam_config& c, double x, double v, double duration_s, int steps) {
    const bool towards_on = v < 0;
    const double speed =
        towards_on ? c.k_on_m_per_s / c.depth_m * std::pow(v / c.v_on_v - 1, c.alpha_on)
                   : c.k_off_m_per_s / c.depth_m * std::pow(v / c.v_off_v - 1, c.alpha_off);
    const auto slope = [&](double at) { return speed * formula(c, at, towards_on); };
    const double h = duration_s / steps;
    double energy = 0;
    for (int i = 0; i < steps; ++i) {
        if (towards_on ? x <= 0 : x >= 1) {
            energy += h * v * v * conductance(c, x);
            continue;
        }
        const double k1 = slope(x);
        const double k2 = slope(x + h / 2 * k1);
        const double k3 = slope(x + h / 2 * k2);
        const double k4 = slope(x + h * k3);
        const double next = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        // Simpson's rule, the middle from the cubic through both ends.
        const double middle = (x + next) / 2 + h / 8 * (k1 - slope(next));
        energy +=
            h / 6 * v * v * (conductance(c, x) + 4 * conductance(c, middle) + conductance(c, next));
        x = std::min(1.0, std::max(0.0, next));
    }
    return {x, energy};
}

std::string refusal(const vteam_config& c) {
    try {
        c.validate();
    } catch (const input_error& e) {
        return e.what();
    }
    return "";
}

}  // namespace

TEST_CASE("window: velocity is rate times the published formula, with the sign of the motion") {
    for (const vteam_config& c : all_devices()) {
        const vteam model(c);
        CAPTURE(word_of(c.law), word_of(c.window), c.window_p);
        for (const double x : {0.01, 0.3, 0.5, 0.77, 0.999}) {
            CHECK(model.velocity_per_s(x, -1.4) ==
                  Approx(-model.rate_per_s(-1.4) * formula(c, x, true)).epsilon(1e-13));
            CHECK(model.velocity_per_s(x, 1.1) ==
                  Approx(model.rate_per_s(1.1) * formula(c, x, false)).epsilon(1e-13));
        }
        CHECK(model.velocity_per_s(0, -1.4) == 0);
        CHECK(model.velocity_per_s(1, 1.1) == 0);
    }
}

TEST_CASE("window: where each one sticks") {
    const auto speed = [](window_kind window, double x, double v) {
        return vteam(device(resistance_law::linear_resistance, window)).velocity_per_s(x, v);
    };
    for (const window_kind window : {window_kind::joglekar, window_kind::prodromakis}) {
        CHECK(speed(window, 0, 1.1) == 0);
        CHECK(speed(window, 1, -1.4) == 0);
    }
    for (const window_kind window :
         {window_kind::biolek, window_kind::team, window_kind::rectangular}) {
        CHECK(speed(window, 0, 1.1) > 0);
        CHECK(speed(window, 1, -1.4) < 0);
    }
    vteam_config c;  // the default device: saturating
    CHECK(vteam(c).velocity_per_s(1, -1.6) < 0);
    const double a = c.curvature_off;
    CHECK(vteam(c).velocity_per_s(0.25, 1.6) ==
          Approx(vteam(c).rate_per_s(1.6) * (0.75 + 1 / std::expm1(1 / a)) / a).epsilon(1e-13));
}

TEST_CASE("window: between the thresholds nothing moves, to the bit") {
    for (const vteam_config& c : all_devices()) {
        const vteam model(c);
        for (const double v : {-0.8, -0.5, 0.0, 0.3, 0.6}) {
            CHECK(model.velocity_per_s(0.37, v) == 0);
            CHECK(model.pulse(0.37, v, 1e3).x == 0.37);
            CHECK(model.pulse(0.37, v, 2.0).energy_j == v * v * (model.conductance_s(0.37) * 2));
        }
    }
}

TEST_CASE("window: pulses equal an integration in fine steps") {
    for (const vteam_config& c : all_devices()) {
        const vteam model(c);
        for (const double v : {-1.4, 1.1}) {
            for (const double x : {0.2, 0.5, 0.93}) {
                for (const double part : {0.003, 0.2}) {
                    const double t = part / model.rate_per_s(v);
                    CAPTURE(word_of(c.law), word_of(c.window), c.window_p, v, x, part);
                    const outcome expected = integrate(c, x, v, t, 1000);
                    const auto found = model.pulse(x, v, t);
                    CHECK(found.x == Approx(expected.x).epsilon(1e-9).margin(1e-11));
                    CHECK(found.energy_j / expected.energy_j == Approx(1).epsilon(2e-9));
                }
            }
        }
    }
}

TEST_CASE("window: the state without the energy is that of the pulse") {
    std::vector<vteam_config> devices = all_devices();
    for (const resistance_law law :
         {resistance_law::linear_resistance, resistance_law::linear_conductance}) {
        devices.push_back(device(law, window_kind::rectangular));
    }
    devices.emplace_back();  // saturating
    for (const vteam_config& c : devices) {
        const vteam model(c);
        const bool closed = c.window == window_kind::rectangular ||
                            c.window == window_kind::saturating ||
                            (c.window == window_kind::joglekar && c.window_p == 1);
        for (const double v : {-1.6, -0.3, 1.4}) {
            for (const double x : {0.0, 1e-9, 0.2, 0.93, 1.0}) {
                for (const double part : {0.0, 0.003, 0.2, 30.0}) {
                    const double t = part / model.rate_per_s(v < 0 ? -1.6 : 1.4);
                    const auto p = model.prepare(v, t);
                    const double expected = model.pulse(x, p).x;
                    const double found = model.state_after(x, p);
                    CAPTURE(word_of(c.law), word_of(c.window), c.window_p, v, x, part);
                    CHECK(std::abs(found - expected) <= (closed ? 0 : 2e-11));
                    if (!model.shape().sticks()) continue;
                    CHECK((found == 0 || found == 1) == (expected == 0 || expected == 1));
                }
            }
        }
    }
}

TEST_CASE(
    "window: a state that reaches the end stays there, and long pulses cost what they should") {
    for (const resistance_law law :
         {resistance_law::linear_resistance, resistance_law::exponential_resistance,
          resistance_law::linear_conductance}) {
        const vteam_config c = device(law, window_kind::team);
        const vteam model(c);
        const double sweep_s = 1 / model.rate_per_s(1.1);
        const auto there = model.pulse(0.7, 1.1, 50 * sweep_s);
        CHECK(there.x == 1);
        const auto longer = model.pulse(0.7, 1.1, 51 * sweep_s);
        CHECK(longer.energy_j - there.energy_j ==
              Approx(1.21 * sweep_s / c.r_off_ohm).epsilon(1e-9));
        const outcome expected = integrate(c, 0.7, 1.1, 50 * sweep_s, 200'000);
        CHECK(there.energy_j == Approx(expected.energy_j).epsilon(1e-5));
    }
    for (const vteam_config& c : all_devices()) {
        const vteam model(c);
        for (const double v : {-1.4, 1.1}) {
            const auto end = model.pulse(0.5, v, 1e6 / model.rate_per_s(v));
            CAPTURE(word_of(c.law), word_of(c.window), c.window_p, v);
            CHECK(end.x == Approx(v < 0 ? 0 : 1).margin(1.1e-11));
            CHECK(end.x >= 0);
            CHECK(end.x <= 1);
        }
    }
}

TEST_CASE("window: Joglekar with p = 1 is the logistic curve") {
    for (const resistance_law law :
         {resistance_law::linear_resistance, resistance_law::exponential_resistance,
          resistance_law::linear_conductance}) {
        vteam_config c = device(law, window_kind::joglekar);
        c.window_p = 1;
        const vteam model(c);
        for (const double v : {-1.4, 1.1}) {
            for (const double x : {1e-9, 0.3, 0.8, 1 - 1e-9}) {
                for (const double part : {1e-9, 1e-3, 0.5, 6.0, 300.0}) {
                    const double t = part / model.rate_per_s(v);
                    const double growth = std::exp((v < 0 ? -4.0 : 4.0) * part);
                    // Never rounded to an end, which would hold it for ever.
                    const double expected =
                        std::clamp(growth > 1e300 ? 1 : x * growth / (1 - x + x * growth),
                                   std::numeric_limits<double>::denorm_min(), 1 - 0x1p-53);
                    CAPTURE(word_of(law), v, x, part);
                    CHECK(model.pulse(x, v, t).x == Approx(expected).epsilon(1e-12));
                }
            }
            // Two halves make a whole.
            const double t = 0.3 / model.rate_per_s(v);
            const auto half = model.pulse(0.4, v, t);
            const auto rest = model.pulse(half.x, v, t);
            const auto whole = model.pulse(0.4, v, 2 * t);
            CHECK(rest.x == Approx(whole.x).epsilon(1e-14));
            CHECK(half.energy_j + rest.energy_j == Approx(whole.energy_j).epsilon(1e-11));
            CHECK(model.pulse(0, v, t).x == 0);
            CHECK(model.pulse(1, v, t).x == 1);
        }
    }
}

TEST_CASE("window: signs and numbers that the equations cannot have are refused") {
    CHECK(refusal(device(resistance_law::linear_resistance, window_kind::biolek)).empty());
    const double nan = std::numeric_limits<double>::quiet_NaN();
    struct sample {
        double vteam_config::*key;
        double value;
        std::string message;
    };
    for (const sample& s :
         std::vector<sample>{{&vteam_config::v_on_v, 0.27, "v_on must be negative"},
                             {&vteam_config::v_on_v, 0, "v_on must be negative"},
                             {&vteam_config::v_on_v, nan, "v_on must be negative"},
                             {&vteam_config::v_off_v, -0.37, "v_off must be positive"},
                             {&vteam_config::k_on_m_per_s, 1e-3, "k_on must be negative"},
                             {&vteam_config::k_on_m_per_s, 0, "k_on must be negative"},
                             {&vteam_config::k_off_m_per_s, -1e-3, "k_off must be positive"},
                             {&vteam_config::r_on_ohm, -5, "r_on must be positive"},
                             {&vteam_config::r_off_ohm, nan, "more than r_on_ohm"},
                             {&vteam_config::depth_m, 0, "depth must be positive"},
                             {&vteam_config::alpha_on, -1, "alpha_on must not be negative"}}) {
        vteam_config c = device(resistance_law::linear_resistance, window_kind::biolek);
        c.*s.key = s.value;
        CHECK_THAT(refusal(c), Catch::Contains(s.message));
        CHECK_THROWS_AS(vteam(c), input_error);
    }
}
