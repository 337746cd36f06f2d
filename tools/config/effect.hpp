#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/unused_key.hpp"
#include "tools/config/config_tree.hpp"
#include "tools/config/description.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/search_path.hpp"

// Keys without effect: refused where the user gave them, named where another choice of the user's
// took their effect away, left out of the effective configuration.
namespace memglia {

/// A key that the user gave and that nothing reads.
struct unused_key_error : input_error {
    using input_error::input_error;
};

/// What the structs of a configuration say about themselves, with paths from the top.
template <has_fields T>
unused_keys find_unused(const T& value, const std::string& path = "") {
    unused_keys all;
    if constexpr (has_unused<T>) {
        for (unused_key key : value.unused()) {
            key.path = config_tree::join_path(path, key.path);
            if (!key.because.empty()) key.because = config_tree::join_path(path, key.because);
            all.push_back(std::move(key));
        }
    }
    T::fields(value, [&](const field& f, const auto& member) {
        if constexpr (has_fields<std::remove_cvref_t<decltype(member)>>) {
            for (unused_key& key : find_unused(member, config_tree::join_path(path, f.name))) {
                all.push_back(std::move(key));
            }
        }
    });
    return all;
}

/// Throws unused_key_error for an unused key that stands in a --set or in a file outside the last
/// folder of `libraries`, which came with the program, unless what decides was laid over it from
/// another file or by --set, or stands in another section than what a file that serves several
/// configurations gives. Returns a line for every reason of the user's choosing that such keys, or
/// a library's, are unused.
std::vector<std::string> check_unused(const config_tree::node& tree, const unused_keys& unused,
                                      const search_path& libraries);

/// The document without these keys but for parts of tables, nor maps that held nothing else.
nlohmann::ordered_json without(nlohmann::ordered_json document, const unused_keys& unused);

/// The configuration that has an effect. Reads back as one with the same effect.
template <has_fields T>
nlohmann::ordered_json effective_json(const T& value) {
    return without(dump(value), find_unused(value));
}

/// [{"key": ..., "reason": ...}] of the keys that effective_json() leaves out.
nlohmann::ordered_json unused_json(const unused_keys& unused);

}  // namespace memglia
