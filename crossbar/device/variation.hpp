#pragma once

#include <cstddef>
#include <vector>

#include "base/field.hpp"
#include "base/random.hpp"
#include "crossbar/device/device_model.hpp"

namespace memglia {

/// How the constants of cells stray from their preset.
struct variation_config {
    double sigma_rate = 0;
    double sigma_r_on = 0;
    double sigma_r_off = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "sigma_rate",
                    .unit = "1",
                    .doc = "device to device: sigma of ln k, both polarities alike (aihwkit's "
                           "ReRam-ES preset: 0.2 of the step)",
                    .min = 0,
                    .max = 2},
              self.sigma_rate);
        visit(field{.name = "sigma_r_on",
                    .unit = "1",
                    .doc = "device to device: sigma of ln R_on",
                    .min = 0,
                    .max = 2},
              self.sigma_r_on);
        visit(field{.name = "sigma_r_off",
                    .unit = "1",
                    .doc = "device to device: sigma of ln R_off (aihwkit: 0.3 of the range)",
                    .min = 0,
                    .max = 2},
              self.sigma_r_off);
    }
};

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

/// Draws a population; the preset says how many cells are stuck. R_off of a cell is kept at least
/// 1 % above its R_on.
cell_population draw_population(std::size_t cells, const device_config& nominal,
                                const variation_config& config, random_stream& stream);

}  // namespace memglia
