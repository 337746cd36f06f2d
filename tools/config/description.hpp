#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/choice.hpp"
#include "base/field.hpp"

// A configuration struct without its type: its fields, what they mean, and the values they hold.
namespace memglia {

struct member_info;
using struct_info = std::vector<member_info>;  ///< in field order

/// A struct that may stand in a list any number of times, or at most once where it is optional.
struct repeated_struct {
    struct_info item;                ///< with its defaults
    std::vector<struct_info> given;  ///< as many as there are
    bool in_list = true;
    std::string_view short_form;     ///< the field whose value alone may stand for it, or empty
    std::string_view map_form = "";  ///< the field that a map {short_form: ...} gives, or empty
};

struct member_info {
    field info;
    std::variant<bool, std::int64_t, std::uint64_t, double, std::string, std::vector<std::string>,
                 struct_info, repeated_struct>
        value;

    const struct_info* as_struct() const { return std::get_if<struct_info>(&value); }
    const repeated_struct* as_repeated() const { return std::get_if<repeated_struct>(&value); }

    /// What a map at its key is merged by, key by key; none for a list.
    const struct_info* merged_by() const {
        const repeated_struct* repeated = as_repeated();
        if (repeated == nullptr) return as_struct();
        return repeated->in_list ? nullptr : &repeated->item;
    }
};

/// Key of a map that names the file it starts from; no field may have this name.
inline constexpr std::string_view from_key = "from";

/// Appends; throws internal_error if the name is taken, reserved or empty.
void add_member(struct_info& members, member_info member);

template <has_fields T>
struct_info describe(const T& value);

/// `all`: a range of T.
template <has_fields T, class Range>
repeated_struct describe_all(const Range& all, bool in_list) {
    repeated_struct repeated{describe(T{}), {}, in_list, {}, {}};
    for (const T& item : all) repeated.given.push_back(describe(item));
    if constexpr (requires { T::short_form; }) repeated.short_form = T::short_form;
    if constexpr (requires { T::map_form; }) repeated.map_form = T::map_form;
    return repeated;
}

template <has_fields T>
struct_info describe(const T& value) {
    struct_info members;
    T::fields(value, [&](const field& f, const auto& member) {
        using M = std::remove_cvref_t<decltype(member)>;
        if constexpr (has_fields<M>) {
            add_member(members, {f, describe(member)});
        } else if constexpr (is_struct_list<M>) {
            add_member(members, {f, describe_all<typename M::value_type>(member, true)});
        } else if constexpr (is_optional_struct<M>) {
            using only = typename M::value_type;
            std::vector<only> given;
            if (member) given.push_back(*member);
            add_member(members, {f, describe_all<only>(given, false)});
        } else if constexpr (choice<M>) {
            field with_words = f;
            with_words.choices = choice_words(member);
            add_member(members, {with_words, word_of(member)});
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
