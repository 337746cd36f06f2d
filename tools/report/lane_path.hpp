#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "snan/grid_map.hpp"
#include "tools/report/svg.hpp"

namespace memglia {

/// One move of a path, drawn to the right of the line between the cells' centres as traffic drives:
/// there and back stay apart, and each repetition of a move shifts a little further out.
struct lane_move {
    std::size_t step = 0;            ///< index into the path of the cell it leaves
    std::vector<plot_point> points;  ///< joined to the moves before and after
    plot_point middle;
    plot_point heading;  ///< unit vector
};

/// The moves of `path` on a map `width` cells wide whose cells are `cell_px` wide. Steps that stay
/// in their cell have no move.
std::vector<lane_move> lay_lanes(const std::vector<cell_index>& path, std::uint32_t width,
                                 double cell_px);

}  // namespace memglia
