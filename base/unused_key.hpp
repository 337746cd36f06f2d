#pragma once

#include <concepts>
#include <string>
#include <vector>

namespace memglia {

/// A key, or a struct with all keys below it, that nothing reads in a configuration as it stands.
/// A configuration struct may say which of its keys that are with
///     unused_keys unused() const;
/// Paths are dotted and seen from the struct that says so.
struct unused_key {
    std::string path;
    std::string reason;          ///< "wires is 'ideal': lines have no resistance"
    std::string because = "";    ///< the key that decides; empty: none does
    std::string instead = "";    ///< what would give it an effect: "wires exact"
    bool part_of_table = false;  ///< stays in the effective configuration: a table is whole
};
using unused_keys = std::vector<unused_key>;

template <class T>
concept has_unused = requires(const T& t) {
    { t.unused() } -> std::same_as<unused_keys>;
};

/// All of these for one reason.
inline void add_unused(unused_keys& all, const std::vector<std::string>& paths,
                       const std::string& reason, const std::string& because = "",
                       const std::string& instead = "", bool part_of_table = false) {
    for (const std::string& path : paths) {
        all.push_back({path, reason, because, instead, part_of_table});
    }
}

}  // namespace memglia
