#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/rounding_bits.hpp"
#include "snan/network/network.hpp"

namespace memglia {

/// What makes the noise of a neuron its own: a function of the network's seed, the name of its
/// population and its index. Neurons of a population have different ones.
inline std::vector<std::uint32_t> noise_tags(std::uint64_t seed, const std::string& population_name,
                                             std::uint32_t size) {
    random_stream draw(seed, "network/" + population_name, "noise");
    const auto first = static_cast<std::uint32_t>(draw.bits());
    std::vector<std::uint32_t> tags;
    tags.reserve(size);
    for (std::uint32_t j = 0; j < size; ++j) tags.push_back(mixed_bits(first + j));
    return tags;
}

inline std::vector<std::uint32_t> noise_tags(const network& net, const population& p) {
    return noise_tags(net.seed, p.name, p.size);
}

/// The noise of a neuron in a tick, of 65536: odd numbers from -65535 to 65535.
constexpr std::int32_t noise_parts(std::uint32_t tag, std::uint32_t tick) {
    return static_cast<std::int32_t>(2 * rounding_bits(tag, tick)) - 65'535;
}

}  // namespace memglia
