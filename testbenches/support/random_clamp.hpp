#pragma once

#include <cstdint>

#include "base/random.hpp"
#include "snan/network/network.hpp"

namespace memglia::test {

/// One to three windows in the first thousand ticks, some neurons spiking in them.
inline clamp_config random_clamp(std::uint32_t neurons, double tick_s, random_stream& draw) {
    clamp_config clamp;
    const double rate = 0.3 * draw.uniform();
    std::uint64_t tick = draw.below(3) * draw.below(100);
    for (std::uint32_t n = 1 + draw.below(3); n > 0; --n) {
        const std::uint64_t end = tick + 1 + draw.below(50);
        clamp.windows.push_back(
            {static_cast<double>(tick) * tick_s, static_cast<double>(end) * tick_s});
        for (; tick < end; ++tick) {
            for (std::uint32_t j = neurons; j-- > 0;) {
                if (draw.uniform() < rate) clamp.spikes.push_back({j, tick});
            }
        }
        tick += draw.below(300);
    }
    return clamp;
}

}  // namespace memglia::test
