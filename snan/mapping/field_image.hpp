#pragma once

#include "rtl_models/astrocyte/astrocyte_image.hpp"
#include "snan/network/quantise.hpp"

namespace memglia {

inline decay_rom rom_of(const decay_table& table) {
    return {table.fine, table.coarse};
}

/// What a tile is loaded with, without its units.
astrocyte_image image_of(const fixed_astrocytes& field);

}  // namespace memglia
