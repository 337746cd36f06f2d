#include <fmt/format.h>

#include <optional>

#include "base/error.hpp"
#include "tools/cli/device_options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/device/fit_output.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options device_fit_verb_options() {
    verb_options options(
        "device fit",
        "Fits VTEAM to a measured device: a CSV file with the columns time_s, voltage_v and\n"
        "current_a. Prints every parameter with its 95 % interval, or why the data do not\n"
        "determine it; --out writes a preset that device: accepts.",
        "measured");
    options.add()(
        "initial", po::value<std::string>()->value_name("DEVICE"),
        "law, window, their constants, depth and one more starting point from this device");
    options.add()("law", po::value<std::string>()->value_name("LAW"),
                  "linear_resistance (default without --initial), exponential_resistance or "
                  "linear_conductance");
    options.add()(
        "window", po::value<std::string>()->value_name("WINDOW"),
        "rectangular (default without --initial), saturating, joglekar, biolek, prodromakis "
        "or team");
    options.add()("out,o", po::value<std::string>()->value_name("FILE"), "write the preset (YAML)");
    options.add()("residuals", po::value<std::string>()->value_name("FILE"),
                  "write the model's current, state and residual of every row (CSV)");
    options.add()("force", "replace existing files");
    return options;
}

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
    const auto target = new_file(given, "out");
    const auto residuals = new_file(given, "residuals");
    vteam_config shape;
    shape.law = "linear_resistance";
    shape.window = "rectangular";
    std::optional<vteam_config> start;
    if (given.count("initial") != 0) {
        const auto file =
            library_file(config_root() / "devices", given["initial"].as<std::string>(), "device");
        start = load_config<device_config>(file, config_root(), {}, "devices").vteam;
        shape = *start;
    }
    if (given.count("law") != 0) shape.law = given["law"].as<std::string>();
    if (given.count("window") != 0) shape.window = given["window"].as<std::string>();
    shape.validate();
    const std::string file = given["measured"].as<std::string>();
    const measurement data = parse_measurement(read_text(file), file);
    const fit_result fit = fit_device(data, shape, start ? &*start : nullptr);
    fmt::print("{}", fit_table(fit));
    if (target) {
        const device_config preset = fitted_preset(fit, data, file);
        preset.validate();
        write_text(*target, preset_text(fit, preset));
    }
    if (residuals) {
        write_text(*residuals, format_named_columns(residual_columns(fit, data)));
    }
    return 0;
}

}  // namespace memglia
