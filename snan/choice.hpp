#pragma once

#include <bit>
#include <cstdint>
#include <functional>

#include "snan/session.hpp"

namespace memglia {

/// Where ties are drawn from, beside random_stream: below(n) is uniform in [0, n).
struct tie_source {
    std::function<std::uint32_t(std::uint32_t)> below;
};

/// One of the actions whose bit is set, uniformly; `options` must not be empty. One candidate draws
/// nothing.
template <class Random>
direction pick(contact_bits options, Random& random) {
    const int count = std::popcount(options);
    std::uint32_t skip = count > 1 ? random.below(static_cast<std::uint32_t>(count)) : 0;
    for (const direction a : all_directions) {
        if ((options & contact_bit(a)) == 0) continue;
        if (skip == 0) return a;
        --skip;
    }
    return direction::north;
}

/// The end of winner-take-all: one of the tied winners; without any winner one of the sides without
/// contact; walled in on all sides, any side.
template <class Random>
direction choose(contact_bits winners, contact_bits contacts, Random& random) {
    constexpr contact_bits all = 0xF;
    if (winners != 0) return pick(winners, random);
    const auto open = static_cast<contact_bits>(all & ~contacts);
    return pick(open != 0 ? open : all, random);
}

}  // namespace memglia
