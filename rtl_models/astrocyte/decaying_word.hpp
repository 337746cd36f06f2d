#pragma once

#include <algorithm>
#include <cstdint>

#include "rtl_models/tile/core_image.hpp"

namespace memglia {

/// A value that decays by a table, with the tick in which it was written: a read never writes back.
struct decaying_word {
    std::int64_t value = 0;
    std::uint64_t written = 0;

    std::int64_t at(std::uint64_t tick, const decay_rom& decay) const {
        return decay.after(value, tick - written);
    }

    /// Saturates at `most`.
    void rise(std::uint64_t tick, const decay_rom& decay, std::int64_t by, std::int64_t most) {
        value = std::min(at(tick, decay) + by, most);
        written = tick;
    }
};

}  // namespace memglia
