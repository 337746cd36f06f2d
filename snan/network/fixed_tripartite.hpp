#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace memglia {

/// A level onto a target whose levels sum up to s adds unit[s >> shift], at most 64 entries, in
/// place of the projection's unit; each is that of the middle of its sums, and at most the largest
/// state.
struct fixed_scaling {
    std::uint32_t shift = 0;
    std::vector<std::int32_t> unit;

    std::int32_t of(std::uint32_t sum) const { return unit[sum >> shift]; }
};

/// Plasticity by levels. A synapse keeps the tick of the last arrival over it. After all arrivals
/// of a tick before until_tick, a target that spikes and is permitted by its astrocyte moves all
/// levels of the projection onto it by `step` within 0..weight_levels, up where the last arrival is
/// at most window_ticks old and down elsewhere, unless less than pause_ticks have passed since it
/// last did. What arrives in a tick is scaled by the sums before that. An astrocyte permits when it
/// is not inhibited and, as in fixed_coincidence_model, its trace is `strong` and its calcium
/// `raised` in this tick.
struct fixed_tripartite {
    std::int32_t step = 1;
    std::uint32_t window_ticks = 0;
    std::uint32_t pause_ticks = 0;
    std::uint64_t until_tick = 0;
    std::optional<std::size_t> field;  ///< that permits; none: always
    std::optional<fixed_scaling> scaling;
};

}  // namespace memglia
