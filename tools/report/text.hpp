#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "snan/statistics.hpp"

// Numbers and words as the report prints them: no locale, always the same number of digits.
namespace memglia {

/// Text for HTML and SVG, inside elements and inside quoted attributes.
std::string escape_markup(std::string_view text);

/// `digits` significant digits with trailing zeros ("29.0", "0.330"); an en dash if not finite.
std::string format_significant(double value, int digits = 3);

/// At most `digits` significant digits, no trailing zeros ("57", "17.25").
std::string format_trimmed(double value, int digits = 4);

/// Groups of three digits.
std::string format_count(std::uint64_t count);

/// A number as text with its whole digits in groups of three, from five on.
std::string grouped(std::string number);

/// A fraction in percent, without the sign. Below one it never rounds up to 100.
std::string format_percent(double fraction);

/// "[low, high]", both times `factor`.
std::string format_interval(const interval& range, double factor);

/// Steps to the goal. Failures were entered as limit + 1: above the limit is "> limit" (not
/// escaped).
std::string format_steps(double steps, std::uint32_t limit);

/// A unit with the SI prefix that suits `largest`: value * factor is in `name`.
struct scaled_unit {
    double factor = 1;
    std::string name;
};
scaled_unit unit_for(double largest, std::string_view base_unit);

/// "57.5 pJ", "2 µs": a value in the unit that suits it.
std::string format_quantity(double value, std::string_view base_unit);

/// What readers call an agent or a component; unknown names as they are.
std::string agent_label(std::string_view name);
std::string component_label(std::string_view name);

}  // namespace memglia
