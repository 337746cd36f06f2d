#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "crossbar/array/array_circuit.hpp"
#include "crossbar/device/cell_iv.hpp"

namespace memglia {

/// The operating point of a crossbar by a sparse Cholesky factorisation of its nodal equations with
/// iterative refinement; damped Newton steps for non-linear cells. A second opinion that shares
/// nothing with the structured solver, and takes every line resistance from 0 to infinity, any line
/// floating, any cell open. A resistance so small that all the current the cells could carry drops
/// less than 1e-12 of the drives' span along the line counts as 0.
///
/// Throws input_error for what cannot be solved (shapes, negative or NaN values, a part of the
/// array that nothing drives) and error when the result does not meet Kirchhoff's law.
class direct_solver {
  public:
    direct_solver(std::size_t rows, std::size_t columns, const line_resistances& lines);
    ~direct_solver();
    direct_solver(direct_solver&&) noexcept;
    direct_solver& operator=(direct_solver&&) noexcept;

    /// Row by row; 0 is an open cell. Before this all cells are open.
    void set_conductances(std::span<const double> conductance_s);

    array_solution solve(const line_drives& drives) const;
    array_solution solve(const line_drives& drives, const cell_iv& iv) const;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace memglia
