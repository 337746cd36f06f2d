#pragma once

#include <cstdint>

namespace memglia {

/// Finaliser of MurmurHash3 (Appleby 2011): different numbers stay different.
constexpr std::uint32_t mixed_bits(std::uint32_t h) {
    h = (h ^ (h >> 16U)) * 0x85ebca6bU;
    h = (h ^ (h >> 13U)) * 0xc2b2ae35U;
    return h ^ (h >> 16U);
}

/// 16 random bits, for a stochastic rounding or noise, a function of who draws and when, so that
/// the order of draws does not matter.
constexpr std::uint32_t rounding_bits(std::uint32_t who, std::uint32_t when) {
    return mixed_bits(who ^ (when * 0x9e3779b9U)) & 0xffffU;
}

}  // namespace memglia
