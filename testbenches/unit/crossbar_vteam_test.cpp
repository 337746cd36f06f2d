#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/choice.hpp"
#include "crossbar/device/vteam.hpp"
#include "testbenches/support/asymmetric_device.hpp"

// The closed forms against a time-stepped integration of the differential equations, written here
// from the equations alone.
using namespace memglia;

namespace {

struct outcome {
    double x = 0;
    double energy_j = 0;
};

// dx/dt and the power of one device under a constant voltage.
class equations {
  public:
    equations(const vteam_config& c, double v) : c_(c), v_(v) {
        if (v > c.v_off_v) {
            speed_ = c.k_off_m_per_s / c.depth_m * std::pow(v / c.v_off_v - 1, c.alpha_off);
        } else if (v < c.v_on_v) {
            speed_ = c.k_on_m_per_s / c.depth_m * std::pow(v / c.v_on_v - 1, c.alpha_on);
        }
    }

    double dx_dt(double x) const {
        if (c_.window == window_kind::rectangular) return speed_;
        // Linear in the way left, so that a full sweep still takes 1/|speed|.
        const double curvature = v_ < 0 ? c_.curvature_on : c_.curvature_off;
        const double left = v_ < 0 ? x : 1 - x;
        return speed_ * (left + 1 / std::expm1(1 / curvature)) / curvature;
    }
    double resistance(double x) const {
        if (c_.law == resistance_law::linear_resistance)
            return c_.r_on_ohm + (c_.r_off_ohm - c_.r_on_ohm) * x;
        if (c_.law == resistance_law::exponential_resistance) {
            return c_.r_on_ohm * std::pow(c_.r_off_ohm / c_.r_on_ohm, x);
        }
        return 1 / (1 / c_.r_on_ohm + (1 / c_.r_off_ohm - 1 / c_.r_on_ohm) * x);
    }
    double power_w(double x) const { return v_ * v_ / resistance(x); }

    // One Runge-Kutta step without regard to the ends.
    outcome step(double x, double h) const {
        const double k1 = dx_dt(x);
        const double k2 = dx_dt(x + h / 2 * k1);
        const double k3 = dx_dt(x + h / 2 * k2);
        const double k4 = dx_dt(x + h * k3);
        const double energy = power_w(x) + 2 * power_w(x + h / 2 * k1) +
                              2 * power_w(x + h / 2 * k2) + power_w(x + h * k3);
        return {x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), h / 6 * energy};
    }

  private:
    vteam_config c_;
    double v_;
    double speed_ = 0;
};

outcome integrate(const vteam_config& config, double x, double v, double duration_s,
                  int steps = 1000) {
    const equations f(config, v);
    const double h = duration_s / steps;
    double energy = 0;
    for (int i = 0; i < steps; ++i) {
        if (f.dx_dt(x) < 0 ? x <= 0 : x >= 1)
            return {x, energy + f.power_w(x) * (duration_s - i * h)};
        const outcome next = f.step(x, h);
        if (next.x > 0 && next.x < 1) {
            x = next.x;
            energy += next.energy_j;
            continue;
        }
        // The end is reached inside this step: find when, and hold there.
        double early = 0;
        double late = h;
        for (int j = 0; j < 200; ++j) {
            const double middle = (early + late) / 2;
            const double there = f.step(x, middle).x;
            (there > 0 && there < 1 ? early : late) = middle;
        }
        energy += f.step(x, early).energy_j;
        x = next.x < 0.5 ? 0 : 1;
        return {x, energy + f.power_w(x) * (duration_s - i * h - early)};
    }
    return {x, energy};
}

vteam_config device(resistance_law law, window_kind window) {
    vteam_config c = test::asymmetric_device(law, window);
    c.curvature_on = 0.4;
    c.curvature_off = 7;
    return c;
}

std::vector<vteam_config> all_devices() {
    std::vector<vteam_config> all{
        device(resistance_law::linear_resistance, window_kind::rectangular),
        device(resistance_law::exponential_resistance, window_kind::rectangular),
        device(resistance_law::linear_conductance, window_kind::rectangular),
        device(resistance_law::linear_conductance, window_kind::saturating), vteam_config{}};
    // Curves that bend the other way round.
    all.push_back(device(resistance_law::linear_conductance, window_kind::saturating));
    std::swap(all.back().curvature_on, all.back().curvature_off);
    return all;
}

void check_against_integration(const vteam_config& config, double x, double v, double duration_s) {
    CAPTURE(word_of(config.law), word_of(config.window), config.curvature_on, x, v, duration_s);
    const outcome expected = integrate(config, x, v, duration_s);
    const auto found = vteam(config).pulse(x, v, duration_s);
    CHECK(found.x == Approx(expected.x).epsilon(1e-9).margin(1e-12));
    CHECK(found.energy_j / expected.energy_j == Approx(1).epsilon(1e-9));
}

}  // namespace

