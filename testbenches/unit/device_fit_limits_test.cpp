#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "testbenches/support/synthetic_measurement.hpp"
#include "tools/device/fit_noise.hpp"
#include "tools/device/fit_output.hpp"

// Measurements from which less can be learned than from a full sweep.

using namespace memglia;
using memglia::test::synthetic;

namespace {

const fitted_parameter& find(const fit_result& fit, const std::string& name) {
    for (const fitted_parameter& p : fit.parameters) {
        if (p.name == name) return p;
    }
    throw internal_error("no parameter " + name);
}

// A SET by an instrument that clamps the current, in small steps of time: the cell's voltage falls
// with its resistance, and the motion stops where it has come to the threshold.
measurement clamped_sweep(double clamp_a) {
    random_stream noise(1, "measurement", "clamp");
    measurement data;
    constexpr int rows = 500;
    constexpr int steps = 40;
    double x = 0.9;
    for (int n = 0; n <= rows; ++n) {
        const auto source_v = [](double t) { return -1.2 * std::sin(4 * std::numbers::pi * t); };
        for (int k = 0; n > 0 && k < steps; ++k) {
            const double g = 1 / (1e3 + 99e3 * x);
            const double v = source_v((n - 1 + (k + 0.5) / steps) / rows);
            const double u = std::clamp(v, -clamp_a / g, clamp_a / g);
            const double over = u < -0.5 ? -(u / -0.5 - 1) : u > 0.6 ? u / 0.6 - 1 : 0;
            x = std::clamp(x + 60 * over / rows / steps, 0.0, 1.0);
        }
        const double v = source_v(double(n) / rows);
        const double i = v / (1e3 + 99e3 * x) * (1 + 0.01 * noise.normal());
        data.time_s.push_back(double(n) / rows);
        data.voltage_v.push_back(v);
        data.current_a.push_back(std::clamp(i, -clamp_a, clamp_a));
    }
    return data;
}

// Several periods of a sine on a device that its window slows down towards the ends.
synthetic with_joglekar(double k, int rows) {
    const waveform wave = waveform::sine(1, 20e3, 2e-4);
    synthetic s(wave, 2e-4, 2, 0.5);
    vteam_config& d = s.setup.device;
    d.window = window_kind::joglekar;
    d.window_p = 1;
    d.r_on_ohm = 1e3;
    d.v_on_v = -0.3;
    d.v_off_v = 0.3;
    d.alpha_on = d.alpha_off = 1;
    d.k_on_m_per_s = -k;
    d.k_off_m_per_s = k;
    d.depth_m = 1e-8;
    s.measure(wave, 2e-4, rows);
    return s;
}

}  // namespace

TEST_CASE("fit: a measurement of one polarity leaves out what it has not seen") {
    const waveform wave = waveform::piecewise_linear({{0, 0}, {25e-6, 1.5}, {50e-6, 0}});
    synthetic s(wave, 50e-6, 300, 0.2);
    const fit_result fit = fit_device(s.noisy(1, 0.01), test::linear_request(s.setup.device));
    CHECK_FALSE(fit.moves_on);
    CHECK(fit.moves_off);
    for (const fitted_parameter& p : fit.parameters) {
        CAPTURE(p.name);
        CHECK(std::isfinite(p.value));
        CHECK(p.seen == (p.name != "v_on_v" && p.name != "alpha_on" && p.name != "k_on_m_per_s"));
    }
    CHECK(fit.device.v_on_v < 0);
    CHECK(fit.device.k_on_m_per_s < 0);
    CHECK_THAT(fit_table(fit), !Catch::Contains("nan") && !Catch::Contains("inf"));
}

TEST_CASE("fit: a current that does not vary is refused, a plain resistor is called one") {
    fit_request linear;
    linear.cell = fit_choice::linear;
    measurement data;
    for (int i = 0; i < 100; ++i) {
        data.time_s.push_back(i * 1e-3);
        data.voltage_v.push_back(1);
        data.current_a.push_back(1e-6);
    }
    CHECK_THROWS_WITH(fit_device(data, linear), Catch::Contains("1e-06 A in every row"));
    for (std::size_t i = 0; i < 100; ++i) {
        data.voltage_v[i] = std::sin(0.0628318 * static_cast<double>(i));
        data.current_a[i] = 1e-6 * data.voltage_v[i];
    }
    const fit_result fit = fit_device(data, linear);
    CHECK_FALSE(fit.moves_on);
    CHECK_FALSE(fit.moves_off);
    CHECK(fit.resistance_ohm() == Approx(1e6).epsilon(1e-3));
    CHECK_THAT(fit_table(fit), Catch::Contains("fixed resistance of 1e+06 ohm"));
    for (const fitted_parameter& p : fit.parameters) CHECK_FALSE(p.seen);
}

TEST_CASE("fit: a SET that the compliance stops does not show R_on") {
    fit_request request;
    request.cell = fit_choice::linear;
    request.vteam.law = resistance_law::linear_resistance;
    request.vteam.window = window_kind::rectangular;
    request.compliance_a = 1e-4;
    const fit_result fit = fit_device(clamped_sweep(1e-4), request);
    CHECK(fit.described());
    // 5 kohm, the threshold over the compliance, is what the sweep shows; 1 kohm is the truth.
    CHECK_THAT(find(fit, "r_on_ohm").unknown, Catch::Contains("compliance may have stopped"));
    request.compliance_a = 1e-3;
    const fit_result whole = fit_device(clamped_sweep(1e-3), request);
    CHECK(find(whole, "r_on_ohm").unknown.empty());
    CHECK(find(whole, "r_on_ohm").value == Approx(1e3).epsilon(0.01));
}

TEST_CASE("fit: a state comes back from an end at which its window holds it") {
    for (const double k : {1e-3, 1e-2}) {
        const synthetic s = with_joglekar(k, 1001);
        const fit_model model(s.clean, {.vteam = s.setup.device});
        std::vector<double> found(model.rows());
        model.currents(model.parameters(s.setup.device, 0.5), found);
        double worst = 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
            worst = std::max(worst, std::abs(found[i] - s.clean.current_a[i]));
        }
        CAPTURE(k);
        CHECK(worst < 1e-8);  // of 1e-3 A
    }
}

TEST_CASE("fit: a clamp that a model does not explain counts against it") {
    const std::vector<double> model{1e-6, 2e-6, 3e-6, 4e-6, 4e-6};
    const std::vector<double> residual{1e-8, -2e-8, 3e-8, -1e-8, 96e-6};
    const double none = std::nan("");
    const auto likelihood = [&](double short_a) {
        const std::vector<double> below{none, none, none, none, short_a};
        return fitting::find_noise(model, residual, below, 1e-6, 1).log_likelihood;
    };
    CHECK(likelihood(0) > likelihood(1e-8));
    CHECK(likelihood(1e-8) > likelihood(96e-6) + 10);
}
