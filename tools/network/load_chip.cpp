#include "tools/network/load_chip.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/error.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"

namespace memglia {

namespace {

constexpr std::string_view prefix = "chip.";
constexpr std::string_view library = "network_chips";

// A file may serve both uses, what is set for this one may not.
void check_numbers_alone(const std::vector<std::string>& sets) {
    constexpr std::array read{"core.state_bits", "core.synapses.levels_per_cell",
                              "core.synapses.slices"};
    for (const std::string& set : sets) {
        const std::string key = set.substr(0, set.find('='));
        if (std::find(read.begin(), read.end(), key) != read.end()) continue;
        throw unused_key_error(
            {.file = std::string(config_tree::command_line),
             .path = key,
             .found = "found a key without effect: in fixed point, levels of weights and bits of "
                      "states are all that is taken from the chip",
             .expected = "--on chip",
             .hint = "or leave it out"});
    }
}

}  // namespace

chip_sets split_sets(const std::vector<std::string>& sets) {
    chip_sets split;
    for (const std::string& set : sets) {
        if (set.starts_with("chip=")) {
            throw usage_error("--set " + set + ": expected --chip " + set.substr(prefix.size()));
        }
        if (set.starts_with(prefix)) {
            split.chip.push_back(set.substr(prefix.size()));
        } else {
            split.others.push_back(set);
        }
    }
    return split;
}

network_chip_config load_chip(const std::string& name_or_path, const search_path& config_root,
                              const std::vector<std::string>& sets, chip_use use,
                              std::vector<std::string>* notes,
                              std::vector<std::filesystem::path>* read) {
    const auto file = library_file(config_root / library, name_or_path, "network chip");
    if (read != nullptr) read->push_back(file);
    try {
        auto config = load_config<network_chip_config>(file, config_root, sets, library, notes);
        if (use == chip_use::numbers) check_numbers_alone(sets);
        return config;
    } catch (const input_error& e) {
        if (e.data.file != config_tree::command_line) throw;
        input_error::details d = e.data;
        d.path = std::string(prefix) + d.path;
        throw input_error(d);
    }
}

}  // namespace memglia