TEST_CASE("crossbar: partial and clipping pulses equal the integrated equations") {
    for (const vteam_config& config : all_devices()) {
        const vteam model(config);
        for (const double v : {-3.0, -1.6, -1.05, 1.05, 1.6, 3.0}) {
            const double sweep_s = 1 / model.rate_per_s(v);
            for (const double x : {0.0, 0.07, 0.5, 0.93, 1.0}) {
                for (const double part : {0.004, 0.2, 0.75, 1.3}) {
                    check_against_integration(config, x, v, part * sweep_s);
                }
            }
        }
    }
}

TEST_CASE("crossbar: a pulse past the end stops exactly there and goes on dissipating") {
    for (const vteam_config& config : all_devices()) {
        const vteam model(config);
        CAPTURE(word_of(config.law), word_of(config.window));
        for (const double v : {-1.7, 1.7}) {
            const double sweep_s = 1 / model.rate_per_s(v);
            const double end = v < 0 ? 0 : 1;
            const double r_end = v < 0 ? config.r_on_ohm : config.r_off_ohm;
            for (const double x : {0.0, 0.1, 1.0 / 3, 0.7, 0.9, 1.0}) {
                const auto once = model.pulse(x, v, 1.01 * sweep_s);
                const auto longer = model.pulse(x, v, 3.01 * sweep_s);
                CAPTURE(x, v);
                CHECK(once.x == end);
                CHECK(longer.x == end);
                CHECK(longer.energy_j - once.energy_j ==
                      Approx(v * v * 2 * sweep_s / r_end).epsilon(1e-9));
            }
        }
    }
}

TEST_CASE("crossbar: at and below threshold the state is exactly unchanged") {
    for (const vteam_config& config : all_devices()) {
        const vteam model(config);
        CAPTURE(word_of(config.law), word_of(config.window));
        for (const double v :
             {config.v_on_v, 0.9999 * config.v_on_v, 0.9 * config.v_on_v, -1e-9, 0.0, 1e-9,
              0.5 * config.v_off_v, 0.9999 * config.v_off_v, config.v_off_v}) {
            CHECK(model.rate_per_s(v) == 0);
            for (const double x : {0.0, 1e-17, 0.1, 1.0 / 3, 0.77, 1.0}) {
                const auto after = model.pulse(x, v, 1e-3);
                CHECK(after.x == x);
                const double r = equations(config, v).resistance(x);
                CHECK(after.energy_j == Approx(v * v * 1e-3 / r).epsilon(1e-13));
            }
        }
        CHECK(model.rate_per_s(1.001 * config.v_off_v) > 0);
        CHECK(model.rate_per_s(1.001 * config.v_on_v) > 0);
    }
}

TEST_CASE("crossbar: with exponent 0 a device switches at full rate just above its threshold") {
    vteam_config config = device(resistance_law::linear_resistance, window_kind::rectangular);
    config.alpha_on = 0;
    config.alpha_off = 0;
    const vteam model(config);
    CHECK(model.rate_per_s(config.v_off_v) == 0);
    CHECK(model.rate_per_s(config.v_on_v) == 0);
    CHECK(model.rate_per_s(std::nextafter(config.v_off_v, 1.0)) == Approx(1.5e-3 / 5e-9));
    CHECK(model.rate_per_s(std::nextafter(config.v_on_v, -1.0)) == Approx(3e-3 / 5e-9));
}

TEST_CASE("crossbar: a pulse of no length does nothing") {
    for (const vteam_config& config : all_devices()) {
        const vteam model(config);
        for (const double v : {-2.0, 0.1, 2.0}) {
            CHECK(model.pulse(0.3, v, 0).x == 0.3);
            CHECK(model.pulse(0.3, v, 0).energy_j == 0);
        }
    }
}

TEST_CASE("crossbar: many short pulses equal one long one") {
    for (const vteam_config& config : all_devices()) {
        const vteam model(config);
        for (const double v : {-1.5, 1.4}) {
            for (const double part : {0.6, 1.1}) {
                constexpr int pieces = 500;
                const double total_s = part / model.rate_per_s(v);
                const double start = v < 0 ? 0.95 : 0.05;
                CAPTURE(word_of(config.law), word_of(config.window), config.curvature_on, v, part);
                const auto whole = model.pulse(start, v, total_s);
                const auto piece = model.prepare(v, total_s / pieces);
                double x = start;
                double energy = 0;
                for (int i = 0; i < pieces; ++i) {
                    const auto one = model.pulse(x, piece);
                    x = one.x;
                    energy += one.energy_j;
                }
                CHECK(x == Approx(whole.x).margin(1e-12));
                CHECK(energy / whole.energy_j == Approx(1).epsilon(1e-9));
            }
        }
    }
}

