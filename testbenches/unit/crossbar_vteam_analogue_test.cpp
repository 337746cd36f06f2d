#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "base/choice.hpp"
#include "crossbar/device/vteam.hpp"

// The default analogue device, its pulse-to-pulse curves, and the maps between state and
// conductance.
using namespace memglia;

namespace {

constexpr double v_pulse = 1.6;
constexpr double t_pulse_s = 50e-9;
constexpr int pulses_max = 128;

// The default device with its rate constant to all digits: 128 pulses sweep the range exactly.
vteam_config exact_default() {
    vteam_config c;
    c.k_off_m_per_s = c.depth_m / (pulses_max * t_pulse_s * std::pow(0.6, 3));
    c.k_on_m_per_s = -c.k_off_m_per_s;
    return c;
}

// Conductance after 0, 1, ... n pulses.
std::vector<double> curve(const vteam& device, double x, double v, int n) {
    std::vector<double> g{device.conductance_s(x)};
    for (int i = 0; i < n; ++i) {
        x = device.pulse(x, v, t_pulse_s).x;
        g.push_back(device.conductance_s(x));
    }
    return g;
}

// NeuroSim's weight update for one direction: the way gone after p pulses.
double neurosim(double p, double a, double range) {
    const double b = range / -std::expm1(-pulses_max / a);
    return b * -std::expm1(-p / a);
}

std::string message_of(const vteam_config& c) {
    try {
        c.validate();
    } catch (const input_error& e) {
        CHECK(e.data.file.empty());
        return e.what();
    }
    return "";
}

}  // namespace

TEST_CASE("crossbar: the default device is the published TaOx/HfOx synapse") {
    const vteam_config c;
    CHECK(c.law == resistance_law::linear_conductance);
    CHECK(c.window == window_kind::saturating);
    CHECK(c.r_on_ohm == 100e3);
    CHECK(c.r_off_ohm / c.r_on_ohm == 10);
    // NeuroSim's table: nonlinearity 0.04 and -0.63.
    CHECK(c.curvature_on == 31.566827);
    CHECK(c.curvature_off == 1.997332);
    CHECK(vteam(c).rate_per_s(v_pulse) * t_pulse_s == Approx(1.0 / pulses_max).epsilon(1e-6));
    CHECK(vteam(c).rate_per_s(-v_pulse) * t_pulse_s == Approx(1.0 / pulses_max).epsilon(1e-6));
    // Half of the write voltage disturbs nothing.
    CHECK(vteam(c).rate_per_s(v_pulse / 2) == 0);
    CHECK(vteam(c).rate_per_s(-v_pulse / 2) == 0);
}

TEST_CASE("crossbar: 128 pulses sweep the default device up and down, give or take one") {
    const vteam device{vteam_config{}};
    for (const double v : {-v_pulse, v_pulse}) {
        double x = v < 0 ? 1 : 0;
        const double end = 1 - x;
        int pulses = 0;
        while (x != end && pulses < 1000) {
            x = device.pulse(x, v, t_pulse_s).x;
            ++pulses;
        }
        CAPTURE(v);
        CHECK(pulses >= pulses_max - 1);
        CHECK(pulses <= pulses_max + 1);
    }
}

TEST_CASE("crossbar: pulse-to-pulse curves equal NeuroSim's law") {
    const vteam device(exact_default());
    const double g_min = device.g_off_s();
    const double range = device.g_on_s() - g_min;
    const auto up = curve(device, 1, -v_pulse, pulses_max);
    const auto down = curve(device, 0, v_pulse, pulses_max);
    for (int p = 0; p <= pulses_max; ++p) {
        CAPTURE(p);
        const auto i = static_cast<std::size_t>(p);
        CHECK(std::abs(up[i] - (g_min + neurosim(p, 31.566827 * pulses_max, range))) <
              1e-9 * range);
        const double left = g_min + range - neurosim(p, 1.997332 * pulses_max, range);
        CHECK(std::abs(down[i] - left) < 1e-9 * range);
    }
    // The shipped rate constant is rounded to six digits.
    const vteam shipped{vteam_config{}};
    const auto shipped_up = curve(shipped, 1, -v_pulse, pulses_max);
    const auto shipped_down = curve(shipped, 0, v_pulse, pulses_max);
    for (std::size_t i = 0; i < up.size(); ++i) {
        CHECK(std::abs(shipped_up[i] - up[i]) < 1e-6 * range);
        CHECK(std::abs(shipped_down[i] - down[i]) < 1e-6 * range);
    }
}

TEST_CASE("crossbar: potentiation is monotonic and nearly straight, depression fast first") {
    const vteam device(exact_default());
    const auto up = curve(device, 1, -v_pulse, pulses_max);
    const auto down = curve(device, 0, v_pulse, pulses_max);
    const double mean_step = (device.g_on_s() - device.g_off_s()) / pulses_max;
    for (std::size_t i = 1; i < up.size(); ++i) {
        CAPTURE(i);
        CHECK(up[i] > up[i - 1]);
        CHECK(down[i] < down[i - 1]);
        CHECK(up[i] - up[i - 1] == Approx(mean_step).epsilon(0.02));
        if (i < 2) continue;
        CHECK(up[i] - up[i - 1] < up[i - 1] - up[i - 2]);          // concave
        CHECK(down[i - 1] - down[i] < down[i - 2] - down[i - 1]);  // convex
    }
    // The first step of depression exceeds the 128th by exp(127/A').
    const double first = down[0] - down[1];
    const double last = down[127] - down[128];
    CHECK(first / last == Approx(std::exp(127.0 / 128 / 1.997332)).epsilon(1e-6));
}

