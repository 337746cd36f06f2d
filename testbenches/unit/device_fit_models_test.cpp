#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "testbenches/support/synthetic_measurement.hpp"
#include "tools/device/fit_output.hpp"
#include "tools/table/files.hpp"

using namespace memglia;
using memglia::test::synthetic;

namespace {

// Two periods of a triangle that takes the state from end to end, with a cell and a series
// resistance.
synthetic measured_cell(const cell_iv_config& cell, double series_ohm, int rows = 800) {
    const waveform wave = waveform::triangle(1.5, 2 / 100e-6, 2);
    synthetic s(wave, 100e-6, rows);
    s.setup.device.law = resistance_law::exponential_resistance;
    s.setup.device.r_on_ohm = 20e3;
    s.setup.device.r_off_ohm = 2e6;
    s.setup.iv = cell;
    s.setup.series_ohm = series_ohm;
    s.measure(wave, 100e-6, rows);
    return s;
}

fit_request any_cell() {
    fit_request request;
    request.vteam.law = resistance_law::exponential_resistance;
    request.vteam.window = window_kind::rectangular;
    return request;
}

double value_of(const fit_result& fit, const std::string& name) {
    for (const fitted_parameter& p : fit.parameters) {
        if (p.name == name) return p.value;
    }
    return std::nan("");
}

void check_physical(const fit_result& fit) {
    CHECK(fit.device.r_off_ohm > fit.device.r_on_ohm);
    CHECK(fit.device.r_on_ohm >= 0.01);
    for (const fitted_parameter& p : fit.parameters) {
        CAPTURE(p.name, p.value, p.low, p.high);
        CHECK(std::isfinite(p.value));
    }
}

}  // namespace

TEST_CASE("fit: the model with a series resistance is the transient, for every cell") {
    const cell_iv_config cells[] = {
        {},
        {.law = cell_law::sinh, .sinh_per_v = 3},
        {.law = cell_law::rectifying, .rectifying_plus_per_v = 3, .rectifying_minus_per_v = 6}};
    const fit_cell kinds[] = {fit_cell::linear, fit_cell::sinh, fit_cell::rectifying};
    for (int k = 0; k < 3; ++k) {
        const synthetic s = measured_cell(cells[k], 5e3, 4000);
        const fit_model model(s.clean, {.vteam = s.setup.device, .cell = kinds[k], .series = true});
        fit_parameters p = model.parameters(s.setup.device, 0.6);
        p.series_ohm = 5e3;
        p.plus_per_v = 3;
        p.minus_per_v = 6;
        std::vector<double> found(model.rows());
        model.currents(p, found);
        double worst = 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
            const double i_a = s.clean.current_a[i];
            if (i_a != 0) worst = std::max(worst, std::abs(found[i] / i_a - 1));
        }
        CAPTURE(word_of(cells[k].law));
        CHECK(worst < 0.02);
    }
}

