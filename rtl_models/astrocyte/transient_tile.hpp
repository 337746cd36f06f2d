#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/astrocyte/astrocyte_tile.hpp"
#include "rtl_models/astrocyte/decaying_word.hpp"

namespace memglia {

/// Units that answer a strong drive with a stored shape of calcium, all or none, in integers.
struct transient_image : tile_image {
    std::int32_t per_spike = 0;  ///< of a trace, which saturates at most_trace
    std::int32_t strong = 1;
    std::int32_t most_trace = 0;
    decay_rom trace_decay;
    std::uint32_t sample_ticks = 1;
    std::vector<std::int32_t> gate;     ///< by samples since the start; the last one is of rest
    std::vector<std::int32_t> calcium;  ///< the same; for who looks at it, not in the tile
};

/// A tile of such units. A unit at rest with a weak trace sleeps until a spike comes: a bit each
/// says who does not, and those take a cycle.
class transient_tile final : public astrocyte_tile {
  public:
    explicit transient_tile(const transient_image& image);

    std::int64_t calcium(std::uint32_t unit, std::uint64_t tick) const override {
        return image_.calcium[sample(units_[unit], tick)];
    }
    std::uint64_t cycles_of_tick() const override { return cycles_; }

  protected:
    void advance(std::uint64_t tick, bool is_cleared) override;
    bool may_move(std::uint32_t unit) const override { return units_[unit].was_awake; }
    std::int32_t gate(std::uint32_t unit, std::uint64_t tick) const override {
        return image_.gate[sample(units_[unit], tick)];
    }
    void take(std::uint32_t unit, std::uint32_t spikes, std::uint64_t tick) override;

  private:
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    struct unit_words {
        decaying_word trace;
        std::uint64_t began = never;
        bool is_awake = false;
        bool was_awake = false;  ///< in this tick
    };
    std::size_t rest() const { return image_.gate.size() - 1; }
    std::size_t sample(const unit_words& w, std::uint64_t tick) const {
        return w.began == never ? rest()
                                : static_cast<std::size_t>((tick - w.began) / image_.sample_ticks);
    }
    void step(unit_words& w, std::uint64_t tick);

    transient_image image_;
    std::vector<unit_words> units_;
    std::uint64_t cycles_ = 0;
};

}  // namespace memglia
