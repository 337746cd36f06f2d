#pragma once

#include <cstdint>
#include <optional>

#include "snan/grid_map.hpp"
#include "snan/snan_rule.hpp"

namespace memglia {

/// Which astrocyte senses what and gates which synapse.
///
/// Per region: rectangles of cells share one, numbered row by row, so that neighbouring territories
/// are neighbours in the layout too; it senses visits to its cells and gates the synapses that lead
/// there. Per synapse: astrocyte 4 cell + action senses and gates that synapse alone.
class astrocyte_layout {
  public:
    astrocyte_layout(const rule_config& rule, const grid_map& map)
        : map_width_(map.width()),
          cells_(map.cells()),
          region_width_(rule.region_width_cells),
          region_height_(rule.region_height_cells),
          columns_((map.width() + region_width_ - 1) / region_width_),
          rows_((map.height() + region_height_ - 1) / region_height_),
          per_synapse_(rule.astrocyte_per == astrocyte_extent::synapse) {}

    std::uint32_t astrocytes() const { return per_synapse_ ? 4 * cells_ : columns_ * rows_; }
    bool per_synapse() const { return per_synapse_; }

    /// The one that senses a visit to `cell`; only without per_synapse().
    std::uint32_t of_cell(cell_index cell) const {
        return (cell / map_width_) / region_height_ * columns_ +
               (cell % map_width_) / region_width_;
    }

    /// The one that gates synapse (cell, action); none where the synapse leads over the edge.
    std::optional<std::uint32_t> of_synapse(const grid_map& map, cell_index cell,
                                            direction action) const {
        const auto to = map.neighbour(cell, action);
        if (!to) return std::nullopt;
        return per_synapse_ ? 4 * cell + static_cast<std::uint32_t>(action) : of_cell(*to);
    }

  private:
    std::uint32_t map_width_;
    std::uint32_t cells_;
    std::uint32_t region_width_;
    std::uint32_t region_height_;
    std::uint32_t columns_;
    std::uint32_t rows_;
    bool per_synapse_;
};

}  // namespace memglia