TEST_CASE("fit: the cell that made the data is found among all") {
    SECTION("series") {
        const synthetic s = measured_cell({}, 10e3);
        const fit_result fit = fit_device(s.noisy(1, 0.02), any_cell());
        CHECK(fit.shape.name() == "linear cell with a series resistance, exponential_resistance");
        CHECK(value_of(fit, "series_ohm") == Approx(10e3).epsilon(0.1));
        CHECK(fit.described());
    }
    SECTION("sinh") {
        const synthetic s = measured_cell({.law = cell_law::sinh, .sinh_per_v = 3}, 0);
        const fit_result fit = fit_device(s.noisy(1, 0.02), any_cell());
        CHECK(fit.cell.law == cell_law::sinh);
        CHECK(value_of(fit, "sinh_per_v") == Approx(3).epsilon(0.03));
        CHECK(value_of(fit, "v_off_v") == Approx(0.6).epsilon(0.1));
        CHECK(fit.described());
    }
    SECTION("rectifying") {
        const synthetic s = measured_cell(
            {.law = cell_law::rectifying, .rectifying_plus_per_v = 2, .rectifying_minus_per_v = 6},
            0);
        const fit_result fit = fit_device(s.noisy(1, 0.02), any_cell());
        CHECK(fit.cell.law == cell_law::rectifying);
        CHECK(value_of(fit, "rectifying_plus_per_v") == Approx(2).epsilon(0.05));
        CHECK(value_of(fit, "rectifying_minus_per_v") == Approx(6).epsilon(0.05));
        CHECK(fit.described());
        // A bench holds what a preset cannot, and both say so.
        const device_config preset = fitted_preset(fit, s.clean, "m.csv");
        CHECK_THAT(preset_text(fit, preset), Catch::Contains("cell.law=rectifying"));
        CHECK(fitted_bench(fit, preset).cell.rectifying_minus_per_v ==
              fit.cell.rectifying_minus_per_v);
    }
    SECTION("a linear cell stays linear") {
        const synthetic s = measured_cell({}, 0);
        const fit_result fit = fit_device(s.noisy(1, 0.02), any_cell());
        CHECK(fit.shape.name() == "linear cell, exponential_resistance");
    }
}

TEST_CASE("fit: rows far off pull little and are counted") {
    const synthetic s = test::full_measurement();
    const auto truth = s.truth();
    measurement data = s.noisy(7);
    random_stream stream(7, "measurement", "outliers");
    int off = 0;
    for (double& i : data.current_a) {
        if (stream.uniform() > 0.05) continue;
        i *= 10;
        ++off;
    }
    const fit_result fit = fit_device(data, test::linear_request(s.setup.device));
    CHECK(fit.noise == Approx(0.05).epsilon(0.15));
    CHECK(static_cast<double>(fit.outliers) == Approx(off).epsilon(0.1));
    int held = 0;
    for (const fitted_parameter& p : fit.parameters) {
        CAPTURE(p.name, p.low, p.high, truth.at(p.name));
        // Of the rates only the product with threshold and exponent is known as well.
        if (p.unit != "m/s" && p.unit != "1") {
            CHECK(p.value == Approx(truth.at(p.name)).epsilon(0.1));
        }
        held += test::covers(p, truth.at(p.name)) ? 1 : 0;
    }
    CHECK(held >= 7);
}

TEST_CASE("fit: a noise that does not go with the current is found as such") {
    const synthetic s = test::full_measurement();
    const auto truth = s.truth();
    measurement data = s.clean;
    random_stream stream(11, "measurement", "additive");
    for (double& i : data.current_a) i += 2e-6 * stream.normal();
    const fit_result fit = fit_device(data, test::linear_request(s.setup.device));
    CHECK(fit.noise * fit.floor_a == Approx(2e-6).epsilon(0.15));
    int held = 0;
    for (const fitted_parameter& p : fit.parameters) {
        CAPTURE(p.name, p.value, p.low, p.high, p.unknown, truth.at(p.name));
        held += !p.unknown.empty() || test::covers(p, truth.at(p.name)) ? 1 : 0;
    }
    CHECK(held >= 8);
}

TEST_CASE("fit: a perfect fit is not called bad") {
    const synthetic s = test::full_measurement();
    measurement rounded = s.clean;
    for (double& i : rounded.current_a) i = std::stod(fmt::format("{:.3e}", i));
    for (const measurement& data : {s.clean, rounded}) {
        const fit_result fit = fit_device(data, test::linear_request(s.setup.device));
        CAPTURE(fit.noise, fit.residual_trend, fit.resolution);
        CHECK_FALSE(fit.trend());
        CHECK(fit.described());
        CHECK_THAT(fit_table(fit), !Catch::Contains("hang together"));
    }
}

