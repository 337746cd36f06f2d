#include "tools/cli/device_options.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

void add_bench_options(verb_options& options) {
    options.add()("config,c", po::value<std::string>()->value_name("BENCH"),
                  "a bench: a name in configs/benches or a file (default: device)");
    options.add()("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
                  "change one key of the bench, as in device.vteam.v_off_v=0.4; may be repeated");
}

device_bench load_bench(const po::variables_map& given) {
    std::vector<std::string> sets;
    if (given.count("device") != 0) {
        const std::string name = given["device"].as<std::string>();
        // Said here, the error names the argument and not a key.
        library_file(config_root() / "devices", name, "device");
        sets.push_back("device=" + name);
    }
    if (given.count("set") != 0) {
        for (const auto& set : given["set"].as<std::vector<std::string>>()) sets.push_back(set);
    }
    const auto file = library_file(
        config_root() / "benches",
        given.count("config") != 0 ? given["config"].as<std::string>() : "device", "bench");
    return load_config<device_bench>(file, config_root(), sets, "benches");
}

std::optional<std::filesystem::path> new_file(const po::variables_map& given,
                                              const std::string& option) {
    if (given.count(option) == 0) return std::nullopt;
    const std::filesystem::path file = given[option].as<std::string>();
    if (given.count("force") == 0 && std::filesystem::exists(file)) {
        throw input_error({.file = file.string(),
                           .found = "exists already",
                           .expected = fmt::format("a new name for --{}, or --force", option)});
    }
    return file;
}

void emit(const std::optional<std::filesystem::path>& file, const std::string& text) {
    if (file) {
        write_text(*file, text);
    } else {
        fmt::print("{}", text);
    }
}

}  // namespace memglia
