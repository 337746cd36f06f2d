#include "tools/config/bind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "tools/config/near_miss.hpp"

namespace memglia {

using config_tree::join_path;
using config_tree::node;

void check_keys(const node& n, const field& f, const std::string& path,
                const std::vector<std::string>& names) {
    if (n.is_null()) return;
    const config_tree::map* entries = n.as_map();
    if (entries == nullptr) {
        throw config_tree::error_at(
            n.at, path, found_text(n),
            f.presets.empty() ? "a map of keys" : fmt::format("a map or a name in {}", f.presets));
    }
    for (const config_tree::entry& e : *entries) {
        if (std::find(names.begin(), names.end(), e.key) != names.end()) continue;
        throw config_tree::error_at(
            e.key_at, join_path(path, e.key), fmt::format("unknown key '{}'", e.key),
            names.empty() ? "no keys" : one_of(names), did_you_mean(e.key, names));
    }
}

const config_tree::list& list_items(const node& n, const std::string& path) {
    const config_tree::list* items = n.as_list();
    if (items == nullptr) {
        throw config_tree::error_at(n.at, path, found_text(n), "a list of maps",
                                    n.is_null() ? "write [] for an empty list" : "");
    }
    return *items;
}

node in_list_form(const node& n, std::string_view key_name, std::string_view value_name) {
    if (n.as_scalar() != nullptr) return {config_tree::list{n}, n.at};
    const config_tree::map* entries = n.as_map();
    if (entries == nullptr) return n;
    config_tree::list items;
    for (const config_tree::entry& e : *entries) {
        const node key{config_tree::scalar{e.key}, e.key_at};
        items.push_back({config_tree::map{{std::string(key_name), e.key_at, key},
                                          {std::string(value_name), e.key_at, e.value}},
                         e.key_at});
    }
    return {std::move(items), n.at};
}

input_error placed_error(const input_error& e, const node& n, const std::string& path) {
    input_error::details d = e.data;
    // The map's place, or --set where that gave the value that is wrong.
    config_tree::origin at = n.at;
    const node* value = &n;
    for (std::string_view rest = d.path; value != nullptr && !rest.empty();) {
        const std::size_t dot = rest.find('.');
        value = value->find(rest.substr(0, dot));
        rest = dot == std::string_view::npos ? "" : rest.substr(dot + 1);
    }
    if (value != nullptr && value->at.file == config_tree::command_line) at = value->at;
    d.file = at.file;
    d.line = at.line;
    d.path = join_path(path, d.path);
    return input_error(d);
}

}  // namespace memglia
