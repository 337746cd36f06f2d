#pragma once

#include <algorithm>
#include <cstdint>

#include "snan/models/decay_table.hpp"

namespace memglia {

/// A value in fixed point that decays by a table and is written only when it rises.
struct fixed_trace {
    std::int32_t value = 0;  ///< when it last rose
    std::uint32_t rose = 0;  ///< tick of that

    std::int64_t at(std::uint32_t tick, const decay_table& decay) const {
        const std::uint32_t ticks = tick - rose;
        if (value == 0 || ticks >= std::uint32_t{1} << 16U) return 0;
        return times_factor(times_factor(value, decay.coarse[ticks / 256]),
                            decay.fine[ticks % 256]);
    }

    void rise(std::uint32_t tick, const decay_table& decay, std::int32_t by, std::int64_t most) {
        value = static_cast<std::int32_t>(std::min(at(tick, decay) + by, most));
        rose = tick;
    }
};

}  // namespace memglia
