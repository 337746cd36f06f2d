#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/config/bind.hpp"
#include "tools/config/compose.hpp"

namespace memglia {

/// A checked configuration from a YAML or JSON file, the library files it names under the folders
/// of config_root, and the "key=value" texts of --set in their order. `library` is the one that the
/// file belongs to. Throws input_error or usage_error.
template <has_fields T>
T load_config(const std::filesystem::path& file, const search_path& config_root,
              const std::vector<std::string>& sets = {}, std::string_view library = "experiments") {
    return bind<T>(load_tree(file, config_root, describe(T{}), sets, library));
}

}  // namespace memglia
