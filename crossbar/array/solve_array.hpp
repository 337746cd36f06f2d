#pragma once

#include <optional>
#include <span>

#include "crossbar/array/array_circuit.hpp"
#include "crossbar/array/array_config.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/array/direct_solver.hpp"

namespace memglia {

/// Operating points of one array, one after the other, by the method that `config` names: what is
/// factored stays while the same lines are driven, and Newton's method starts from the last point.
class array_reader {
  public:
    /// The array's own drives are not used.
    array_reader(driven_array array, const array_config& config, const line_resistances& lines);

    /// Valid until the next one. Throws what the solvers throw, and error when the residual is
    /// above the tolerance.
    const array_solution& solve(const line_drives& drives);

  private:
    void solve_from_last();
    void require_residual() const;

    driven_array array_;
    array_config config_;
    line_resistances lines_;
    cell_iv iv_;
    std::optional<array_solver> schur_;
    std::optional<direct_solver> direct_;
    array_solution at_;
    bool checked_ = false;
};

/// The operating point of an array under its drives. Throws as array_reader.
array_solution solve_array(const driven_array& inputs, const array_config& config);

/// The same array with other lines or other cells.
array_solution solve_array(const driven_array& inputs, const array_config& config,
                           const line_resistances& lines, std::span<const double> conductance_s);

}  // namespace memglia
