#include "rtl_models/platform/platform_config.hpp"

#include <string>

#include "base/error.hpp"
#include "crossbar/programming/programmed_device.hpp"
#include "rtl_models/fabric/mesh_routing.hpp"
#include "rtl_models/platform/platform_registers.hpp"

namespace memglia {

void platform_config::validate() const {
    require_leaving(device);
    try {
        mesh_routing(width, height, mesh);
    } catch (input_error& problem) {
        problem.data.path = "mesh." + problem.data.path;
        throw input_error(problem.data);
    }
    const std::uint32_t top = constant_of(tile_block, "LEVEL_MAX") * tile.codes_per_level;
    if (top >= device.codes) {
        throw input_error({.path = "tile.codes_per_level",
                           .found = "found " + std::to_string(tile.codes_per_level) +
                                    ", which takes " + std::to_string(top) + " codes",
                           .expected = "fewer than the " + std::to_string(device.codes) +
                                       " codes of the device"});
    }
    for (std::size_t i = 0; i < stuck_cells.size(); ++i) {
        const stuck_cell& s = stuck_cells[i];
        if (s.tile < tiles && s.row < tile.rows && s.column < 2 * tile.pairs) continue;
        throw input_error({.path = "stuck_cells[" + std::to_string(i) + "]",
                           .found = "found tile " + std::to_string(s.tile) + ", row " +
                                    std::to_string(s.row) + ", column " + std::to_string(s.column),
                           .expected = "one of " + std::to_string(tiles) + " tiles of " +
                                       std::to_string(tile.rows) + " rows and " +
                                       std::to_string(2 * tile.pairs) + " columns"});
    }
}

unused_keys platform_config::unused() const {
    unused_keys all;
    if (tiles == 0) {
        add_unused(all, {"tile", "crossbar", "device"}, "tiles is 0", "tiles", "tiles above 0");
        return all;
    }
    add_unused_writes(all, device, tile.programming, crossbar, "tile.programming");
    return all;
}

}  // namespace memglia
