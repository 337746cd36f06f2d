#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"

// A configuration document as an own tree: what stood where, before any type is known.
namespace memglia::config_tree {

/// Name that stands for the file of everything given by --set.
inline constexpr std::string_view command_line = "--set";

/// How far below the command line an origin lies: 0 for --set, 1 for the experiment's file, more
/// for the files that it names; what has a smaller depth was laid over what has a larger one.
/// Entries that stand because nothing was said lie deepest.
inline constexpr unsigned default_depth = 1000;

struct origin {
    std::string file;
    std::size_t line = 0;  ///< 1-based; 0 for --set
    unsigned depth = 0;
};

struct node;
struct entry;

struct scalar {
    std::string text;
    bool was_quoted = false;
};
using list = std::vector<node>;
using map = std::vector<entry>;  ///< in the order of the file, keys unique

struct node {
    std::variant<std::monostate, scalar, list, map> value;
    origin at;

    bool is_null() const { return std::holds_alternative<std::monostate>(value); }
    const scalar* as_scalar() const { return std::get_if<scalar>(&value); }
    const list* as_list() const { return std::get_if<list>(&value); }
    const map* as_map() const { return std::get_if<map>(&value); }
    /// The value under a key; null if this is no map or has no such key.
    const node* find(std::string_view key) const;
};

struct entry {
    std::string key;
    origin key_at;
    node value;
};

/// Reads a whole YAML or JSON document, which must be a map. Throws input_error.
node parse_document(const std::string& text, const std::string& file, unsigned depth = 1);

/// Reads one value given on the command line for the key `path`; its origin is --set, line 0.
node parse_value(const std::string& text, const std::string& path);

/// "found 'ten' (text)", "found a list", "found a map", "found nothing".
std::string found_text(const node& n);

/// "chip" and "device" make "chip.device"; an empty part adds no dot.
std::string join_path(const std::string& parent, std::string_view key);

input_error error_at(const origin& at, std::string path, std::string found,
                     std::string expected = "", std::string hint = "");

}  // namespace memglia::config_tree