TEST_CASE("crossbar: a pulse of the default device costs what its resistance and voltage say") {
    const vteam device{vteam_config{}};
    // One 50 ns pulse: 0.13 pJ at 1 uS, 0.64 pJ at 5 uS, 1.28 pJ at 10 uS, within one pulse's
    // change.
    CHECK(device.pulse(1, v_pulse, t_pulse_s).energy_j == Approx(0.128e-12).epsilon(1e-9));
    CHECK(device.pulse(0, -v_pulse, t_pulse_s).energy_j == Approx(1.28e-12).epsilon(1e-9));
    const double middle = device.state_at(5e-6);
    CHECK(device.pulse(middle, v_pulse, t_pulse_s).energy_j == Approx(0.64e-12).epsilon(0.02));
    CHECK(device.pulse(middle, -v_pulse, t_pulse_s).energy_j == Approx(0.64e-12).epsilon(0.02));
    CHECK(device.pulse(0, 0.2, 10e-9).energy_j == Approx(4e-15).epsilon(1e-12));
}

TEST_CASE("crossbar: state_at is the inverse of conductance_s for each law") {
    for (const resistance_law law :
         {resistance_law::linear_resistance, resistance_law::exponential_resistance,
          resistance_law::linear_conductance}) {
        vteam_config c;
        c.law = law;
        c.window = window_kind::rectangular;
        c.r_on_ohm = 12.5e3;
        c.r_off_ohm = 3e6;
        const vteam device(c);
        CAPTURE(word_of(law));
        for (int i = 0; i <= 1000; ++i) {
            const double x = i / 1000.0;
            CHECK(device.state_at(device.conductance_s(x)) == Approx(x).margin(1e-12));
            const double g = device.g_off_s() + (device.g_on_s() - device.g_off_s()) * x;
            CHECK(device.conductance_s(device.state_at(g)) == Approx(g).epsilon(1e-12));
        }
        // Falling from R_on to R_off.
        CHECK(device.conductance_s(0) == Approx(1 / c.r_on_ohm).epsilon(1e-15));
        CHECK(device.conductance_s(1) == Approx(1 / c.r_off_ohm).epsilon(1e-14));
        CHECK(device.g_on_s() == 1 / c.r_on_ohm);
        CHECK(device.g_off_s() == 1 / c.r_off_ohm);
        // Outside the range: the nearest end.
        CHECK(device.state_at(0) == 1);
        CHECK(device.state_at(-1) == 1);
        CHECK(device.state_at(0.99 / c.r_off_ohm) == 1);
        CHECK(device.state_at(1.01 / c.r_on_ohm) == 0);
        CHECK(device.state_at(1) == 0);
    }
}

TEST_CASE("crossbar: the middle of each law") {
    vteam_config c;
    c.window = window_kind::rectangular;
    c.r_on_ohm = 1e4;
    c.r_off_ohm = 1e6;
    c.law = resistance_law::linear_resistance;
    CHECK(vteam(c).conductance_s(0.5) == Approx(1 / 505e3).epsilon(1e-14));
    c.law = resistance_law::exponential_resistance;
    CHECK(vteam(c).conductance_s(0.5) == Approx(1e-5).epsilon(1e-14));
    c.law = resistance_law::linear_conductance;
    CHECK(vteam(c).conductance_s(0.5) == Approx(50.5e-6).epsilon(1e-14));
}

TEST_CASE("crossbar: inconsistent device parameters are refused by name") {
    CHECK(message_of({}).empty());
    vteam_config c;
    c.r_off_ohm = 99e3;
    CHECK_THAT(message_of(c), Catch::StartsWith("r_off_ohm: found 99000") &&
                                  Catch::Contains("; expected more than r_on_ohm, 1e+05 ohm"));
    CHECK_THROWS_AS(vteam(c), input_error);
    c.r_off_ohm = c.r_on_ohm;
    CHECK_THAT(message_of(c), Catch::StartsWith("r_off_ohm: "));
    CHECK_THROWS_AS(vteam(c), input_error);

    for (const resistance_law law :
         {resistance_law::linear_resistance, resistance_law::exponential_resistance}) {
        vteam_config d;
        d.law = law;
        CHECK_THAT(message_of(d), Catch::StartsWith("window: found 'saturating' with law '" +
                                                    word_of(law) + "'; expected"));
        CHECK_THROWS_AS(vteam(d), input_error);
        d.window = window_kind::rectangular;
        CHECK(message_of(d).empty());
        CHECK_NOTHROW(vteam(d));
    }
}
