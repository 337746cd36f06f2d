#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/chip/network_chip_image.hpp"
#include "snan/network/quantise.hpp"

namespace memglia {

inline decay_rom rom_of(const decay_table& table) {
    return {table.fine, table.coarse};
}

/// Where the units of an astrocyte field are: in one tile of its own, or dealt to neighbouring
/// tiles of resource.
struct field_place {
    bool has_resource = false;
    std::uint32_t first = 0;  ///< of the image's `fields`, or of its `resources`
    std::uint32_t tiles = 1;
    std::uint32_t units = 0;

    std::uint32_t tile_of(std::uint32_t unit) const {
        return static_cast<std::uint32_t>(std::uint64_t{unit} * tiles / units);
    }
    /// The first unit of a tile.
    std::uint32_t first_unit(std::uint32_t tile) const {
        return static_cast<std::uint32_t>((std::uint64_t{tile} * units + tiles - 1) / tiles);
    }
};

/// The images of all fields without their gates; resource that is over neurons of so many cores
/// gets as many tiles. Ways lead to blocks, of which resource tiles are those from first_block on.
std::vector<field_place> add_field_images(const network& net, const fixed_network& fixed,
                                          const std::vector<std::uint32_t>& cores_of_field,
                                          std::uint32_t cores, network_chip_image& image);

/// The block of a field's tile, cores being the first blocks, and the unit there.
spike_address unit_address(const field_place& place, const network_chip_image& image,
                           std::uint32_t unit);

}  // namespace memglia
