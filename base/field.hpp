#pragma once

#include <limits>
#include <optional>
#include <string_view>
#include <vector>

// Field lists. A configuration struct has one static template
//
//     template <class Self, class Visitor>
//     static void fields(Self& self, Visitor&& visit) {
//         visit(field{.name = "tau_decisions", .unit = "decisions", .doc = "...", .min = 1},
//         self.tau);
//     }
//
// and that list alone yields the parser, the range check, the near-miss hint, --set, the schema,
// the dump of the effective configuration and the table in the docs. A visited member is a bool, an
// integer, a double, a choice (see choice.hpp), a std::string, a std::vector<std::string>, a struct
// with a field list of its own, or a std::vector or std::optional of such structs.
//
// A struct with `static constexpr std::string_view short_form = "NAME"` may also be given as the
// value of that one field alone.
namespace memglia {

struct field {
    std::string_view name;
    std::string_view unit = "";  ///< SI unit or "1"; empty for text and structs
    std::string_view doc = "";
    double min = -std::numeric_limits<double>::infinity();  ///< inclusive
    double max = std::numeric_limits<double>::infinity();   ///< inclusive
    std::string_view choices = "";  ///< "a|b|c" for a list of text with a fixed set of values;
                                    ///< a choice brings its own
    std::string_view presets = "";  ///< struct only: folder of configs/ that a name may refer to
    std::string_view preset =
        "";  ///< struct only: the name that stands where no file says anything
};

/// True for a struct that has a field list.
template <class T>
concept has_fields = requires(T& t) {
    T::fields(t, [](const field&, auto&) {});
};

/// True for a std::vector or a std::optional of structs that have field lists.
template <class T>
inline constexpr bool is_struct_list = false;
template <has_fields T>
inline constexpr bool is_struct_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional_struct = false;
template <has_fields T>
inline constexpr bool is_optional_struct<std::optional<T>> = true;

}  // namespace memglia
