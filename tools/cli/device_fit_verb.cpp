#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "tools/cli/device_options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/config/read_value.hpp"
#include "tools/device/fit_output.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;
using clock = std::chrono::steady_clock;

constexpr int out_of_tolerance = 4;
constexpr double default_limit_s = 60;

verb_options device_fit_verb_options() {
    verb_options options(
        "device fit",
        "Fits VTEAM to a measured device: a CSV file with the columns time_s, voltage_v and\n"
        "current_a (or time_us, voltage_mv, current_ua ...). Tries a linear, a sinh and a\n"
        "rectifying cell, each with and without a resistance in series, and says which describes\n"
        "the data. Prints every parameter with its 95 % interval, or why the data do not\n"
        "determine it; --out writes a preset that device: accepts. Exit code 4: no model here\n"
        "describes the device, or the time limit ended the fit.",
        "measured");
    const auto add = [&options](const char* name, const char* value, const char* text) {
        options.add()(name, po::value<std::string>()->value_name(value), text);
    };
    const auto number = [&options](const char* name, const char* unit, const char* text) {
        options.add()(name, po::value<double>()->value_name(unit), text);
    };
    add("initial", "DEVICE",
        "law, window, their constants, depth and one more starting point from this device");
    add("cell", "CELL",
        "linear, series (linear with a resistance in series), sinh, rectifying, or auto (all of "
        "them; the default)");
    add("law", "LAW",
        "linear_resistance, exponential_resistance or linear_conductance (default without "
        "--initial: the first two are tried)");
    add("window", "WINDOW",
        "rectangular (default without --initial), saturating, joglekar, biolek, prodromakis "
        "or team");
    number("compliance", "A", "the instrument held the current at this");
    number("rate", "V/S", "a sweep at this rate, for a file without times");
    options.add()("flip", "turn the electrodes: voltage and current change sign");
    number("time-limit", "S", "stop there and show the best so far (default: 60)");
    add("out,o", "FILE", "write the preset (YAML)");
    add("bench", "FILE",
        "write preset, cell and series resistance (YAML), for memglia device --config");
    add("residuals", "FILE", "write the model's current, state and residual of every row (CSV)");
    add("plot", "FILE", "draw the fit over the data (SVG)");
    options.add()("force", "replace existing files, and write a model that does not describe");
    return options;
}

namespace {

std::optional<double> positive(const po::variables_map& given, const char* name) {
    if (given.count(name) == 0) return std::nullopt;
    const double value = given[name].as<double>();
    if (value > 0 && std::isfinite(value)) return value;
    throw usage_error(fmt::format("memglia device fit: --{} needs a positive number", name));
}

template <choice E>
E chosen(const po::variables_map& given, const char* name) {
    const auto word = given[name].as<std::string>();
    if (const auto value = choice_of<E>(word)) return *value;
    const std::vector<std::string> words = split_choices(choice_words(E{}));
    throw input_error({.path = fmt::format("--{}", name),
                       .found = fmt::format("found '{}'", word),
                       .expected = one_of(words),
                       .hint = did_you_mean(word, words)});
}

fit_request make_request(const po::variables_map& given) {
    fit_request request;
    request.vteam.law = resistance_law::linear_resistance;
    request.vteam.window = window_kind::rectangular;
    request.every_law = given.count("initial") == 0 && given.count("law") == 0;
    if (given.count("initial") != 0) {
        const auto file =
            library_file(config_root() / "devices", given["initial"].as<std::string>(), "device");
        request.start = load_config<device_config>(file, config_root(), {}, "devices").vteam;
        request.vteam = *request.start;
    }
    if (given.count("law") != 0) request.vteam.law = chosen<resistance_law>(given, "law");
    if (given.count("window") != 0) {
        request.vteam.window = chosen<window_kind>(given, "window");
    }
    if (request.vteam.window == window_kind::saturating && request.every_law) {
        request.vteam.law = resistance_law::linear_conductance;
        request.every_law = false;
    }
    request.vteam.validate();
    if (given.count("cell") != 0) request.cell = chosen<fit_choice>(given, "cell");
    request.compliance_a = positive(given, "compliance").value_or(request.compliance_a);
    return request;
}

// Says where the fit is: at once on a terminal, every few seconds elsewhere.
void watch(fit_request& request, double limit_s) {
    const auto start = clock::now();
    const auto since = [start] {
        return std::chrono::duration<double>(clock::now() - start).count();
    };
    request.stop = [since, limit_s] { return since() > limit_s; };
    const double every_s = ::isatty(STDERR_FILENO) != 0 ? 0.5 : 5;
    request.progress = [since, every_s, next = every_s](const std::string& stage) mutable {
        if (since() < next) return;
        next = since() + every_s;
        fmt::print(stderr, "{:.0f} s: {}\n", since(), stage);
    };
}

struct outputs {
    std::optional<std::filesystem::path> preset;
    std::optional<std::filesystem::path> bench;
    std::optional<std::filesystem::path> residuals;
    std::optional<std::filesystem::path> plot;
};

outputs make_outputs(const po::variables_map& given, const std::string& measured) {
    std::vector<std::filesystem::path> taken{measured};
    const auto place = [&](const char* option) {
        const auto file = new_file(given, option);
        if (file) {
            refuse_to_overwrite(*file, option, taken);
            taken.push_back(*file);
        }
        return file;
    };
    return {place("out"), place("bench"), place("residuals"), place("plot")};
}

void write(const outputs& to, const fit_result& fit, const measurement& data,
           const std::string& file, bool force) {
    // What shows how the fit looks is of use when it is bad, too.
    if (to.residuals) {
        write_text(*to.residuals, format_named_columns(residual_columns(fit, data)));
    }
    if (to.plot) {
        const std::string name = std::filesystem::path(file).filename().string();
        write_text(*to.plot, fit_picture(fit, data, name));
    }
    if (!to.preset && !to.bench) return;
    if (!fit.described() && !force) {
        fmt::print(stderr,
                   "no preset written: no model here describes the data (--force writes "
                   "it)\n");
        return;
    }
    const device_config preset = fitted_preset(fit, data, file);
    preset.validate();
    if (to.preset) write_text(*to.preset, preset_text(fit, preset));
    if (to.bench) write_text(*to.bench, bench_text(fit, fitted_bench(fit, preset)));
}

}  // namespace

int device_fit_verb(const std::vector<std::string>& arguments) {
    const verb_options options = device_fit_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    if (given.count("measured") == 0) {
        throw usage_error(
            "memglia device fit: needs a CSV file with the columns time_s, voltage_v, current_a");
    }
    const std::string file = given["measured"].as<std::string>();
    const outputs to = make_outputs(given, file);
    fit_request request = make_request(given);
    const double limit_s = positive(given, "time-limit").value_or(default_limit_s);
    const measurement data = parse_measurement(
        read_text(file), file,
        {.rate_v_per_s = positive(given, "rate"), .flip = given.count("flip") != 0});
    for (const auto& said : {unit_warnings(data), measurement_hints(data, request.compliance_a)}) {
        for (const std::string& line : said) fmt::print(stderr, "warning: {}\n", line);
    }
    watch(request, limit_s);
    const fit_result fit = fit_device(data, request);
    fmt::print("{}", fit_table(fit));
    if (!fit.complete) {
        fmt::print(
            "TIME LIMIT of {:g} s: this is the best so far, not the end of the fit "
            "(--time-limit).\n",
            limit_s);
    }
    write(to, fit, data, file, given.count("force") != 0);
    return fit.described() && fit.complete ? 0 : out_of_tolerance;
}

}  // namespace memglia
