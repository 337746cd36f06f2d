#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <string>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "testbenches/support/synthetic_measurement.hpp"
#include "tools/device/fit_output.hpp"

using namespace memglia;
using memglia::test::covers;
using memglia::test::full_measurement;
using memglia::test::synthetic;

namespace {

vteam_config shape(resistance_law law = resistance_law::linear_resistance,
                   window_kind window = window_kind::rectangular) {
    vteam_config c;
    c.law = law;
    c.window = window;
    return c;
}

std::set<std::string> undetermined(const fit_result& fit) {
    std::set<std::string> names;
    for (const fitted_parameter& p : fit.parameters) {
        if (!p.unknown.empty()) names.insert(p.name);
    }
    return names;
}

}  // namespace

TEST_CASE("fit: the fast model is the transient, for every window") {
    for (const resistance_law law :
         {resistance_law::linear_resistance, resistance_law::exponential_resistance,
          resistance_law::linear_conductance}) {
        for (const window_kind window :
             {window_kind::rectangular, window_kind::joglekar, window_kind::biolek,
              window_kind::prodromakis, window_kind::team, window_kind::saturating}) {
            if (window == window_kind::saturating && law != resistance_law::linear_conductance) {
                continue;
            }
            const waveform wave = waveform::triangle(1.5, 4 / 150e-6, 4);
            synthetic s(wave, 150e-6, 4001);
            s.setup.device.law = law;
            s.setup.device.window = window;
            s.measure(wave, 150e-6, 4001);
            const fit_model model(s.clean, fit_shape{.vteam = s.setup.device});
            std::vector<double> found(model.rows());
            model.currents(model.parameters(s.setup.device, 0.6), found);
            double worst = 0;
            for (std::size_t i = 0; i < found.size(); ++i) {
                const double i_a = s.clean.current_a[i];
                if (i_a != 0) worst = std::max(worst, std::abs(found[i] / i_a - 1));
            }
            CAPTURE(word_of(law), word_of(window));
            CHECK(worst < 1e-4);
        }
    }
}

TEST_CASE("fit: without noise the parameters come back") {
    const synthetic s = full_measurement();
    const fit_result fit = fit_device(s.clean, test::linear_request(s.setup.device));
    const auto truth = s.truth();
    for (const fitted_parameter& p : fit.parameters) {
        CAPTURE(p.name, p.unknown);
        CHECK(p.value == Approx(truth.at(p.name)).epsilon(0.01));
    }
    CHECK(fit.noise < 1e-3);
}

TEST_CASE("fit: a noisy measurement gives intervals that hold the truth, and a preset that works") {
    const synthetic s = full_measurement();
    const auto truth = s.truth();
    const measurement data = s.noisy(3);
    const fit_result fit = fit_device(data, test::linear_request(shape()));
    CHECK(fit.noise == Approx(0.05).epsilon(0.05));
    CHECK(std::abs(fit.residual_trend) < 0.1);
    REQUIRE(fit.parameters.size() == 9);
    int held = 0;
    for (const fitted_parameter& p : fit.parameters) held += covers(p, truth.at(p.name)) ? 1 : 0;
    CHECK(held >= 7);
    const device_config preset = fitted_preset(fit, data, "measured.csv");
    CHECK_NOTHROW(preset.validate());
    CHECK(preset.v_set_v < preset.vteam.v_on_v);
    CHECK(preset.v_read_v < preset.vteam.v_off_v);
    const std::string text = preset_text(fit, preset);
    CHECK_THAT(text, Catch::Contains("vteam:") && Catch::Contains("# r_on_ohm"));
}

