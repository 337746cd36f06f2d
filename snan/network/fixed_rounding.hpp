#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

// How values become integers: to the nearest, halves up.
namespace memglia::fixed_rounding {

/// States hold so many times the largest value that the network names.
inline constexpr double headroom = 8;
inline constexpr int most_fraction_bits = 30;

inline double power_of_two(int n) {
    return std::ldexp(1.0, n);
}

inline std::int64_t rounded(double value) {
    return static_cast<std::int64_t>(std::floor(value + 0.5));
}

inline std::int32_t clamped(double value, std::int64_t most) {
    const auto end = static_cast<double>(most);
    return static_cast<std::int32_t>(rounded(std::clamp(value, -end, end)));
}

/// As many fractional bits as leave headroom over this.
inline int fraction_bits_for(double largest, std::int64_t most) {
    int bits = most_fraction_bits;
    while (largest * headroom * power_of_two(bits) > static_cast<double>(most)) --bits;
    return bits;
}

}  // namespace memglia::fixed_rounding