TEST_CASE("fit: data that no model describes are called so, with physical values") {
    measurement data;
    for (int i = 0; i < 200; ++i) {
        const double v = 1.2 * std::sin(i * 0.0628318);
        data.time_s.push_back(i * 1e-3);
        data.voltage_v.push_back(v);
        // A resonance: current rises, falls and rises again with the voltage, without memory.
        const double peak = std::exp(-std::pow((std::abs(v) - 0.35) / 0.08, 2));
        data.current_a.push_back((v < 0 ? -1 : 1) * (2e-5 * peak + 1e-7 * std::abs(v)));
    }
    fit_request request = any_cell();
    request.cell = fit_choice::linear;
    const fit_result fit = fit_device(data, request);
    CHECK_FALSE(fit.described());
    CHECK_THAT(fit_table(fit), Catch::Contains("NO MODEL HERE DESCRIBES THIS"));
    check_physical(fit);
}

TEST_CASE("fit: a clamped current is no current of the device") {
    const synthetic s = test::full_measurement();
    measurement data = s.noisy(2, 0.02);
    const double clamp_a = 1e-4;  // the largest current is 1.5e-4 A
    measurement limited = data;
    for (double& i : limited.current_a) i = std::min(i, 6e-5);
    const auto said = measurement_hints(limited, INFINITY);
    REQUIRE(said.size() == 1);
    CHECK_THAT(said[0], Catch::Contains("--compliance 6e-05"));
    const fit_shape shape{.vteam = s.setup.device, .compliance_a = clamp_a};
    const fit_model model(data, shape);
    std::vector<double> found(model.rows());
    model.currents(model.parameters(s.setup.device, 0.6), found);
    for (std::size_t i = 0; i < found.size(); ++i) CHECK(std::abs(found[i]) <= clamp_a);
    // Measured by that instrument, the parameters come back.
    measurement clamped = data;
    clamped.current_a = found;
    fit_request request = test::linear_request(s.setup.device);
    request.compliance_a = clamp_a;
    const fit_result fit = fit_device(clamped, request);
    CHECK(fit.clamped > 50);
    CHECK(fit.described());
    CHECK(value_of(fit, "r_on_ohm") == Approx(10e3).epsilon(0.02));
    CHECK(value_of(fit, "v_off_v") == Approx(0.6).epsilon(0.02));
}

TEST_CASE("fit: a mirrored measurement is seen, and turned by flip") {
    const synthetic s = test::full_measurement();
    CHECK(measurement_hints(s.noisy(1, 0.02), INFINITY).empty());
    measurement mirrored = s.noisy(1, 0.02);
    for (double& v : mirrored.voltage_v) v = -v;
    for (double& i : mirrored.current_a) i = -i;
    const auto said = measurement_hints(mirrored, INFINITY);
    REQUIRE(said.size() == 1);
    CHECK_THAT(said[0], Catch::Contains("--flip"));
    check_physical(fit_device(mirrored, test::linear_request(s.setup.device)));
    const std::string text = "time_s,voltage_v,current_a\n0,1,2\n1,-3,-4\n";
    const measurement turned = parse_measurement(text, "m", {.rate_v_per_s = {}, .flip = true});
    CHECK(turned.voltage_v == std::vector<double>{-1, 3});
    CHECK(turned.current_a == std::vector<double>{-2, 4});
}

