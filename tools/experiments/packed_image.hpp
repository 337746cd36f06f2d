#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "snan/tasks/pattern_memory/images.hpp"
#include "tools/report/image_grid.hpp"

// Images of a side each in showcase.json: a line of 0 and 1 per row, joined by '/'.
namespace memglia {

std::string packed_image(const binary_image& image);

/// Of neurons that made more spikes than a threshold.
binary_image above(const std::vector<std::uint32_t>& spikes, std::uint32_t threshold,
                   std::uint32_t side);

/// For a page: what is on is dark.
grid_image image_to_draw(const std::string& packed, const std::string& caption);

}  // namespace memglia
