#pragma once

#include "crossbar/array/line_sweeps.hpp"

// The sweeps of line_sweeps.hpp for lines without resistance: one value for all nodes of a line,
// and 1/(sum of conductances) per line, or 0 where a driver holds it, for its coefficient.
namespace memglia {

void factor_lumped_bits(const array_grid& grid, const line_set& bits, const double* g, double* e);
void factor_lumped_words(const array_grid& grid, const line_set& words, const double* g, double* e);

void solve_lumped_bits(const array_grid& grid, const double* g, const double* e, const double* r,
                       const double* w, double* y);
bit_products sweep_lumped_bits(const array_grid& grid, const line_set& words, const double* g,
                               const double* e, double beta, const double* z, double* p, double* t,
                               double* row);

void solve_lumped_words(const array_grid& grid, const double* e, const double* t, double* z);
void sweep_lumped_words(const array_grid& grid, const double* e, double alpha, const double* t,
                        const double* p, double* z, double* x);

}  // namespace memglia
