#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rtl_models/astrocyte/astrocyte_tile.hpp"
#include "rtl_models/tile/core_image.hpp"

namespace memglia {

/// Two units that exchange calcium.
struct calcium_edge {
    std::uint32_t first = 0;
    std::uint32_t second = 0;
};

/// Units whose calcium spikes raise, in integers: calcium c opens the gate by entry
/// (c - table_from) >> table_shift, clamped, of a table.
struct calcium_image : tile_image {
    std::int32_t per_spike = 0;
    std::int32_t cap = 0;
    decay_rom decay;
    std::int32_t table_from = 0;
    std::uint32_t table_shift = 0;
    std::array<std::int32_t, 64> gate{};
    std::int32_t conductance = 0;     ///< of 2^20
    std::vector<calcium_edge> edges;  ///< each once; none: units of their own
};

/// A tile of such units. Calcium is kept as it was when it last rose: a read never writes back.
/// With edges every unit first decays by a tick and then exchanges calcium with its neighbours: a
/// word per unit sums what comes over its edges before any of it is taken.
class calcium_tile final : public astrocyte_tile {
  public:
    explicit calcium_tile(calcium_image image);

    std::int64_t calcium(std::uint32_t unit, std::uint64_t tick) const override;

    /// A unit, with edges twice, and an edge; a word that is cleared.
    std::uint64_t cycles_of_tick() const override {
        const std::uint64_t passes = image_.edges.empty() ? 1 : 2;
        return passes * level_.size() + image_.edges.size() + cleared_;
    }

  protected:
    void advance(std::uint64_t tick, bool is_cleared) override;
    /// Without edges calcium that was 0 has opened no gate yet.
    bool may_move(std::uint32_t unit) const override {
        return level_[unit] != 0 || !image_.edges.empty();
    }
    std::int32_t gate(std::uint32_t unit, std::uint64_t tick) const override {
        return gate_of(image_, calcium(unit, tick));
    }
    void take(std::uint32_t unit, std::uint32_t spikes, std::uint64_t tick) override;

  private:
    static std::int32_t gate_of(const calcium_image& image, std::int64_t calcium);
    void exchange(std::uint64_t tick);

    calcium_image image_;
    std::vector<std::int64_t> level_;
    std::vector<std::uint64_t> rose_at_;  ///< with edges: when it was last written
    std::vector<std::int64_t> inflow_;
    std::uint64_t cleared_ = 0;  ///< words, in the last tick
};

}  // namespace memglia
