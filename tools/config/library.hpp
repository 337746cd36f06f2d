#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/config/search_path.hpp"

// The folders of configs/: a name stands for LIBRARY/NAME.yaml, anything with a '/' or an ending of
// YAML or JSON for itself.
namespace memglia {

bool is_config_path(const std::string& name_or_path);

/// Names in a library, each once, in order.
std::vector<std::string> library_names(const search_path& library);

/// The file that a name or a path stands for; a path need not exist. Throws input_error for a name
/// that is not in the library, saying where it was looked for. `kind` is what such a file is
/// called.
std::filesystem::path library_file(const search_path& library, const std::string& name_or_path,
                                   const std::string& kind);

}  // namespace memglia
