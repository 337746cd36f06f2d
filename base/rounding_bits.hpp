#pragma once

#include <cstdint>

namespace memglia {

/// 16 random bits for a stochastic rounding, a function of who rounds and when, so that the order
/// of roundings does not matter. Finaliser of MurmurHash3 (Appleby 2011).
constexpr std::uint32_t rounding_bits(std::uint32_t who, std::uint32_t when) {
    std::uint32_t h = who ^ (when * 0x9e3779b9U);
    h = (h ^ (h >> 16U)) * 0x85ebca6bU;
    h = (h ^ (h >> 13U)) * 0xc2b2ae35U;
    h ^= h >> 16U;
    return h & 0xffffU;
}

}  // namespace memglia