TEST_CASE("crossbar: energy and motion of two pulses add up to those of their sum") {
    for (const vteam_config& config : all_devices()) {
        const vteam model(config);
        for (const double v : {-1.5, 1.4, 0.3}) {
            const double t = v == 0.3 ? 1e-6 : 0.4 / model.rate_per_s(v);
            for (const double cut : {0.01, 0.5, 0.83}) {
                const auto whole = model.pulse(0.5, v, t);
                const auto first = model.pulse(0.5, v, cut * t);
                const auto second = model.pulse(first.x, v, (1 - cut) * t);
                CAPTURE(word_of(config.law), word_of(config.window), v, cut);
                CHECK(second.x == Approx(whole.x).margin(1e-14));
                CHECK(first.energy_j + second.energy_j == Approx(whole.energy_j).epsilon(1e-12));
            }
        }
    }
}

TEST_CASE("crossbar: opposite pulses of a rectangular window cancel") {
    vteam_config config = device(resistance_law::exponential_resistance, window_kind::rectangular);
    const vteam model(config);
    const double step = 0.3;
    const auto there = model.pulse(0.4, 1.1, step / model.rate_per_s(1.1));
    CHECK(there.x == Approx(0.7).margin(1e-14));
    CHECK(model.pulse(there.x, -1.3, step / model.rate_per_s(-1.3)).x == Approx(0.4).margin(1e-14));
}

TEST_CASE("crossbar: just above threshold a pulse dissipates what a resistor does") {
    // The state hardly moves: the energy is v^2 t / R but for the way times the slope of the
    // resistance.
    for (const vteam_config& config : all_devices()) {
        const vteam model(config);
        for (const double sign : {-1.0, 1.0}) {
            for (const double overdrive : {1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-9, 1e-12}) {
                const double v = (sign < 0 ? config.v_on_v : config.v_off_v) * (1 + overdrive);
                const double t = 50e-9;
                CAPTURE(word_of(config.law), word_of(config.window), config.curvature_on, v,
                        overdrive);
                const auto after = model.pulse(0.4, v, t);
                const double still = v * v * t / equations(config, v).resistance(0.4);
                const double way = model.rate_per_s(v) * t;
                CHECK(std::abs(after.x - 0.4) <= 10 * way + 1e-16);
                CHECK(after.energy_j / still == Approx(1).epsilon(100 * way + 1e-9));
            }
        }
    }
}

TEST_CASE("crossbar: a nearly straight saturating window keeps its accuracy") {
    for (const double curvature : {1e2, 1e3, 1e4, 1e6}) {
        vteam_config config;
        config.curvature_on = curvature;
        config.curvature_off = curvature;
        const vteam model(config);
        for (const double v : {-1.6, 1.6}) {
            for (const double part : {1.0 / 128, 0.5}) {
                check_against_integration(config, 0.6, v, part / model.rate_per_s(v));
            }
        }
    }
}

TEST_CASE("crossbar: a strongly bent saturating window keeps its accuracy") {
    for (const double curvature : {0.05, 0.1, 0.3}) {
        vteam_config config;
        config.curvature_on = curvature;
        config.curvature_off = curvature;
        const vteam model(config);
        for (const double v : {-1.6, 1.6}) {
            for (const double part : {1.0 / 128, 0.3, 0.9, 1.2}) {
                check_against_integration(config, v < 0 ? 1 : 0, v, part / model.rate_per_s(v));
            }
        }
    }
}

TEST_CASE("crossbar: the rate follows k, depth, exponent and overdrive") {
    const vteam_config config = device(resistance_law::linear_resistance, window_kind::rectangular);
    const vteam model(config);
    for (const double v : {0.61, 0.8, 1.2, 5.0}) {
        CHECK(model.rate_per_s(v) ==
              Approx(1.5e-3 / 5e-9 * std::pow(v / 0.6 - 1, 1.3)).epsilon(1e-13));
    }
    for (const double v : {-0.81, -1.0, -2.4, -5.0}) {
        CHECK(model.rate_per_s(v) ==
              Approx(3e-3 / 5e-9 * std::pow(v / -0.8 - 1, 2.5)).epsilon(1e-13));
    }
    vteam_config twice = config;
    twice.depth_m *= 2;
    CHECK(vteam(twice).rate_per_s(1.0) == Approx(model.rate_per_s(1.0) / 2).epsilon(1e-14));
}
