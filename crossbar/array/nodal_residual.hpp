#pragma once

#include "crossbar/array/line_sweeps.hpp"

// Kirchhoff's current law at every node of a crossbar. Fields as in line_sweeps.hpp; deviations
// count from a reference voltage per line, that of its driver where it has one.
namespace memglia {

/// I = G (W - B) of linear cells.
void linear_cell_currents(const array_grid& grid, const double* g, const double* word_ref_v,
                          const double* bit_ref_v, const double* word_dev_v,
                          const double* bit_dev_v, double* cell_a);

/// The current that is missing at each node, into r_word and r_bit, from the cell currents.
/// Returns the largest of them; for a lumped line that of the whole line.
double nodal_residuals(const array_grid& grid, const line_set& words, const line_set& bits,
                       const double* cell_a, const double* word_dev_v, const double* bit_dev_v,
                       double* r_word, double* r_bit);

/// Sums of a cell field along each word line and each bit line; bit_sum has `stride` places.
void line_sums(const array_grid& grid, const double* cell_a, double* word_sum, double* bit_sum);

}  // namespace memglia
