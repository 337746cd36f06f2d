#include "tools/cli/array_options.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "tools/cli/paragraphs.hpp"
#include "tools/config/description.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/report/text.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

namespace {

std::string value_text(const member_info& member) {
    return std::visit(
        [](const auto& value) -> std::string {
            using V = std::remove_cvref_t<decltype(value)>;
            if constexpr (fmt::is_formattable<V>::value) {
                return fmt::format("{}", value);
            } else {
                return "";
            }
        },
        member.value);
}

// "  lines.r_word_ohm=1 ohm      word line, per cell"
std::string key_lines(const struct_info& members, const std::string& path) {
    std::string text;
    for (const member_info& member : members) {
        const std::string key = path + std::string(member.info.name);
        if (const struct_info* inner = member.as_struct()) {
            text += key_lines(*inner, key + '.');
            continue;
        }
        const bool has_unit = !member.info.unit.empty() && member.info.unit != "1";
        constexpr std::size_t column = 38;
        const std::string line = fmt::format(
            "  {:<36}", fmt::format("{}={}{}{}", key, value_text(member), has_unit ? " " : "",
                                    has_unit ? member.info.unit : ""));
        text += line.size() > column ? line + "\n" + std::string(column, ' ') : line;
        text += hanging(member.info.doc, column);
    }
    return text;
}

}  // namespace

void add_array_options(verb_options& options) {
    options.add()("resistance", po::value<std::string>()->value_name("FILE"),
                  "resistances of the cells in ohm, CSV or .npy, a row per word line; inf: open");
    options.add()("conductance", po::value<std::string>()->value_name("FILE"),
                  "conductances in S in their place; 0: open");
    options.add()("device", po::value<std::string>()->value_name("DEVICE"),
                  "cells of this device, a name in configs/devices or a file: its range, levels, "
                  "noise and stuck cells are those of the report");
    options.add()("states", po::value<std::string>()->value_name("FILE"),
                  "states of the device's cells in their place: 0 is R_on, 1 is R_off");
    options.add()("levels", po::value<std::string>()->value_name("FILE"),
                  "levels of the device's cells in their place: 0 is R_off, the highest R_on");
    options.add()("word", po::value<std::string>()->value_name("FILE"),
                  "voltages of the word lines in V, one row or one column; nan: the line floats");
    options.add()("bit", po::value<std::string>()->value_name("FILE"),
                  "voltages of the bit lines likewise (default: all at 0 V)");
    options.add()("config", po::value<std::string>()->value_name("ARRAY")->default_value("default"),
                  "a file of configs/arrays or a path");
    options.add()("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
                  "change one key of the configuration, as in lines.r_word_ohm=2; may be repeated");
    options.add_section({"Keys of --set and --config, with their defaults",
                         key_lines(describe(array_config{}), "")});
}

array_files given_array_files(const po::variables_map& given, const std::string& verb) {
    std::string first;
    for (const char* name : {"resistance", "conductance", "states", "levels"}) {
        if (given.count(name) == 0) continue;
        if (!first.empty()) {
            throw usage_error(
                fmt::format("memglia {}: --{} and --{}; expected one", verb, first, name));
        }
        first = name;
    }
    if ((first == "states" || first == "levels") && given.count("device") == 0) {
        throw usage_error(fmt::format("memglia {}: --{} of which --device?", verb, first));
    }
    const auto file = [&given](const char* name) -> std::optional<std::filesystem::path> {
        if (given.count(name) == 0) return std::nullopt;
        return given[name].as<std::string>();
    };
    return {file("resistance"), file("conductance"), file("states"),
            file("levels"),     file("word"),        file("bit")};
}

void require_cells(const array_files& files, const std::string& verb) {
    if (files.resistance || files.conductance || files.states || files.levels) return;
    throw usage_error("memglia " + verb +
                      ": which array? Give --resistance or --conductance, or --device with "
                      "--states or --levels");
}

