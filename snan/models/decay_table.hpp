#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/elementary.hpp"

namespace memglia {

/// Fractional bits of factors in fixed point.
inline constexpr unsigned factor_bits = 20;
inline constexpr std::int64_t factor_one = std::int64_t{1} << factor_bits;

/// A factor of at most a few in fixed point, to the nearest.
inline std::int32_t fixed_factor(double factor) {
    return static_cast<std::int32_t>(factor * static_cast<double>(factor_one) +
                                     (factor < 0 ? -0.5 : 0.5));
}

/// A value times a factor; halves go up.
constexpr std::int64_t times_factor(std::int64_t value, std::int64_t factor) {
    return (value * factor + factor_one / 2) >> factor_bits;
}

/// Powers of a decay, by the ticks that have passed. After n ticks a value is
///   times_factor(times_factor(value, coarse[n / 256]), fine[n % 256]), and 0 from 2^16 ticks on.
struct decay_table {
    std::array<std::int32_t, 256> fine{};
    std::array<std::int32_t, 256> coarse{};

    decay_table() = default;
    /// `log_factor`: natural logarithm of the decay of one tick.
    explicit decay_table(double log_factor) {
        fine[0] = coarse[0] = static_cast<std::int32_t>(factor_one);
        for (std::size_t i = 1; i < fine.size(); ++i) {
            const auto n = static_cast<double>(i);
            fine[i] = fixed_factor(exp_exact_bits(n * log_factor));
            coarse[i] = fixed_factor(exp_exact_bits(256 * n * log_factor));
        }
    }

    friend bool operator==(const decay_table&, const decay_table&) = default;
};

}  // namespace memglia
