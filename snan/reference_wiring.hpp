#pragma once

#include <cstdint>
#include <optional>

#include "snan/grid_map.hpp"
#include "snan/snan_rule.hpp"

namespace memglia {

/// Which astrocyte of the double-precision reference senses what and gates which synapse, from
/// coordinates. It shares nothing with astrocyte_layout, from which chip image and fixed point are
/// made: a fault there is no agreement.
class reference_wiring {
  public:
    reference_wiring(const rule_config& rule, const grid_map& map)
        : width_(map.width()),
          height_(map.height()),
          region_width_(rule.region_width_cells),
          region_height_(rule.region_height_cells),
          per_synapse_(rule.astrocyte_per == astrocyte_extent::synapse) {}

    bool per_synapse() const { return per_synapse_; }
    std::uint32_t astrocytes() const {
        return per_synapse_ ? 4 * width_ * height_ : territory(width_ - 1, height_ - 1) + 1;
    }

    /// The one that senses visits to `cell`; only without per_synapse().
    std::uint32_t sensing(cell_index cell) const { return territory(cell % width_, cell / width_); }

    /// The one that gates synapse (cell, action): that of the destination, or the synapse's own.
    /// None where the synapse leads over the edge.
    std::optional<std::uint32_t> gating(cell_index cell, direction action) const {
        // A step west or north of the first cell wraps to a number beyond every width and height.
        std::uint32_t x = cell % width_;
        std::uint32_t y = cell / width_;
        if (action == direction::north) --y;
        if (action == direction::south) ++y;
        if (action == direction::west) --x;
        if (action == direction::east) ++x;
        if (x >= width_ || y >= height_) return std::nullopt;
        return per_synapse_ ? 4 * cell + static_cast<std::uint32_t>(action) : territory(x, y);
    }

  private:
    std::uint32_t territory(std::uint32_t x, std::uint32_t y) const {
        const std::uint32_t in_a_row = (width_ - 1) / region_width_ + 1;
        return y / region_height_ * in_a_row + x / region_width_;
    }

    std::uint32_t width_;
    std::uint32_t height_;
    std::uint32_t region_width_;
    std::uint32_t region_height_;
    bool per_synapse_;
};

}  // namespace memglia
