#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rtl_models/tile/core_image.hpp"

namespace memglia {

/// A gate register of a core.
struct gate_address {
    std::uint32_t node = 0;
    std::uint32_t gate = 0;
};

/// Two units that exchange calcium.
struct calcium_edge {
    std::uint32_t first = 0;
    std::uint32_t second = 0;
};

/// The astrocyte units of a field, in integers: calcium c opens the gate by entry
/// (c - table_from) >> table_shift, clamped, of a table; 256 is open.
struct calcium_image {
    std::uint32_t state_bits = 24;
    std::int32_t per_spike = 0;
    std::int32_t cap = 0;
    decay_rom decay;
    std::int32_t table_from = 0;
    std::uint32_t table_shift = 0;
    std::array<std::int32_t, 64> gate{};
    std::vector<std::vector<gate_address>> gates_of_unit;  ///< an entry per unit
    std::int32_t conductance = 0;                          ///< of 2^20
    std::vector<calcium_edge> edges;                       ///< each once; none: units of their own
};

/// What the host does to a tile: no calcium; gates shut; gates open at least so far.
struct tile_control {
    bool knock_out = false;
    bool inhibit = false;
    std::int32_t least_gate = 0;
};

/// A tile of astrocyte units. Spikes of the neurons that a unit senses are counted over a tick.
/// When all are there, gates that differ from those of the tick before go out as packets, by the
/// calcium before these spikes; then calcium takes them. It is kept as it was when it last rose: a
/// read never writes back. With edges every unit first decays by a tick and then exchanges calcium
/// with its neighbours: a word per unit sums what comes over its edges before any of it is taken.
class calcium_tile {
  public:
    explicit calcium_tile(calcium_image image);

    /// A spike that this unit senses has come.
    void receive(std::uint32_t unit) {
        if (arrived_[unit]++ == 0) touched_.push_back(unit);
        ++work_.packets;
    }

    /// From the coming run_tick() on.
    void control(const tile_control& control);

    struct update {
        gate_address to;
        std::int32_t open = 0;
    };

    /// Returns the gates that change in this tick.
    const std::vector<update>& run_tick(std::uint64_t tick);

    /// The gates before the first tick.
    std::vector<update> initial_gates() const;

    /// At this time, in the image's integers.
    std::int64_t calcium(std::uint32_t unit, std::uint64_t tick) const;
    std::uint32_t units() const { return static_cast<std::uint32_t>(level_.size()); }

    /// Cycles of every tick, but for a packet each: a unit, with edges twice, and an edge.
    std::uint64_t cycles_of_tick() const {
        const std::uint64_t passes = image_.edges.empty() ? 1 : 2;
        return passes * level_.size() + image_.edges.size();
    }

    struct work {
        std::uint64_t packets = 0;
        std::uint64_t rises = 0;       ///< calcium words decayed, raised and written
        std::uint64_t gate_reads = 0;  ///< calcium words decayed and looked up for a gate
        std::uint64_t updates = 0;     ///< packets with a gate
        std::uint64_t exchanges = 0;   ///< edges over which calcium could flow
        std::uint64_t decays = 0;      ///< calcium words decayed for that, and changed by it
        std::uint64_t clears = 0;      ///< calcium words set to 0 by the host
    };
    const work& done() const { return work_; }

  private:
    std::int32_t gate_of(std::int64_t calcium) const;
    void clear(std::uint64_t tick);
    void exchange(std::uint64_t tick);

    calcium_image image_;
    std::vector<std::int64_t> level_;
    std::vector<std::uint64_t> rose_at_;  ///< with edges: when it was last written
    std::vector<std::int64_t> inflow_;
    std::vector<std::int32_t> open_;  ///< what cores know
    tile_control control_;
    bool is_new_control_ = false;
    std::vector<std::uint32_t> arrived_;
    std::vector<std::uint32_t> touched_;
    std::vector<update> updates_;
    work work_;
};

}  // namespace memglia
