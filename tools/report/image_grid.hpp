#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/report/drawing.hpp"

namespace memglia {

/// Grey values from 0 (black) to 1 (white), row by row; beyond the ends they are these.
struct grid_image {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;
    std::string caption = {};
    bool marked = false;  ///< its caption stands out: a wrong answer
};

/// Images beside one another in as many rows as they need.
struct image_grid {
    double width = 0;
    std::string title;
    std::vector<grid_image> images;
    double image_px = 88;      ///< their longer side
    std::size_t together = 1;  ///< so many belong together: on one row, where the width lets them
};

/// Throws internal_error for an image without rows x columns values.
drawing draw_images(const image_grid& grid);

}  // namespace memglia
