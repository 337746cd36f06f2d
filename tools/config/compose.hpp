#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tools/config/config_tree.hpp"
#include "tools/config/description.hpp"
#include "tools/config/search_path.hpp"

// Puts one document together out of a file, the files it names, and the command line.
//
// A map may hold `from: NAME`: the named file is loaded first and the map's other keys are laid
// over it, maps key by key, lists and scalars as a whole. For a struct field with a library, a
// scalar NAME means {from: NAME}. Either form discards what the key held before; a map without
// `from` changes only the keys it gives, and an empty section changes nothing. A struct of which
// nothing is said and whose field names a default preset is that library entry.
//
// NAME is <library>/NAME.yaml in the first folder of config_root that has it. With a '/' or the
// ending .yaml, .yml or .json it is a path relative to the file that mentions it, or to the current
// directory if --set does. The library of a file's top level is that of the field it was loaded
// for; `library` for the first file. Inside a list nothing is merged: its items are what the file
// says. A --set reaches into lists by `name`; a result stands for the configuration in it.
namespace memglia {

/// An empty path is no file: there is then what --set says and nothing else. Keys that are no
/// fields stay in the tree, for bind to refuse. Throws input_error; usage_error for a --set
/// without key or '='.
config_tree::node load_tree(const std::filesystem::path& file, const search_path& config_root,
                            const struct_info& members, const std::vector<std::string>& sets,
                            std::string_view library = "experiments");

}  // namespace memglia
