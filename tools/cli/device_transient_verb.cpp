#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "crossbar/device/volatile_vteam.hpp"
#include "tools/cli/device_options.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/device/transient_case.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options device_transient_verb_options() {
    verb_options options(
        "device transient",
        "One cell under a waveform: time, voltages, current, state and energies as CSV.\n"
        "Takes a device (a name in configs/devices or a file) with --wave, or one JSON file that\n"
        "describes device, waveform and output times (params, window, iv, wave, series_R, s0, "
        "T_s,\n"
        "t_out). The waveform is a CSV file with the columns time_s and voltage_v: straight lines\n"
        "between its points, the last one held. A name in configs/volatile_devices is a device "
        "that\n"
        "forgets.",
        "device");
    add_bench_options(options);
    options.add()("wave", po::value<std::string>()->value_name("FILE"), "waveform");
    options.add()("initial-state", po::value<double>()->value_name("X"),
                  "0 is R_on, 1 is R_off (default: the bench's, 0.5)");
    options.add()("series", po::value<double>()->value_name("OHM"),
                  "resistance between source and cell");
    options.add()("step", po::value<double>()->value_name("S"),
                  "between two rows of the output (default: a thousandth of all)");
    options.add()("until", po::value<double>()->value_name("S"),
                  "end (default: that of the waveform)");
    options.add()("times", po::value<std::string>()->value_name("FILE"),
                  "a CSV file whose column time_s says when, in place of --step");
    options.add()("tolerance", po::value<double>()->value_name("E"),
                  "per step, of the state and relative of the energies (default: 1e-10)");
    options.add()("out,o", po::value<std::string>()->value_name("FILE"),
                  "write there in place of stdout");
    options.add()("force", "replace an existing file");
    return options;
}

namespace {

std::optional<double> number(const po::variables_map& given, const char* name) {
    if (given.count(name) == 0) return std::nullopt;
    return given[name].as<double>();
}

// The waveform and the times that the options ask for.
struct drive {
    waveform wave;
    std::vector<double> times_s;
};

drive make_drive(const po::variables_map& given) {
    if (given.count("wave") == 0) {
        throw usage_error(
            "memglia device transient: needs --wave FILE, or one JSON file with a device and a "
            "waveform");
    }
    const std::string file = given["wave"].as<std::string>();
    drive d{parse_waveform(read_text(file), file), {}};
    const double end_s = number(given, "until").value_or(d.wave.duration_s());
    if (given.count("times") != 0) {
        const std::string times = given["times"].as<std::string>();
        const named_columns table = parse_named_columns(read_text(times), times);
        const auto column = table.column("time_s", times);
        d.times_s.assign(column.begin(), column.end());
    } else {
        d.times_s = even_times(number(given, "step").value_or(end_s / 1000), end_s);
    }
    return d;
}

transient_case make_case(const po::variables_map& given) {
    const device_bench bench = load_bench(given);
    drive d = make_drive(given);
    return {bench.setup(), std::move(d.wave), std::move(d.times_s)};
}

// A device of configs/volatile_devices; nothing if the name is none.
std::optional<std::filesystem::path> volatile_file(const std::string& name) {
    const auto names = library_names(config_root() / "volatile_devices");
    if (std::find(names.begin(), names.end(), name) == names.end()) return std::nullopt;
    return library_file(config_root() / "volatile_devices", name, "volatile device");
}

std::string volatile_transient(const std::filesystem::path& file, const po::variables_map& given) {
    for (const char* option : {"config", "series", "tolerance"}) {
        if (given.count(option) != 0) {
            throw usage_error(
                fmt::format("memglia device transient: --{} is not for a volatile device", option));
        }
    }
    std::vector<std::string> sets;
    if (given.count("set") != 0) sets = given["set"].as<std::vector<std::string>>();
    const auto config = load_config<volatile_config>(file, config_root(), sets, "volatile_devices");
    const drive d = make_drive(given);
    named_columns table{{"time_s", "source_v", "current_a", "state"}, {{}, {}, {}, {}}};
    for (const volatile_sample& s :
         run_volatile(volatile_vteam(config), number(given, "initial-state").value_or(0), d.wave,
                      d.times_s)) {
        table.values[0].push_back(s.time_s);
        table.values[1].push_back(s.source_v);
        table.values[2].push_back(s.current_a);
        table.values[3].push_back(s.state);
    }
    return format_named_columns(table);
}

}  // namespace

int device_transient_verb(const std::vector<std::string>& arguments) {
    const verb_options options = device_transient_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const std::string name = given.count("device") != 0 ? given["device"].as<std::string>() : "";
    const bool whole = name.ends_with(".json") && given.count("wave") == 0;
    for (const char* option : {"config", "set", "step", "until", "times"}) {
        if (whole && given.count(option) != 0) {
            throw usage_error(fmt::format(
                "memglia device transient: --{} has no meaning beside a JSON file that says all",
                option));
        }
    }
    const auto target = new_file(given);
    if (target) {
        std::vector<std::filesystem::path> read;
        for (const char* input : {"device", "config", "wave", "times"}) {
            if (given.count(input) == 0) continue;
            const auto text = given[input].as<std::string>();
            const bool named =
                std::string_view(input) == "wave" || std::string_view(input) == "times";
            if (named || is_config_path(text)) read.emplace_back(text);
        }
        refuse_to_overwrite(*target, "out", read);
    }
    if (const auto file = volatile_file(name)) {
        emit(target, volatile_transient(*file, given));
        return 0;
    }
    transient_case run =
        whole ? parse_transient_case(read_json_text(name), name) : make_case(given);
    run.setup.initial_state = number(given, "initial-state").value_or(run.setup.initial_state);
    run.setup.series_ohm = number(given, "series").value_or(run.setup.series_ohm);
    run.setup.tolerance = number(given, "tolerance").value_or(run.setup.tolerance);
    const auto samples = run_transient(run.setup, run.wave, run.times_s);
    emit(target, format_named_columns(transient_columns(samples)));
    return 0;
}

}  // namespace memglia
