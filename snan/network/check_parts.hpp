#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "snan/network/network.hpp"

// The parts of check(), and what they share.
namespace memglia::network_check {

[[noreturn]] inline void refuse(std::string path, std::string found, std::string expected,
                                std::string hint = "") {
    throw input_error({.path = std::move(path),
                       .found = std::move(found),
                       .expected = std::move(expected),
                       .hint = std::move(hint)});
}

inline std::string item(const char* list, std::size_t index) {
    return std::string(list) + '[' + std::to_string(index) + ']';
}

// At most a dozen names: a message stays readable.
template <class Part>
std::string names_of(const std::vector<Part>& parts) {
    constexpr std::size_t most = 12;
    std::string text;
    for (std::size_t i = 0; i < std::min(parts.size(), most); ++i) {
        text += (i == 0 ? "" : ", ") + parts[i].name;
    }
    if (parts.size() > most) text += " and " + std::to_string(parts.size() - most) + " more";
    return parts.empty() ? "none: there are none" : "one of " + text;
}

template <class Part>
const Part& part_of(const std::vector<Part>& parts, const std::string& name,
                    const std::string& path, const char* kind) {
    const std::size_t i = index_of(parts, name);
    if (i == parts.size()) {
        refuse(path, "no " + std::string(kind) + " is called '" + name + "'", names_of(parts));
    }
    return parts[i];
}

void check_population(const network& net, std::size_t index);

/// A kernel and the grids that it needs; before anything is counted.
void check_kernel(const network& net, std::size_t projection_index);
void check_projection(const network& net, std::size_t index);

/// `gated`: projections that fields before this one gate.
void check_field(const network& net, std::size_t index, std::set<std::string>& gated);

/// A rule and the field that it names, which has passed check_field().
void check_tripartite(const network& net, std::size_t projection_index);

}  // namespace memglia::network_check
