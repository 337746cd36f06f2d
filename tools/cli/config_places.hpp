#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/config/search_path.hpp"

// Where the libraries of configs/ are: devices/, technologies/, chips/, experiments/ and the
// others; and the firmware.
namespace memglia {

struct config_place {
    std::string origin;  ///< why it is looked at: "MEMGLIA_CONFIGS", ...
    std::filesystem::path folder;
    bool exists = false;
};

/// In the order in which they are looked at: those of $MEMGLIA_CONFIGS (separated by colons), the
/// user's ($XDG_CONFIG_HOME/memglia, or ~/.config/memglia), the one that was installed with the
/// program. A program in its build tree finds a link to the source's in the place of the last.
std::vector<config_place> config_places();

/// The places that exist. Throws input_error when there is none, or none of that name in
/// MEMGLIA_CONFIGS.
search_path config_root();

/// Folders with the prebuilt firmware: that of $MEMGLIA_FIRMWARE alone, if it is set, else the one
/// that was installed with the program, or a link to the source's in a build tree.
search_path firmware_folders();

}  // namespace memglia
