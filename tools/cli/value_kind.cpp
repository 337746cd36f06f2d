#include "tools/cli/value_kind.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "crossbar/device/vteam.hpp"
#include "tools/config/description.hpp"

namespace memglia {

namespace {

struct known_name {
    std::string_view name;
    value_kind kind;
    std::string_view entries = "";
};

constexpr std::array known_names{
    known_name{"FILE", value_kind::file},
    known_name{"CASE", value_kind::file},
    known_name{"MEASURED", value_kind::file},
    known_name{"PROGRAM", value_kind::file},
    known_name{"DIR", value_kind::folder},
    known_name{"FOLDER", value_kind::folder},
    known_name{"RESULT", value_kind::folder},
    known_name{"EXPERIMENT", value_kind::entry, "experiments"},
    known_name{"STUDY", value_kind::entry, "studies"},
    known_name{"TECHNOLOGY", value_kind::entry, "technologies"},
    known_name{"DEVICE", value_kind::entry, "devices"},
    known_name{"BENCH", value_kind::entry, "benches"},
    known_name{"ARRAY", value_kind::entry, "arrays"},
    known_name{"NETWORK", value_kind::entry, "networks"},
    known_name{"CHIP", value_kind::entry, "network_chips"},
    known_name{"MEMORY", value_kind::entry, "memories"},
    known_name{"WRITES", value_kind::entry, "writes"},
    known_name{"TESTBENCH", value_kind::entry, "testbenches"},
    known_name{"KEY=VALUE", value_kind::key},
};

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (true) {
        const std::size_t bar = text.find('|');
        words.emplace_back(text.substr(0, bar));
        if (bar == std::string_view::npos) return words;
        text.remove_prefix(bar + 1);
    }
}

// The words that a text of the device's parameters may be.
std::vector<std::string> choices_of(std::string_view member) {
    for (const member_info& m : describe(vteam_config{})) {
        if (m.info.name == member) return split(m.info.choices);
    }
    return {};
}

}  // namespace

value_place place_of_value(std::string_view name) {
    const auto lower = [](unsigned char c) { return std::islower(c) != 0 || c == '|' || c == '-'; };
    if (std::all_of(name.begin(), name.end(), lower)) return {value_kind::word, "", split(name)};
    if (name == "LAW") return {value_kind::word, "", choices_of("law")};
    if (name == "WINDOW") return {value_kind::word, "", choices_of("window")};
    const auto known = std::find_if(known_names.begin(), known_names.end(),
                                    [name](const known_name& k) { return k.name == name; });
    if (known == known_names.end()) return {};
    return {known->kind, std::string(known->entries), {}};
}

}  // namespace memglia
