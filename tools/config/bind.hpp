#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <vector>

#include "base/field.hpp"
#include "tools/config/config_tree.hpp"
#include "tools/config/read_value.hpp"

// A document tree into a configuration struct.
//
// A list of structs with a `short_form` and `static constexpr std::string_view map_form = "OTHER"`
// may also be one such value, or a map of the one field's values to the other's.
namespace memglia {

/// Throws input_error if n is neither a map nor nothing, or holds a key that is not in the list.
void check_keys(const config_tree::node& n, const field& f, const std::string& path,
                const std::vector<std::string>& names);

/// The items of a list. Throws input_error if n is none.
const config_tree::list& list_items(const config_tree::node& n, const std::string& path);

/// A list that is given in short: one item's short form alone, or a map whose entries are items,
/// the key under `key_name` and the value under `value_name`. Anything else comes back as it is.
config_tree::node in_list_form(const config_tree::node& n, std::string_view key_name,
                               std::string_view value_name);

/// What a struct's validate() threw, with the path and origin of the map that was bound.
input_error placed_error(const input_error& e, const config_tree::node& n, const std::string& path);

/// Sets every field the map gives and leaves the others as they are, then calls T::validate() if
/// there is one.
template <has_fields T>
void bind_into(T& value, const config_tree::node& n, const field& self, const std::string& path) {
    if constexpr (requires { T::short_form; }) {
        if (n.as_scalar() != nullptr) {
            const config_tree::entry only{std::string(T::short_form), n.at, n};
            bind_into(value, config_tree::node{config_tree::map{only}, n.at}, self, path);
            return;
        }
    }
    std::vector<std::string> names;
    T::fields(value, [&](const field& f, const auto&) { names.emplace_back(f.name); });
    check_keys(n, self, path, names);

    T::fields(value, [&](const field& f, auto& member) {
        using M = std::remove_cvref_t<decltype(member)>;
        const config_tree::node* given = n.find(f.name);
        if (given == nullptr) return;
        const std::string key = config_tree::join_path(path, f.name);
        if constexpr (has_fields<M>) {
            bind_into(member, *given, f, key);
        } else if constexpr (is_optional_struct<M>) {
            bind_into(member.emplace(), *given, f, key);
        } else if constexpr (is_struct_list<M>) {
            member.clear();
            config_tree::node whole;
            if constexpr (requires { M::value_type::map_form; }) {
                whole = in_list_form(*given, M::value_type::short_form, M::value_type::map_form);
                given = &whole;
            }
            for (const config_tree::node& item : list_items(*given, key)) {
                const std::string item_key = key + '[' + std::to_string(member.size()) + ']';
                bind_into(member.emplace_back(), item, f, item_key);
            }
        } else if constexpr (choice<M>) {
            member = read_choice<M>(*given, f, key);
        } else if constexpr (std::same_as<M, bool>) {
            member = read_bool(*given, f, key);
        } else if constexpr (std::integral<M>) {
            member = read_integer<M>(*given, f, key);
        } else if constexpr (std::same_as<M, double>) {
            member = read_number(*given, f, key);
        } else if constexpr (std::same_as<M, std::string>) {
            member = read_text(*given, f, key);
        } else {
            member = read_text_list(*given, f, key);
        }
    });

    if constexpr (requires(const T& t) { t.validate(); }) {
        try {
            static_cast<const T&>(value).validate();
        } catch (const input_error& e) {
            throw placed_error(e, n, path);
        }
    }
}

template <has_fields T>
T bind(const config_tree::node& n) {
    T value{};
    bind_into(value, n, field{.name = ""}, "");
    return value;
}

}  // namespace memglia