TEST_CASE("fit: a current of nothing near 0 V does no harm") {
    const synthetic s = full_measurement();
    measurement data = s.noisy(4);
    random_stream stream(1, "measurement", "offset");
    for (double& i : data.current_a) {
        const double z = stream.normal();
        i += 2e-9 * z;  // the largest current is 1.5e-4 A
    }
    const auto truth = s.truth();
    const fit_result fit = fit_device(data, test::linear_request(shape()));
    for (const fitted_parameter& p : fit.parameters) {
        if (p.name[0] != 'r') continue;
        CHECK(p.value == Approx(truth.at(p.name)).epsilon(0.02));
    }
}

TEST_CASE("fit: what the data cannot determine is named") {
    SECTION("no voltage below v_on") {
        const waveform wave =
            waveform::piecewise_linear({{0, 0}, {2e-5, 1.5}, {4e-5, -0.7}, {6e-5, 1.5}, {8e-5, 0}});
        const synthetic s(wave, 8e-5, 3000, 0.02);
        const fit_result fit = fit_device(s.noisy(1), test::linear_request(shape()));
        const auto names = undetermined(fit);
        for (const char* name : {"v_on_v", "alpha_on", "k_on_m_per_s"})
            CHECK(names.count(name) == 1);
        CHECK(names.count("r_off_ohm") == 0);
        // What was not seen is the mirror image of what was, and says so.
        const device_config preset = fitted_preset(fit, s.noisy(1), "m.csv");
        CHECK_NOTHROW(preset.validate());
        CHECK(preset.vteam.k_on_m_per_s == -preset.vteam.k_off_m_per_s);
        CHECK(preset.vteam.v_on_v < -0.69);  // the lowest voltage tried
        CHECK_THAT(preset.source, Catch::Contains("mirrored from RESET"));
    }
    SECTION("the state never comes to R_on") {
        const synthetic s(waveform::sine(1.5, 4 / 50e-6, 50e-6), 50e-6, 3000);
        const auto names = undetermined(fit_device(s.noisy(1), test::linear_request(shape())));
        for (const char* name : {"r_on_ohm", "k_on_m_per_s", "k_off_m_per_s", "initial_state"}) {
            CHECK(names.count(name) == 1);
        }
        CHECK(names.count("r_off_ohm") == 0);
    }
    SECTION("nothing moves") {
        const synthetic s(waveform::sine(0.5, 1e5, 5e-5), 5e-5, 1000);
        const auto names = undetermined(fit_device(s.noisy(1), test::linear_request(shape())));
        CHECK(names.size() >= 8);
        CHECK_THROWS_AS(fitted_preset(fit_device(s.noisy(1), test::linear_request(shape())),
                                      s.noisy(1), "m.csv"),
                        input_error);
    }
}

TEST_CASE("fit: data that are none are refused") {
    CHECK_THROWS_AS(parse_measurement("time_s,voltage_v\n0,1\n", "m.csv"), input_error);
    CHECK_THROWS_WITH(
        parse_measurement("time_s,voltage_v,current_a,current_ma\n0,1,1,9\n1,1,1,9\n", "m.csv"),
        Catch::Contains("current_a") && Catch::Contains("current_ma"));
    CHECK_THROWS_AS(parse_measurement("time_s,voltage_v,current_a\n0,1,nan\n", "m.csv"),
                    input_error);
    CHECK_THROWS_AS(parse_measurement("time_s,voltage_v,current_a\n1,1,1\n0,1,1\n", "m.csv"),
                    input_error);
    CHECK_THROWS_AS(parse_measurement("time_s,voltage_v,current_a\n1,1,1\n1,1,1\n", "m.csv"),
                    input_error);
    measurement few{{0, 1, 2}, {0, 1, 0}, {0, 1, 0}};
    CHECK_THROWS_AS(fit_device(few, test::linear_request(shape())), input_error);
    measurement active;  // current against the voltage
    for (int i = 0; i < 100; ++i) {
        active.time_s.push_back(i);
        active.voltage_v.push_back(1 + i % 7);
        active.current_a.push_back(-1);
    }
    CHECK_THROWS_AS(fit_device(active, test::linear_request(shape())), input_error);
}
