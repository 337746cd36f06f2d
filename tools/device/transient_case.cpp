#include "tools/device/transient_case.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace memglia {

namespace {

using json = nlohmann::json;

class case_reader {
  public:
    explicit case_reader(const std::string& file) : file_(file) {}

    [[noreturn]] void refuse(const std::string& path, const std::string& found,
                             const std::string& expected) const {
        throw input_error({.file = file_, .path = path, .found = found, .expected = expected});
    }
    const json& member(const json& at, const char* key, const std::string& path) const {
        if (!at.is_object() || !at.contains(key)) refuse(path, "found nothing", "this key");
        return at.at(key);
    }
    double number(const json& value, const std::string& path) const {
        if (!value.is_number()) refuse(path, "found " + value.dump(), "a number");
        return value.get<double>();
    }
    double number(const json& at, const char* key, const std::string& parent) const {
        const std::string path = parent.empty() ? key : parent + "." + key;
        return number(member(at, key, path), path);
    }
    std::string word(const json& at, const char* key) const {
        const json& value = member(at, key, key);
        if (!value.is_string()) refuse(key, "found " + value.dump(), "text");
        return value.get<std::string>();
    }

  private:
    const std::string& file_;
};

vteam_config read_device(const case_reader& in, const json& document) {
    const json& params = in.member(document, "params", "params");
    vteam_config c;
    c.r_on_ohm = in.number(params, "r_on", "params");
    c.r_off_ohm = in.number(params, "r_off", "params");
    c.v_on_v = in.number(params, "v_on", "params");
    c.v_off_v = in.number(params, "v_off", "params");
    c.alpha_on = in.number(params, "a_on", "params");
    c.alpha_off = in.number(params, "a_off", "params");
    c.k_on_m_per_s = in.number(params, "k_on", "params");
    c.k_off_m_per_s = in.number(params, "k_off", "params");
    c.depth_m = in.number(params, "D", "params");
    const std::string law = in.word(document, "iv");
    if (law != "linear" && law != "exp") in.refuse("iv", "found '" + law + "'", "linear or exp");
    c.law = law == "exp" ? "exponential_resistance" : "linear_resistance";
    const std::string window = in.word(document, "window");
    c.window = window == "none" ? "rectangular" : window == "vteam" ? "team" : window;
    if (window == "vteam" || window == "team") {
        const json& shape = in.member(document, "window_vteam", "window_vteam");
        const double e = in.number(shape, "e", "window_vteam");
        c.window_a_on = e;
        c.window_a_off = 1 - e;
        c.window_width = in.number(shape, "wc", "window_vteam");
        if (!(c.window_width > 0)) {
            in.refuse("window_vteam.wc", fmt::format("found {}", c.window_width),
                      "a positive width");
        }
    } else if (window != "none") {
        c.window_p = in.number(document, "window_p", "");
        if (!(c.window_p > 0)) {
            in.refuse("window_p", fmt::format("found {}", c.window_p), "a positive exponent");
        }
    }
    return c;
}

waveform read_wave(const case_reader& in, const json& document, double end_s) {
    const json& wave = in.member(document, "wave", "wave");
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
    json document;
    try {
        document = json::parse(text);
    } catch (const json::exception& problem) {
        throw input_error({.file = file, .found = problem.what(), .expected = "a JSON document"});
    }
    const case_reader in(file);
    try {
        transient_setup setup;
        setup.device = read_device(in, document);
        setup.series_ohm = in.number(document, "series_R", "");
        setup.initial_state = in.number(document, "s0", "");
        setup.validate();
        const double end_s = in.number(document, "T_s", "");
        const double step_s = in.number(document, "t_out", "");
        return {setup, read_wave(in, document, end_s), even_times(step_s, end_s)};
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
