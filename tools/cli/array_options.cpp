#include "tools/cli/array_options.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "tools/config/description.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"

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
        text += fmt::format("  {:<36}{}\n",
                            fmt::format("{}={}{}{}", key, value_text(member), has_unit ? " " : "",
                                        has_unit ? member.info.unit : ""),
                            member.info.doc);
    }
    return text;
}

}  // namespace

void add_array_options(verb_options& options) {
    options.add()("resistance", po::value<std::string>()->value_name("FILE"),
                  "resistances of the cells in ohm, CSV or .npy, a row per word line; inf: open");
    options.add()("conductance", po::value<std::string>()->value_name("FILE"),
                  "conductances in S in their place; 0: open");
    options.add()("word", po::value<std::string>()->value_name("FILE"),
                  "voltages of the word lines in V, one row or one column; nan: the line floats");
    options.add()("bit", po::value<std::string>()->value_name("FILE"),
                  "voltages of the bit lines likewise (default: all at 0 V)");
    options.add()("config", po::value<std::string>()->value_name("NAME")->default_value("default"),
                  "a file of configs/arrays or a path");
    options.add()("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
                  "change one key of the configuration, as in lines.r_word_ohm=2; may be repeated");
}

std::string array_help(const verb_options& options) {
    return options.help() + "\nKeys of --set and --config, with their defaults:\n" +
           key_lines(describe(array_config{}), "");
}

array_files given_array_files(const po::variables_map& given, const std::string& verb) {
    if (given.count("resistance") != 0 && given.count("conductance") != 0) {
        throw usage_error("memglia " + verb + ": --resistance and --conductance; expected one");
    }
    const auto file = [&given](const char* name) -> std::optional<std::filesystem::path> {
        if (given.count(name) == 0) return std::nullopt;
        return given[name].as<std::string>();
    };
    return {file("resistance"), file("conductance"), file("word"), file("bit")};
}

void require_array(const array_files& files, const std::string& verb) {
    if (!files.resistance && !files.conductance) {
        throw usage_error("memglia " + verb + ": which array? Give --resistance or --conductance");
    }
    if (!files.word) {
        throw usage_error("memglia " + verb + ": which voltages? Give --word (and --bit)");
    }
}

array_config given_array_config(const po::variables_map& given, unused_keys unread) {
    const auto file =
        library_file(config_root() / "arrays", given["config"].as<std::string>(), "array");
    const auto sets = given.count("set") != 0 ? given["set"].as<std::vector<std::string>>()
                                              : std::vector<std::string>{};
    return load_config<array_config>(file, config_root(), sets, "arrays", nullptr,
                                     std::move(unread));
}

}  // namespace memglia
