#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

// Enumerations that a configuration names by words. Beside the enumeration stands
//
//     constexpr std::string_view choice_words(law) { return "linear|sinh"; }
//
// with one word per value, in the order of the values, which start at 0.
namespace memglia {

template <class E>
concept choice = std::is_enum_v<E> && requires(E value) {
    { choice_words(value) } -> std::same_as<std::string_view>;
};

/// The word of a value.
template <choice E>
std::string word_of(E value) {
    std::string_view rest = choice_words(value);
    for (auto skip = static_cast<std::size_t>(value); skip > 0; --skip) {
        rest.remove_prefix(rest.find('|') + 1);
    }
    return std::string(rest.substr(0, rest.find('|')));
}

/// The value of a word, if it has one.
template <choice E>
std::optional<E> choice_of(std::string_view word) {
    std::string_view rest = choice_words(E{});
    for (std::size_t value = 0;; ++value) {
        const std::size_t bar = rest.find('|');
        if (rest.substr(0, bar) == word) return static_cast<E>(value);
        if (bar == std::string_view::npos) return std::nullopt;
        rest.remove_prefix(bar + 1);
    }
}

}  // namespace memglia
