#pragma once

#include <cstdint>
#include <vector>

namespace memglia {

/// A gate register of a core.
struct gate_address {
    std::uint32_t node = 0;
    std::uint32_t gate = 0;
};

/// What is loaded into a tile of any model.
struct tile_image {
    std::uint32_t state_bits = 24;
    std::vector<std::vector<gate_address>> gates_of_unit;  ///< an entry per unit
};

/// What the host does to a tile: no calcium; gates shut; gates open at least so far.
struct tile_control {
    bool knock_out = false;
    bool inhibit = false;
    std::int32_t least_gate = 0;
};

/// A tile of astrocyte units. Spikes of the neurons that a unit senses are counted over a tick.
/// When all are there, gates that differ from those of the tick before go out as packets, by what
/// was before these spikes; then units take them. 256 is an open gate.
class astrocyte_tile {
  public:
    /// `first_gate`: of every unit before the first tick.
    astrocyte_tile(const tile_image& image, std::int32_t first_gate)
        : gates_of_unit_(image.gates_of_unit),
          open_(gates_of_unit_.size(), first_gate),
          arrived_(gates_of_unit_.size()) {}
    virtual ~astrocyte_tile() = default;

    /// A spike that this unit senses has come.
    void receive(std::uint32_t unit) {
        if (arrived_[unit]++ == 0) touched_.push_back(unit);
        ++work_.packets;
    }

    /// From the coming run_tick() on.
    void control(const tile_control& control) {
        control_ = control;
        is_new_control_ = true;
    }

    struct update {
        gate_address to;
        std::int32_t open = 0;
    };

    /// Returns the gates that change in this tick.
    const std::vector<update>& run_tick(std::uint64_t tick);

    /// The gates, before the first tick.
    std::vector<update> initial_gates() const;

    /// At this time, in the image's integers.
    virtual std::int64_t calcium(std::uint32_t unit, std::uint64_t tick) const = 0;
    std::uint32_t units() const { return static_cast<std::uint32_t>(open_.size()); }

    /// Cycles of the last tick, but for a packet each.
    virtual std::uint64_t cycles_of_tick() const = 0;

    struct work {
        std::uint64_t packets = 0;
        std::uint64_t rises = 0;       ///< words decayed, raised by spikes and written
        std::uint64_t gate_reads = 0;  ///< units whose gate was looked up
        std::uint64_t updates = 0;     ///< packets with a gate
        std::uint64_t exchanges = 0;   ///< edges over which calcium could flow
        std::uint64_t decays = 0;      ///< calcium words decayed for that, and changed by it
        std::uint64_t clears = 0;      ///< calcium words set to 0 by the host
        std::uint64_t states = 0;      ///< trace, calcium and times of a unit read and compared
        std::uint64_t changes = 0;     ///< and calcium or times written
    };
    const work& done() const { return work_; }

  protected:
    /// A tick without spikes; `is_cleared` in the first of a knock-out.
    virtual void advance(std::uint64_t tick, bool is_cleared) = 0;

    /// Whether a unit's gate may be another than in the last tick.
    virtual bool may_move(std::uint32_t unit) const = 0;
    virtual std::int32_t gate(std::uint32_t unit, std::uint64_t tick) const = 0;

    virtual void take(std::uint32_t unit, std::uint32_t spikes, std::uint64_t tick) = 0;

    bool is_out() const { return control_.knock_out; }

    work work_;

  private:
    std::vector<std::vector<gate_address>> gates_of_unit_;
    std::vector<std::int32_t> open_;  ///< what cores know
    tile_control control_;
    bool is_new_control_ = false;
    std::vector<std::uint32_t> arrived_;
    std::vector<std::uint32_t> touched_;
    std::vector<update> updates_;
};

}  // namespace memglia
