#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/error.hpp"
#include "tools/cli/device_options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/library.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/device/characterise.hpp"
#include "tools/device/transient_case.hpp"
#include "tools/table/files.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace po = boost::program_options;
namespace fs = std::filesystem;

verb_options device_verb_options() {
    verb_options options(
        "device",
        "Measures one memristor: a name in configs/devices or a file. Without --out a short "
        "table;\n"
        "with --out a folder of CSV files (hysteresis under sine and triangle, pulse trains,\n"
        "switching time and energy against voltage), a picture, device.svg, and a page,\n"
        "report.html.",
        "device");
    add_bench_options(options);
    options.add()("out,o", po::value<std::string>()->value_name("FOLDER"), "write results there");
    options.add()("force", "replace the files of an existing folder");
    return options;
}

int device_verb(const std::vector<std::string>& arguments) {
    const verb_options options = device_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    if (given.count("device") == 0 && given.count("config") == 0) {
        throw usage_error(fmt::format("memglia device: which one? {}, or a file",
                                      one_of(library_names(config_root() / "devices"))));
    }
    const auto folder = new_file(given);
    const device_bench bench = load_bench(given);
    const std::string name = given.count("device") != 0
                                 ? fs::path(given["device"].as<std::string>()).stem().string()
                                 : "device of " + given["config"].as<std::string>();
    fmt::print("{}", summary(name, bench));
    if (!folder) return 0;
    const characterisation c = characterise(bench);
    std::error_code problem;
    fs::create_directories(*folder, problem);
    if (problem) throw error("cannot make " + folder->string() + ": " + problem.message());
    write_text(*folder / "hysteresis_sine.csv", format_named_columns(transient_columns(c.sine)));
    write_text(*folder / "hysteresis_triangle.csv",
               format_named_columns(transient_columns(c.triangle)));
    write_text(*folder / "pulses.csv", format_named_columns(pulse_columns(c.pulses)));
    write_text(*folder / "switching.csv", format_named_columns(switching_columns(c)));
    write_text(*folder / "device.svg", device_picture(name, c));
    write_text(*folder / "report.html",
               device_page(name, summary(name, bench), to_yaml(dump(bench)), version_text(), c));
    fmt::print(stderr, "{}\n", (*folder / "report.html").string());
    return 0;
}

}  // namespace memglia
