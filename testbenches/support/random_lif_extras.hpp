#pragma once

#include <algorithm>
#include <cstdint>

#include "base/random.hpp"
#include "snan/models/lif.hpp"

namespace memglia::test {

/// Now and then noise, a floor, homeostasis and no reset, from a stream of their own.
inline void draw_extras(lif_config& lif, std::uint64_t seed, std::uint64_t index, double tick_s) {
    random_stream draw(seed, "test", "lif extras", index);
    const auto between = [&draw](double low, double high) {
        return low + (high - low) * draw.uniform();
    };
    if (draw.below(4) == 0) {
        lif.reset = lif_reset::none;
        lif.v_reset = 0;
        if (draw.below(2) == 0) lif.refractory_s = 0;
    }
    if (draw.below(3) == 0) lif.noise = between(0.1, 1) * lif.tau_m_s / tick_s;
    if (draw.below(3) == 0) {
        lif.v_floor = std::min(lif.v_reset, lif.threshold) - between(0, 0.3);
    }
    if (draw.below(3) == 0) {
        homeostasis_config& h = lif.homeostasis.emplace();
        h.from_s = draw.below(2) * draw.below(300) * tick_s;
        if (draw.below(2) == 0) h.until_s = h.from_s + (1 + draw.below(600)) * tick_s;
        h.rise = between(0.02, 0.3);
        h.rate_hz = between(0.002, 0.3) / tick_s;
    }
}

}  // namespace memglia::test
