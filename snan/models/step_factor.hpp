#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace memglia {

/// A factor as a mantissa of 24 bits and a shift: mantissa / 2^shift.
struct step_factor {
    static constexpr std::int64_t most_value = (std::int64_t{1} << 38U) - 1;
    static constexpr double most_factor = 0x1p22;

    std::int32_t mantissa = 0;
    std::uint32_t shift = 1;

    step_factor() = default;
    /// To 24 bits; |factor| at most most_factor.
    explicit step_factor(double factor) {
        constexpr int mantissa_bits = 24;
        constexpr int most_shift = 62;
        int exponent = 0;
        std::frexp(factor, &exponent);
        const int places = std::min(mantissa_bits - exponent, most_shift);
        mantissa = static_cast<std::int32_t>(std::floor(std::ldexp(factor, places) + 0.5));
        shift = static_cast<std::uint32_t>(places);
    }

    /// |value| at most most_value; halves go up.
    constexpr std::int64_t times(std::int64_t value) const {
        return (value * mantissa + (std::int64_t{1} << (shift - 1))) >> shift;
    }

    static constexpr std::int64_t clipped(std::int64_t value) {
        return std::min(std::max(value, -most_value), most_value);
    }
};

}  // namespace memglia
