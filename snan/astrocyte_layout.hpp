#pragma once

#include <cstdint>

#include "snan/grid_map.hpp"

namespace memglia {

/// Which astrocyte covers which cell: squares of side x side cells, numbered row by row, so that
/// neighbouring territories are neighbours in the layout too.
class astrocyte_layout {
  public:
    astrocyte_layout(std::uint32_t width, std::uint32_t height, std::uint32_t side)
        : width_(width),
          side_(side),
          columns_((width + side - 1) / side),
          rows_((height + side - 1) / side) {}

    std::uint32_t astrocytes() const { return columns_ * rows_; }

    std::uint32_t astrocyte_of(cell_index cell) const {
        return (cell / width_) / side_ * columns_ + (cell % width_) / side_;
    }

  private:
    std::uint32_t width_;
    std::uint32_t side_;
    std::uint32_t columns_;
    std::uint32_t rows_;
};

}  // namespace memglia
