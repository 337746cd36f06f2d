#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/config/bind.hpp"
#include "tools/config/compose.hpp"
#include "tools/config/effect.hpp"

namespace memglia {

/// A checked configuration from a YAML or JSON file, the library files it names under the folders
/// of config_root, and the "key=value" texts of --set in their order. `library` is the one that the
/// file belongs to. A key of the user's without effect is refused; those whose effect another
/// choice took away are named in `notes`. `unread`: keys that the caller does not look at. Throws
/// input_error or usage_error.
template <has_fields T>
T load_config(const std::filesystem::path& file, const search_path& config_root,
              const std::vector<std::string>& sets = {}, std::string_view library = "experiments",
              std::vector<std::string>* notes = nullptr, unused_keys unread = {}) {
    const config_tree::node tree = load_tree(file, config_root, describe(T{}), sets, library);
    T value = bind<T>(tree);
    for (unused_key& key : find_unused(value)) unread.push_back(std::move(key));
    auto lines = check_unused(tree, unread, config_root);
    if (notes != nullptr) *notes = std::move(lines);
    return value;
}

}  // namespace memglia
