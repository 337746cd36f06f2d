#include "tools/device/transient_case.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"
#include "tools/config/case_reader.hpp"
#include "tools/device/case_device.hpp"

namespace memglia {

namespace {

using json = nlohmann::json;

waveform read_wave(const case_reader& in, double end_s) {
    const json& wave = in.at("wave");
    const std::string expected = R"(["sin", V, Hz] or ["pwl", [V, ...], start, width, gap, edge])";
    const auto at = [&](std::size_t i) { return in.number(wave[i], fmt::format("wave[{}]", i)); };
    if (wave.is_array() && wave.size() == 3 && wave[0] == "sin") {
        return waveform::sine(at(1), at(2), end_s);
    }
    if (wave.is_array() && wave.size() == 6 && wave[0] == "pwl" && wave[1].is_array()) {
        std::vector<double> voltages;
        for (const json& v : wave[1]) voltages.push_back(in.number(v, "wave[1]"));
        return waveform::pulses(voltages, at(2), at(3), at(4), at(5));
    }
    in.refuse("wave", "found " + wave.dump().substr(0, 60), expected);
}

}  // namespace

transient_case parse_transient_case(std::string_view text, const std::string& file) {
    const case_reader in(text, file, "a JSON document of a transient");
    try {
        transient_setup setup;
        setup.device = read_case_device(in);
        setup.series_ohm = in.number("series_R");
        setup.initial_state = in.number("s0");
        setup.validate();
        const double end_s = in.number("T_s");
        const double step_s = in.number("t_out");
        return {setup, read_wave(in, end_s), even_times(step_s, end_s)};
    } catch (const input_error& e) {
        input_error::details d = e.data;
        d.file = file;
        throw input_error(d);
    }
}

waveform parse_waveform(std::string_view text, const std::string& file) {
    const named_columns table = parse_named_columns(text, file);
    const auto times = table.column("time_s", file);
    const auto voltages = table.column("voltage_v", file);
    std::vector<waveform::point> points;
    for (std::size_t i = 0; i < times.size(); ++i) points.push_back({times[i], voltages[i]});
    try {
        return waveform::piecewise_linear(points);
    } catch (const input_error& e) {
        input_error::details d = e.data;
        d.file = file;
        throw input_error(d);
    }
}

std::vector<double> even_times(double step_s, double end_s) {
    if (!(end_s > 0 && std::isfinite(end_s))) {
        throw input_error({.path = "T_s",
                           .found = fmt::format("found an end at {} s", end_s),
                           .expected = "a positive time"});
    }
    const double count = std::floor(end_s / step_s * (1 + 1e-12) + 1e-9);
    if (!(step_s > 0 && count <= 1e7)) {
        throw input_error({.path = "t_out",
                           .found = fmt::format("found a step of {} s for {} s", step_s, end_s),
                           .expected = "a positive one, ten million rows at most"});
    }
    std::vector<double> times;
    for (double i = 0; i <= count; ++i) times.push_back(std::min(i * step_s, end_s));
    if (times.back() < end_s * (1 - 1e-9)) times.push_back(end_s);
    return times;
}

named_columns transient_columns(const std::vector<transient_sample>& samples) {
    named_columns table;
    table.names = {"time_s", "source_v",        "device_v",       "current_a",
                   "state",  "source_energy_j", "device_energy_j"};
    table.values.resize(table.names.size());
    for (const transient_sample& s : samples) {
        const double row[] = {s.time_s, s.source_v,        s.device_v,       s.current_a,
                              s.state,  s.source_energy_j, s.device_energy_j};
        for (std::size_t j = 0; j < table.values.size(); ++j) table.values[j].push_back(row[j]);
    }
    return table;
}

}  // namespace memglia