TEST_CASE("fit: units in the names of columns, and units that look wrong") {
    const measurement data =
        parse_measurement("time_us,voltage_mv,current_na\n0,0,0\n2,500,100\n4,1000,200\n", "m.csv");
    CHECK(data.time_s[2] == Approx(4e-6));
    CHECK(data.voltage_v[2] == Approx(1));
    CHECK(data.current_a[2] == Approx(2e-7));
    CHECK(unit_warnings(data).empty());
    const auto warned = [](const std::vector<double>& v, const std::vector<double>& i,
                           double step_s) {
        measurement m;
        for (std::size_t k = 0; k < v.size(); ++k) m.time_s.push_back(step_s * double(k));
        m.voltage_v = v;
        m.current_a = i;
        std::string all;
        for (const std::string& line : unit_warnings(m)) all += line + "\n";
        return all;
    };
    CHECK_THAT(warned({0, 1500}, {0, 1e-3}, 1e-6), Catch::Contains("voltage_mv"));
    CHECK_THAT(warned({0, 1}, {0, 30}, 1e-6), Catch::Contains("current_ma"));
    CHECK_THAT(warned({0, 1}, {0, 1e-16}, 1e-6), Catch::Contains("larger unit"));
    CHECK_THAT(warned({0, 1e-3}, {0, 1e-6}, 1e-6), Catch::Contains("kilovolts"));
    CHECK_THAT(warned({0, 1}, {0, 1e-4}, 5000), Catch::Contains("time_ms"));
    CHECK_THAT(warned({0, 0.02}, {0, 0.5}, 1), Catch::Contains("ohm"));
}

TEST_CASE("fit: a sweep without times takes them from its rate") {
    const std::string text = "voltage_v,current_a\n0,0\n1,1e-3\n-1,-1e-3\n";
    const measurement data = parse_measurement(text, "m.csv", {.rate_v_per_s = 2.0});
    CHECK(data.time_s == std::vector<double>{0, 0.5, 1.5});
    CHECK_THROWS_AS(parse_measurement(text, "m.csv"), input_error);
    CHECK_THROWS_AS(parse_measurement("time_s,voltage_v,current_a\n0,1,1\n1,2,1\n", "m.csv",
                                      {.rate_v_per_s = 2.0}),
                    input_error);
}

TEST_CASE("fit: stopped early it says so, and what it has is physical") {
    const synthetic s = test::full_measurement();
    for (const int most : {1, 50, 200}) {
        fit_request request = any_cell();
        int asked = 0;
        request.stop = [&asked, most] { return ++asked > most; };
        const fit_result fit = fit_device(s.noisy(1), request);
        CHECK_FALSE(fit.complete);
        check_physical(fit);
    }
}

TEST_CASE("fit: thinned data keep their turning points") {
    measurement data;
    for (int i = 0; i <= 4000; ++i) {
        data.time_s.push_back(i);
        data.voltage_v.push_back(i <= 1003 ? i : i <= 3001 ? 2006 - i : i - 3996);
        data.current_a.push_back(i);
    }
    const measurement few = thinned(data, 250);
    CHECK(few.time_s.size() < 270);
    CHECK(std::count(few.time_s.begin(), few.time_s.end(), 1003) == 1);
    CHECK(std::count(few.time_s.begin(), few.time_s.end(), 3001) == 1);
    CHECK(few.time_s.back() == 4000);
    CHECK(thinned(few, 300).time_s == few.time_s);
}

TEST_CASE("fit: a measured device, rectifying and with a series resistance") {
    const char* shared = std::getenv("MEMGLIA_SHARED");
    const std::filesystem::path file = std::filesystem::path(shared != nullptr ? shared : "") /
                                       "data" / "measured" / "nb_srtio3_10um_4V.csv";
    if (shared == nullptr || !std::filesystem::exists(file)) {
        WARN("skipped: MEMGLIA_SHARED names no folder with measured devices");
        return;
    }
    const measurement data = parse_measurement(read_text(file), file.string());
    CHECK(unit_warnings(data).empty());
    CHECK(measurement_hints(data, INFINITY).empty());
    fit_request request = any_cell();
    request.cell = fit_choice::rectifying;
    // A quarter of the rows, for the time that it takes.
    const fit_result fit = fit_device(thinned(data, 250), request);
    CHECK(fit.described());
    CHECK(fit.rms_of_range < 0.05);
    CHECK(fit.shape.cell == fit_cell::rectifying);
    CHECK(fit.shape.series);
    check_physical(fit);
    fit_request linear = request;
    linear.cell = fit_choice::linear;
    CHECK_FALSE(fit_device(thinned(data, 250), linear).described());
}
