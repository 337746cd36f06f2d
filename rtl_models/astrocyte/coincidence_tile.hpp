#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/astrocyte/astrocyte_tile.hpp"
#include "rtl_models/astrocyte/decaying_word.hpp"

namespace memglia {

/// Units that a strong drive marks with calcium and that a weak one then opens, in integers.
struct coincidence_image : tile_image {
    std::int32_t per_spike = 0;  ///< of a trace, which saturates at most_trace
    std::int32_t strong = 1;
    std::int32_t weak = 1;
    std::int32_t most_trace = 0;
    decay_rom trace_decay;
    std::int32_t rise = 0;  ///< of calcium, up to the cap
    std::int32_t cap = 0;
    std::int32_t raised = 1;
    decay_rom decay;
    std::uint32_t latency_ticks = 1;
    std::uint32_t refractory_ticks = 1;
    std::uint32_t open_ticks = 1;
    std::uint32_t pause_ticks = 0;
};

/// A tile of such units. A unit with nothing due, a shut gate and a trace below both thresholds
/// sleeps until a spike comes: a bit each says who does not, and those take a cycle.
class coincidence_tile final : public astrocyte_tile {
  public:
    explicit coincidence_tile(const coincidence_image& image);

    std::int64_t calcium(std::uint32_t unit, std::uint64_t tick) const override;
    std::uint64_t cycles_of_tick() const override { return cycles_; }

  protected:
    void advance(std::uint64_t tick, bool is_cleared) override;
    bool may_move(std::uint32_t unit) const override { return units_[unit].was_awake; }
    std::int32_t gate(std::uint32_t unit, std::uint64_t tick) const override {
        return tick < units_[unit].open_until ? 256 : 0;
    }
    bool permits(std::uint32_t unit) const override { return units_[unit].permits; }
    void take(std::uint32_t unit, std::uint32_t spikes, std::uint64_t tick) override;

  private:
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    struct unit_words {
        decaying_word trace;
        decaying_word calcium;
        std::uint64_t rises_at = never;
        std::uint64_t strong_from = 0;
        std::uint64_t open_until = 0;
        std::uint64_t open_from = 0;
        bool permits = false;  ///< plasticity: strong trace and raised calcium
        bool is_awake = false;
        bool was_awake = false;  ///< in this tick
    };
    void step(unit_words& w, std::uint64_t tick);

    coincidence_image image_;
    std::vector<unit_words> units_;
    std::uint64_t cycles_ = 0;
};

}  // namespace memglia
