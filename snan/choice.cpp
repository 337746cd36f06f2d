#include "snan/choice.hpp"

#include <bit>

namespace memglia {

direction pick(contact_bits options, random_stream& random) {
    const int count = std::popcount(options);
    std::uint32_t skip = count > 1 ? random.below(static_cast<std::uint32_t>(count)) : 0;
    for (const direction a : all_directions) {
        if ((options & contact_bit(a)) == 0) continue;
        if (skip == 0) return a;
        --skip;
    }
    return direction::north;
}

direction choose(contact_bits winners, contact_bits contacts, random_stream& random) {
    constexpr contact_bits all = 0xF;
    if (winners != 0) return pick(winners, random);
    const auto open = static_cast<contact_bits>(all & ~contacts);
    return pick(open != 0 ? open : all, random);
}

}  // namespace memglia