void require_array(const array_files& files, const std::string& verb) {
    require_cells(files, verb);
    if (!files.word) {
        throw usage_error("memglia " + verb + ": which voltages? Give --word (and --bit)");
    }
}

std::optional<device_config> given_device(const po::variables_map& given) {
    if (given.count("device") == 0) return std::nullopt;
    const auto file =
        library_file(config_root() / "devices", given["device"].as<std::string>(), "device");
    return load_config<device_config>(file, config_root(), {}, "devices");
}

array_config given_array_config(const po::variables_map& given, unused_keys unread) {
    const auto file =
        library_file(config_root() / "arrays", given["config"].as<std::string>(), "array");
    std::vector<std::string> sets;
    if (const auto device = given_device(given)) {
        const std::pair<const char*, double> said[] = {
            {"sample.r_on_ohm", device->vteam.r_on_ohm},
            {"sample.r_off_ohm", device->vteam.r_off_ohm},
            {"sample.v_word_v", device->v_read_v},
            {"effects.sigma_program", device->sigma_cycle},
            {"effects.sigma_read", device->sigma_read},
            {"effects.stuck_on_fraction", device->stuck_on_fraction},
            {"effects.stuck_off_fraction", device->stuck_off_fraction},
            {"effects.levels", device->codes}};
        for (const auto& [key, value] : said) {
            // What this command does not look at, the device need not say.
            const bool idle = std::any_of(unread.begin(), unread.end(), [&](const unused_key& u) {
                return std::string_view(key).starts_with(u.path);
            });
            if (!idle) sets.push_back(fmt::format("{}={}", key, value));
        }
    }
    if (given.count("set") != 0) {
        const auto& said = given["set"].as<std::vector<std::string>>();
        sets.insert(sets.end(), said.begin(), said.end());
    }
    return load_config<array_config>(file, config_root(), sets, "arrays", nullptr,
                                     std::move(unread));
}

std::string device_text(const array_reading& reading, const std::string& name,
                        const device_config& device) {
    const device_suitability suits = suits_device(reading, device.vteam);
    std::string text = fmt::format("{:<12}{}: ", "device", name);
    text += suits.moved == 0
                ? fmt::format("no cell sees more than its thresholds, {} V and {} V\n",
                              device.vteam.v_on_v, device.vteam.v_off_v)
                : fmt::format(
                      "{} cells see more than its thresholds, {} V and {} V: this moves "
                      "them\n",
                      suits.moved, device.vteam.v_on_v, device.vteam.v_off_v);
    if (suits.out_of_range > 0) {
        text += fmt::format("{:<12}{} cells are outside its range, {} to {}\n", "",
                            suits.out_of_range, format_quantity(device.vteam.r_on_ohm, "ohm"),
                            format_quantity(device.vteam.r_off_ohm, "ohm"));
    }
    return text;
}

std::vector<std::filesystem::path> files_read(const po::variables_map& given) {
    std::vector<std::filesystem::path> files;
    for (const char* name : {"resistance", "conductance", "states", "levels", "word", "bit",
                             "inputs", "case", "schedule", "target"}) {
        if (given.count(name) != 0) files.emplace_back(given[name].as<std::string>());
    }
    for (const char* name : {"config", "device"}) {
        if (given.count(name) == 0) continue;
        const std::string& file = given[name].as<std::string>();
        if (is_config_path(file)) files.emplace_back(file);
    }
    return files;
}

std::unique_ptr<run_folder> new_folder(const po::variables_map& given) {
    const std::filesystem::path out = given["out"].as<std::string>();
    for (const auto& file : files_read(given)) {
        if (!same_file(out, file) && !same_file(out, file.parent_path())) continue;
        throw input_error(
            {.file = out.string(),
             .found = "--out would replace " + file.string() + ", which this command reads",
             .expected = "another folder"});
    }
    return std::make_unique<run_folder>(out, given.count("force") != 0);
}

}  // namespace memglia
