#include "tools/config/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace memglia {

namespace {

constexpr std::array<int, 8> prefix_exponents = {-15, -12, -9, -6, -3, 3, 6, 9};
static_assert(prefix_exponents.size() == si_prefixes.size());

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t skip_digits(std::string_view text, std::size_t i) {
    while (i < text.size() && is_digit(text[i])) ++i;
    return i;
}

// Length of the decimal number at the start of the text, 0 if there is none.
std::size_t number_length(std::string_view text) {
    const std::size_t begin = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    std::size_t end = skip_digits(text, begin);
    std::size_t digits = end - begin;
    if (end < text.size() && text[end] == '.') {
        const std::size_t fraction = skip_digits(text, end + 1);
        digits += fraction - (end + 1);
        end = fraction;
    }
    if (digits == 0) return 0;
    if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
        std::size_t exponent = end + 1;
        if (exponent < text.size() && (text[exponent] == '-' || text[exponent] == '+')) ++exponent;
        const std::size_t last = skip_digits(text, exponent);
        if (last > exponent) end = last;
    }
    return end;
}

std::optional<std::string> shifted(std::string_view decimal, int shift) {
    const std::size_t e = decimal.find_first_of("eE");
    int exponent = 0;
    if (e != std::string_view::npos) {
        std::string_view digits = decimal.substr(e + 1);
        if (digits[0] == '+') digits.remove_prefix(1);
        const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
        if (result.ec != std::errc{} || exponent > 9999 || exponent < -9999) return std::nullopt;
    }
    return fmt::format("{}e{}", decimal.substr(0, e), exponent + shift);
}

}  // namespace

bool is_base_unit(std::string_view unit) {
    return std::find(base_units.begin(), base_units.end(), unit) != base_units.end();
}

std::optional<quantity> parse_quantity(std::string_view text) {
    const std::size_t length = number_length(text);
    if (length == 0) return std::nullopt;
    std::string_view decimal = text.substr(0, length);
    if (decimal[0] == '+') decimal.remove_prefix(1);

    std::string_view suffix = text.substr(length);
    if (suffix.empty()) return quantity{std::string(decimal), ""};
    suffix.remove_prefix(std::min(suffix.find_first_not_of(' '), suffix.size()));
    if (is_base_unit(suffix)) return quantity{std::string(decimal), std::string(suffix)};

    const std::size_t prefix =
        suffix.empty() ? std::string_view::npos : si_prefixes.find(suffix[0]);
    if (prefix == std::string_view::npos || !is_base_unit(suffix.substr(1))) return std::nullopt;
    const auto scaled = shifted(decimal, prefix_exponents[prefix]);
    if (!scaled) return std::nullopt;
    return quantity{*scaled, std::string(suffix.substr(1))};
}

std::optional<double> to_double(std::string_view decimal) {
    double value = 0;
    const char* const end = decimal.data() + decimal.size();
    const auto result = std::from_chars(decimal.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return value;
}

}  // namespace memglia
