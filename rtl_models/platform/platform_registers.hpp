#pragma once

#include "rtl_models/processor/register_map.hpp"

namespace memglia {

namespace register_tables {

inline constexpr std::array fabric{
    register_info{"ID", 0x00, read, 0x4d474631, "constant, \"MGF1\""},
    register_info{"SHAPE", 0x04, read, 0, "routers of a row, and of a column times 65536"},
    register_info{"TILES", 0x08, read, 0, "crossbar tiles of the chip"},
    register_info{"SOURCE", 0x0c, read_write, 0, "router, y * width + x, at which SEND hands over"},
    register_info{"DESTINATION", 0x10, read_write, 0,
                  "router that it goes to; the same: through that one router and back"},
    register_info{"SEND", 0x14, write, 0,
                  "a packet of one flit that bears this word; a bus error with IN_FLIGHT of them"},
    register_info{"STATUS", 0x18, read, 0, "status bits"},
    register_info{"ARRIVED_NODE", 0x1c, read, 0,
                  "where the oldest packet that has arrived left the mesh"},
    register_info{"ARRIVED_WORD", 0x20, read, 0, "its word; takes the packet out"},
    register_info{"NODE", 0x24, read_write, 0, "router whose link LINK_FLITS counts"},
    register_info{"SIDE", 0x28, read_write, 0,
                  "0 north, 1 east, 2 south, 3 west, 4 its own block; the second row lies south of "
                  "the first"},
    register_info{"LINK_FLITS", 0x2c, read, 0,
                  "flits that router NODE has sent to SIDE, low 32 bits"},
};
inline constexpr std::array fabric_constants{
    register_constant{"ID_VALUE", 0x4d474631, "what ID reads"},
    register_constant{"STATUS_ARRIVED", 0x1, "ARRIVED_NODE and ARRIVED_WORD hold a packet"},
    register_constant{"STATUS_NO_WAY", 0x2,
                      "what was sent last has not left: the routing has no way that is whole"},
    register_constant{"IN_FLIGHT", 64, "packets under way or arrived that there is room for"},
};

inline constexpr std::array tile{
    register_info{"ID", 0x00, read, 0x4d475431, "constant, \"MGT1\""},
    register_info{"ROWS", 0x04, read, 0, "word lines"},
    register_info{"PAIRS", 0x08, read, 0, "differential pairs of bit lines"},
    register_info{"STATUS", 0x0c, read, 0, "status bits"},
    register_info{"PULSES", 0x10, read, 0, "write pulses since reset"},
    register_info{"FAILURES", 0x14, read, 0,
                  "stores since reset whose level was not reached, as far as verified"},
};
inline constexpr std::array tile_constants{
    register_constant{"ID_VALUE", 0x4d475431, "what ID reads"},
    register_constant{"STRIDE", 0x01000000, "bytes from a tile, and its cells, to the next"},
    register_constant{"MOST", 16, "tiles of a chip"},
    register_constant{"LEVEL_MAX", 15, "largest level of a pair"},
    register_constant{"STATUS_BUSY", 0x1, "a pair is being read or written"},
};

}  // namespace register_tables

/// The mesh as its maintenance sees it: packets between any two routers, and what links carry.
inline constexpr register_block fabric_block{.name = "FABRIC",
                                             .base = 0x50000000,
                                             .size = 0x1000,
                                             .doc = "the mesh of routers, for maintenance",
                                             .registers = register_tables::fabric,
                                             .constants = register_tables::fabric_constants};

/// The first tile; the others follow, STRIDE apart.
inline constexpr register_block tile_block{.name = "TILE",
                                           .base = 0x60000000,
                                           .size = 0x1000,
                                           .doc = "a crossbar tile; the first of them",
                                           .registers = register_tables::tile,
                                           .constants = register_tables::tile_constants};

inline constexpr register_block cells_block{
    .name = "CELLS",
    .base = 0x60800000,
    .size = 0x00800000,
    .doc =
        "pairs of the first tile, a word each: pair p of row r is word r * PAIRS + p. A store of "
        "a level writes and verifies it, a load converts the pair's current to a level; an "
        "access while the tile is busy waits",
    .registers = {},
    .constants = {},
    .words = true};

}  // namespace memglia
