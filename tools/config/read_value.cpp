#include "tools/config/read_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>

#include "tools/config/near_miss.hpp"
#include "tools/config/quantity.hpp"

namespace memglia {

using config_tree::error_at;
using config_tree::found_text;
using config_tree::node;
using config_tree::scalar;

namespace {

std::string expected_number(const field& f, const std::string& kind) {
    std::string text = "a " + kind;
    if (!f.unit.empty() && f.unit != "1") text += fmt::format(" in {}", f.unit);
    const std::string range = range_text(f);
    return range.empty() ? text : text + ", " + range;
}

// ".inf", "nan" and their kin: YAML calls them numbers.
bool is_non_finite_word(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    text.erase(0, text.find_first_not_of("+-."));
    return text == "inf" || text == "infinity" || text == "nan";
}

std::string text_hint(const scalar& s, const std::optional<quantity>& q, const field& f) {
    if (q) return "remove the quotes";
    if (!f.unit.empty() && s.text.ends_with(f.unit)) {
        const std::string bare = s.text.substr(0, s.text.size() - f.unit.size());
        const std::string number = bare.substr(0, bare.find_last_not_of(' ') + 1);
        if (parse_quantity(number)) return fmt::format("the unit is implied: write {}", number);
    }
    return "";
}

// The decimal text of a number in the field's unit, and its value.
struct number {
    std::string decimal;
    double value;
};

number read_decimal(const node& n, const field& f, const std::string& path,
                    const std::string& kind) {
    const scalar* s = n.as_scalar();
    if (s == nullptr) throw error_at(n.at, path, found_text(n), expected_number(f, kind));

    const auto q = parse_quantity(s->text);
    if (!s->was_quoted && is_non_finite_word(s->text)) {
        throw error_at(n.at, path, "found " + s->text + ", which is not finite",
                       expected_number(f, kind));
    }
    if (!q || (q->unit.empty() && s->was_quoted)) {
        throw error_at(n.at, path, found_text(n), expected_number(f, kind), text_hint(*s, q, f));
    }
    if (!q->unit.empty() && q->unit != f.unit) {
        const bool bare = f.unit.empty() || f.unit == "1";
        throw error_at(
            n.at, path, fmt::format("found '{}', a value in {}", s->text, q->unit),
            expected_number(f, kind),
            bare ? "this key has no unit" : fmt::format("the unit of this key is {}", f.unit));
    }
    const auto value = to_double(q->decimal);
    if (!value) {
        throw error_at(n.at, path, "found " + s->text + ", which no double can hold",
                       expected_number(f, kind));
    }
    return {q->decimal, *value};
}

void check_range(const node& n, const field& f, const std::string& path, double value,
                 const std::string& kind) {
    if (value >= f.min && value <= f.max) return;
    throw error_at(n.at, path, "found " + n.as_scalar()->text, expected_number(f, kind));
}

// Exact for an integer literal; "3.0" and "1e6" go through double. Empty if the type cannot hold
// it.
template <std::integral Wide>
std::optional<Wide> to_whole(const number& value) {
    if (value.decimal.find_first_of(".eE") == std::string::npos) {
        Wide whole = 0;
        const char* const end = value.decimal.data() + value.decimal.size();
        const auto result = std::from_chars(value.decimal.data(), end, whole);
        if (result.ec == std::errc{} && result.ptr == end) return whole;
        return value.value == 0 ? std::optional<Wide>(0) : std::nullopt;
    }
    // 2^63 or 2^64: the first value beyond the type, exact as a double, unlike the type's maximum.
    const double beyond = std::ldexp(1.0, std::numeric_limits<Wide>::digits);
    const double lowest = std::is_signed_v<Wide> ? -beyond : 0.0;
    if (value.value < lowest || value.value >= beyond) return std::nullopt;
    return static_cast<Wide>(value.value);
}

template <std::integral Wide>
Wide read_whole(const node& n, field f, const std::string& path, Wide lowest, Wide highest) {
    const std::string kind = "whole number";
    if (lowest == 0) f.min = std::max(f.min, 0.0);
    const number value = read_decimal(n, f, path, kind);
    if (value.value != std::floor(value.value)) {
        throw error_at(n.at, path, "found " + n.as_scalar()->text, expected_number(f, kind));
    }
    check_range(n, f, path, value.value, kind);
    const auto whole = to_whole<Wide>(value);
    if (!whole || *whole < lowest || *whole > highest) {
        f.min = std::max(f.min, static_cast<double>(lowest));
        f.max = std::min(f.max, static_cast<double>(highest));
        throw error_at(n.at, path, "found " + n.as_scalar()->text, expected_number(f, kind));
    }
    return *whole;
}

}  // namespace

bool read_bool(const node& n, const field&, const std::string& path) {
    const scalar* s = n.as_scalar();
    if (s != nullptr && !s->was_quoted && s->text == "true") return true;
    if (s != nullptr && !s->was_quoted && s->text == "false") return false;
    std::string hint;
    if (s != nullptr) {
        for (const char* word : {"true", "True", "TRUE", "yes", "on", "1"}) {
            if (s->text == word) hint = "write true, without quotes";
        }
        for (const char* word : {"false", "False", "FALSE", "no", "off", "0"}) {
            if (s->text == word) hint = "write false, without quotes";
        }
    }
    throw error_at(n.at, path, found_text(n), "true or false", hint);
}

double read_number(const node& n, const field& f, const std::string& path) {
    const std::string kind = "number";
    const double value = read_decimal(n, f, path, kind).value;
    check_range(n, f, path, value, kind);
    return value;
}

std::int64_t read_signed(const node& n, const field& f, const std::string& path,
                         std::int64_t lowest, std::int64_t highest) {
    return read_whole(n, f, path, lowest, highest);
}

std::uint64_t read_unsigned(const node& n, const field& f, const std::string& path,
                            std::uint64_t highest) {
    return read_whole(n, f, path, std::uint64_t{0}, highest);
}

std::string read_text(const node& n, const field& f, const std::string& path) {
    const std::vector<std::string> choices = split_choices(f.choices);
    const std::string expected = choices.empty() ? "text" : one_of(choices);
    const scalar* s = n.as_scalar();
    if (s == nullptr) {
        throw error_at(n.at, path, found_text(n), expected,
                       n.is_null() && choices.empty() ? "write '' for empty text" : "");
    }
    if (!choices.empty() && std::find(choices.begin(), choices.end(), s->text) == choices.end()) {
        throw error_at(n.at, path, fmt::format("found '{}'", s->text), expected,
                       did_you_mean(s->text, choices));
    }
    return s->text;
}

std::vector<std::string> read_text_list(const node& n, const field& f, const std::string& path) {
    const config_tree::list* items = n.as_list();
    if (items == nullptr) {
        throw error_at(n.at, path, found_text(n), "a list of text",
                       n.is_null() ? "write [] for an empty list" : "");
    }
    std::vector<std::string> texts;
    for (const node& item : *items) {
        texts.push_back(read_text(item, f, fmt::format("{}[{}]", path, texts.size())));
    }
    return texts;
}

std::vector<std::string> split_choices(std::string_view choices) {
    std::vector<std::string> parts;
    while (!choices.empty()) {
        const std::size_t bar = choices.find('|');
        parts.emplace_back(choices.substr(0, bar));
        choices.remove_prefix(bar == std::string_view::npos ? choices.size() : bar + 1);
    }
    return parts;
}

std::string range_text(const field& f) {
    const bool has_min = std::isfinite(f.min);
    const bool has_max = std::isfinite(f.max);
    if (has_min && has_max) return fmt::format("between {} and {}", f.min, f.max);
    if (has_min) return fmt::format("at least {}", f.min);
    return has_max ? fmt::format("at most {}", f.max) : "";
}

}  // namespace memglia
