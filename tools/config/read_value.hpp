#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "base/choice.hpp"
#include "base/field.hpp"
#include "tools/config/config_tree.hpp"

// One node to one value, checked against its field. Every function throws input_error with the
// node's origin and the given dotted path.
namespace memglia {

bool read_bool(const config_tree::node& n, const field& f, const std::string& path);
double read_number(const config_tree::node& n, const field& f, const std::string& path);
std::int64_t read_signed(const config_tree::node& n, const field& f, const std::string& path,
                         std::int64_t lowest, std::int64_t highest);
std::uint64_t read_unsigned(const config_tree::node& n, const field& f, const std::string& path,
                            std::uint64_t highest);
std::string read_text(const config_tree::node& n, const field& f, const std::string& path);
std::vector<std::string> read_text_list(const config_tree::node& n, const field& f,
                                        const std::string& path);

template <std::integral Integer>
Integer read_integer(const config_tree::node& n, const field& f, const std::string& path) {
    using limits = std::numeric_limits<Integer>;
    if constexpr (std::is_signed_v<Integer>) {
        return static_cast<Integer>(read_signed(n, f, path, limits::min(), limits::max()));
    } else {
        return static_cast<Integer>(read_unsigned(n, f, path, limits::max()));
    }
}

template <choice E>
E read_choice(const config_tree::node& n, field f, const std::string& path) {
    f.choices = choice_words(E{});
    return *choice_of<E>(read_text(n, f, path));
}

/// "a|b|c" as a list.
std::vector<std::string> split_choices(std::string_view choices);

/// "at least 1", "at most 5", "between 1 and 5", or empty.
std::string range_text(const field& f);

}  // namespace memglia
