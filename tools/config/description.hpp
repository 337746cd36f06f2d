#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/field.hpp"

// A configuration struct without its type: its fields, what they mean, and the values they hold.
namespace memglia {

struct member_info;
using struct_info = std::vector<member_info>;  ///< in field order

struct member_info {
    field info;
    std::variant<bool, std::int64_t, std::uint64_t, double, std::string, std::vector<std::string>,
                 struct_info>
        value;

    const struct_info* as_struct() const { return std::get_if<struct_info>(&value); }
};

/// Key of a map that names the file it starts from; no field may have this name.
inline constexpr std::string_view from_key = "from";

/// Appends; throws internal_error if the name is taken, reserved or empty.
void add_member(struct_info& members, member_info member);

template <has_fields T>
struct_info describe(const T& value) {
    struct_info members;
    T::fields(value, [&](const field& f, const auto& member) {
        using M = std::remove_cvref_t<decltype(member)>;
        if constexpr (has_fields<M>) {
            add_member(members, {f, describe(member)});
        } else if constexpr (std::signed_integral<M>) {
            add_member(members, {f, static_cast<std::int64_t>(member)});
        } else if constexpr (std::unsigned_integral<M> && !std::same_as<M, bool>) {
            field non_negative = f;
            if (non_negative.min < 0) non_negative.min = 0;
            add_member(members, {non_negative, static_cast<std::uint64_t>(member)});
        } else {
            add_member(members, {f, member});
        }
    });
    return members;
}

}  // namespace memglia
