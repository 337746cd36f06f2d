#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "rtl_models/chip/network_chip_config.hpp"
#include "tools/config/search_path.hpp"

namespace memglia {

/// The "key=value" texts of --set, those of the chip ("chip.KEY=VALUE") apart and without their
/// prefix.
struct chip_sets {
    std::vector<std::string> chip;
    std::vector<std::string> others;
};
chip_sets split_sets(const std::vector<std::string>& sets);

/// What is asked of a chip.
enum class chip_use {
    whole,   ///< to run a network
    numbers  ///< levels of weights and bits of states alone
};

/// A checked chip configuration by name in configs/network_chips or by file, with the texts of
/// chip_sets::chip. Keys without effect: as in load_config(). Throws input_error; paths of --set
/// begin with "chip."; `read`, where given, gets the file that was looked at.
network_chip_config load_chip(const std::string& name_or_path, const search_path& config_root,
                              const std::vector<std::string>& sets, chip_use use = chip_use::whole,
                              std::vector<std::string>* notes = nullptr,
                              std::vector<std::filesystem::path>* read = nullptr);

}  // namespace memglia
