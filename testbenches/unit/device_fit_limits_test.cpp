#include <catch2/catch.hpp>
#include <cmath>

#include "testbenches/support/synthetic_measurement.hpp"
#include "tools/device/fit_output.hpp"

// Measurements from which less can be learned than from a full sweep.

using namespace memglia;
using memglia::test::synthetic;

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
