#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/rounding_bits.hpp"
#include "snan/network/fixed_neurons.hpp"

// The arithmetic of neurons in fixed point once more, by way of floating point.
namespace memglia::test::dense_fixed {

using integer = std::int64_t;

inline bool has(const std::vector<std::uint64_t>& ticks, std::uint64_t tick) {
    return std::binary_search(ticks.begin(), ticks.end(), tick);
}

/// By how many levels a trace moves a weight.
inline integer moves(integer change, std::uint32_t who, std::uint64_t tick) {
    return (change + rounding_bits(who, static_cast<std::uint32_t>(tick))) / 65'536;
}

inline integer exponential(const fixed_adex& cell, integer x) {
    const long double log = static_cast<long double>(x * exponential_table::log2_e);
    const auto z = static_cast<integer>(std::floor(std::ldexp(log, -cell.v_bits - 12)));
    const auto whole = static_cast<integer>(std::floor(static_cast<double>(z) / 256));
    const integer places = whole + cell.v_bits - 20;
    if (places < -40) return 0;
    const integer mantissa = cell.power.power.at(static_cast<std::size_t>(z - 256 * whole));
    const long double exact =
        std::ldexp(static_cast<long double>(mantissa), static_cast<int>(places));
    const auto most = static_cast<long double>(exponential_table::most);
    return static_cast<integer>(std::floor(std::min(exact, most) + 0.5L));
}

inline integer to_nearest(integer value, int places) {
    if (places == 0) return value;
    const long double exact = std::ldexp(static_cast<long double>(value), -places);
    return static_cast<integer>(std::floor(exact + 0.5L));
}
inline integer stepped(integer value, const step_factor& factor) {
    const long double product =
        static_cast<long double>(value) * static_cast<long double>(factor.mantissa);
    return static_cast<integer>(
        std::floor(std::ldexp(product, -static_cast<int>(factor.shift)) + 0.5L));
}
inline integer held(integer value) {
    constexpr integer most = (integer{1} << 38) - 1;
    return std::clamp(value, -most, most);
}

}  // namespace memglia::test::dense_fixed
