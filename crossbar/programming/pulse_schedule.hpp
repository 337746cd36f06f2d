#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "crossbar/array/array_circuit.hpp"
#include "crossbar/array/write_scheme.hpp"
#include "crossbar/programming/array_transient.hpp"

namespace memglia {

/// A trapezoid: edge, width at full voltage, edge, gap at rest.
struct pulse_shape {
    double t_edge_s = 1e-9;
    double t_width_s = 30e-9;  ///< of a device preset: its t_pulse_s
    double t_gap_s = 9e-9;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "t_edge_s",
                    .unit = "s",
                    .doc = "each of the two edges",
                    .min = 0,
                    .max = 1},
              self.t_edge_s);
        visit(field{.name = "t_gap_s", .unit = "s", .doc = "rest after it", .min = 0, .max = 1e6},
              self.t_gap_s);
    }

    double period_s() const { return 2 * t_edge_s + t_width_s + t_gap_s; }
};

/// One write. RESET drives the selected word line to V and its bit line to 0, towards R_off; SET
/// the other way round, towards R_on.
struct write_operation {
    enum class kind { set, reset };
    std::size_t row = 0;
    std::size_t column = 0;
    kind what = kind::reset;
    double voltage_v = 0;  ///< above 0 for both
};

/// All lines at the top of the pulse. Throws input_error for a position outside the array or a
/// voltage that is not above 0.
line_drives drives_of(const write_operation& operation, write_scheme scheme, std::size_t rows,
                      std::size_t columns);

/// What one write has done.
struct write_outcome {
    double energy_j = 0;         ///< from all drivers
    double selected_change = 0;  ///< of the written cell's state
    /// Largest change of another cell of the same row or column, and of the rest; by magnitude.
    double half_selected_change = 0;
    double unselected_change = 0;
    std::size_t most_disturbed = 0;  ///< cell of the largest of the two; its own when none moved
};

/// Drives one pulse through the array.
write_outcome write(array_transient& array, const write_operation& operation, write_scheme scheme,
                    const pulse_shape& pulse);

}  // namespace memglia
