#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "rtl_models/cost/technology.hpp"

namespace memglia {

/// Of the link that link_j is for.
inline constexpr double link_pitch_m = 0.3e-3;

/// What a 32-bit word takes between a memory's port and the middle of its bank, beside the bank's
/// own read or write. Banks lie in a square with the port at a corner: half a side along and half a
/// side across on average.
inline double bank_wire_j(const technology& t, std::uint64_t banks) {
    const double side_m = std::sqrt(t.sram_bank_m2.value);
    const double way_m =
        (std::sqrt(static_cast<double>(std::max<std::uint64_t>(banks, 1))) - 1) * side_m;
    return t.link_j.value * way_m / link_pitch_m;
}

}  // namespace memglia
