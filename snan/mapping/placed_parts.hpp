#pragma once

#include <compare>
#include <cstdint>
#include <tuple>

namespace memglia {

/// A synapse on its way into a core's image; in the order of rows.
struct placed_synapse {
    std::uint32_t group = 0;
    std::uint32_t projection = 0;
    std::uint32_t source = 0;
    std::uint32_t delay_ticks = 0;
    std::uint32_t ordinal = 0;
    std::uint32_t column = 0;
    std::int32_t level = 0;
    std::uint32_t index = 0;  ///< in its projection

    auto row_key() const { return std::tie(group, source, delay_ticks, ordinal); }
    friend bool operator<(const placed_synapse& a, const placed_synapse& b) {
        return std::tie(a.group, a.source, a.delay_ticks, a.ordinal, a.column) <
               std::tie(b.group, b.source, b.delay_ticks, b.ordinal, b.column);
    }
};

/// What a gate register of a core follows.
struct gate_key {
    std::uint32_t field = 0;
    bool permits = false;  ///< whether plasticity is permitted, not how far the gate is open
    std::uint32_t unit = 0;
    auto operator<=>(const gate_key&) const = default;
};

}  // namespace memglia
