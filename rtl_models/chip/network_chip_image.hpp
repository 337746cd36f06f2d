#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rtl_models/astrocyte/astrocyte_image.hpp"
#include "rtl_models/astrocyte/resource_tile.hpp"
#include "rtl_models/tile/core_image.hpp"

namespace memglia {

/// A whole network as it is loaded: an image per block and where each block is.
struct network_chip_image {
    std::uint32_t mesh_width = 1;
    std::uint32_t mesh_height = 1;
    std::uint64_t seed = 1;
    std::vector<core_image> cores;
    std::vector<std::uint32_t> core_node;
    std::vector<astrocyte_image> fields;
    std::vector<std::uint32_t> field_node;
    std::vector<resource_image> resources;  ///< tiles; those of a field follow one another
    std::vector<std::uint32_t> resource_node;
    /// Where the spikes of each line from outside go; they enter at node 0.
    std::vector<std::vector<spike_address>> inputs;

    std::uint32_t nodes() const { return mesh_width * mesh_height; }
    /// Links between two nodes.
    std::uint32_t distance(std::uint32_t a, std::uint32_t b) const {
        const auto apart = [](std::uint32_t x, std::uint32_t y) { return x > y ? x - y : y - x; };
        return apart(a % mesh_width, b % mesh_width) + apart(a / mesh_width, b / mesh_width);
    }
};

}  // namespace memglia
