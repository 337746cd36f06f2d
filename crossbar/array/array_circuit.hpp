#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "base/field.hpp"

namespace memglia {

/// Resistances of the lines of a crossbar. Word line i: driver -- r_word_driver + r_word --
/// W(i,0) -- r_word -- W(i,1) ...; cell (i,j) lies between W(i,j) and B(i,j); bit line j:
/// B(0,j) -- r_bit -- B(1,j) ... B(rows-1,j) -- r_bit + r_bit_driver -- driver or sense amplifier.
/// Zero is exact: the line is then one node. Infinite: the segments conduct nothing.
struct line_resistances {
    double r_word_ohm = 1;
    double r_bit_ohm = 1;
    double r_word_driver_ohm = 0;
    double r_bit_driver_ohm = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "r_word_ohm", .unit = "ohm", .doc = "word line, per cell", .min = 0},
              self.r_word_ohm);
        visit(field{.name = "r_bit_ohm", .unit = "ohm", .doc = "bit line, per cell", .min = 0},
              self.r_bit_ohm);
        visit(field{.name = "r_word_driver_ohm",
                    .unit = "ohm",
                    .doc = "output of a word line's driver, besides its first segment",
                    .min = 0},
              self.r_word_driver_ohm);
        visit(field{.name = "r_bit_driver_ohm",
                    .unit = "ohm",
                    .doc = "driver or sense amplifier of a bit line, besides its last segment",
                    .min = 0},
              self.r_bit_driver_ohm);
    }
};

/// NaN: the line is driven by nothing.
inline constexpr double floating_line = std::numeric_limits<double>::quiet_NaN();

/// What the drivers hold: V for each word line and each bit line, or floating_line.
struct line_drives {
    std::vector<double> word_v;
    std::vector<double> bit_v;
};

/// An array and what drives it.
struct driven_array {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> conductance_s;  ///< row by row
    line_drives drives;
};

/// An operating point. Node voltages are rows x columns, row by row.
struct array_solution {
    std::vector<double> word_v;          ///< W(i,j)
    std::vector<double> bit_v;           ///< B(i,j)
    std::vector<double> word_current_a;  ///< from its driver into word line i
    std::vector<double> bit_current_a;   ///< out of bit line j into its driver
    /// Largest sum of currents at a node over the largest driven current; 0 if nothing flows.
    double residual = 0;
    std::size_t iterations = 0;  ///< of the conjugate gradients, over all Newton steps
    std::size_t newton_steps = 0;
};

}  // namespace memglia
