#pragma once

#include <cstddef>
#include <vector>

#include "base/random.hpp"
#include "crossbar/device/device_model.hpp"

namespace memglia {

/// By what a cell's constants differ from its preset's.
struct cell_factors {
    double rate = 1;  ///< of k_on and k_off; 0: the cell never moves
    double r_on = 1;
    double r_off = 1;
};

/// A population of cells: factors and, for those that are stuck, where.
struct cell_population {
    enum class fault { none, stuck_on, stuck_off };
    std::vector<cell_factors> factors;
    std::vector<fault> faults;
};

/// Draws a population; the preset says how far constants deviate and how many cells are
/// stuck. R_off of a cell is kept at least
/// 1 % above its R_on.
cell_population draw_population(std::size_t cells, const device_config& nominal,
                                random_stream& stream);

}  // namespace memglia
