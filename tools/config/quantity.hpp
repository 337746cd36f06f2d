#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

// Numbers as people write them: "3", "-1e-9", "2.5 pJ", "100 kohm".
namespace memglia {

inline constexpr std::array<std::string_view, 10> base_units = {"J", "s", "V",  "A", "ohm",
                                                                "S", "W", "Hz", "m", "F"};
inline constexpr std::string_view si_prefixes = "fpnumkMG";

bool is_base_unit(std::string_view unit);

struct quantity {
    std::string decimal;  ///< the number with the prefix folded into its exponent: "2.5e-12"
    std::string unit;     ///< base unit, empty for a bare number
};

/// Empty if the text is no number, or is followed by something else than a unit. The prefix moves
/// the decimal exponent, so that "2.5 pJ" and "2.5e-12" have the same bits.
std::optional<quantity> parse_quantity(std::string_view text);

/// Nearest double; empty if the magnitude is too large or too small for one.
std::optional<double> to_double(std::string_view decimal);

}  // namespace memglia
