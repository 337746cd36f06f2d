#pragma once

#include <cstdint>
#include <vector>

#include "snan/network/coupling_config.hpp"

namespace memglia {

/// Resource in whole quanta, 2^bits of them being q = 1. With R(x, s, i) = (x + r) >> s, where r is
/// rounding_bits(tag + i, tick) shifted left by s - 16, in every tick:
///   for each exchange k = 0, 1 ...: with every a as it is, each edge e in its order sends
///   R(a_first conductance, 20, i) from first to second, and R(a_second conductance, 20, i + 1)
///   back, with i = 2 (edges k + e), but never more than is left of the sender's a; then all take
///   what they were sent; the gate of a unit opens to 256 - ((q 256 + half) >> bits), half =
///   2^(bits - 1); with n spikes used = min(R(q n depletion, 28, i), q), given = min(R(a (one - q)
///   replenishment, 20 + bits, i + 1), a, one - q), i = 2 (edges exchanges + unit), one = 2^bits; q
///   += given - used and a += used - given.
/// No quantum is made or lost.
struct fixed_resource_model {
    static constexpr unsigned depletion_bits = 28;
    static constexpr unsigned factor_bits = 20;
    std::uint32_t bits = 16;
    std::int32_t depletion = 0;      ///< of 2^28, a spike
    std::int32_t replenishment = 0;  ///< of 2^20, a tick
    std::int32_t conductance = 0;    ///< of 2^20
    std::uint32_t exchanges = 0;     ///< 0 without edges
    std::uint32_t tag = 0;
    std::vector<unit_edge> edges;
    std::vector<std::int32_t> synaptic;    ///< of each unit
    std::vector<std::int32_t> astrocytic;  ///< the same
};

}  // namespace memglia
