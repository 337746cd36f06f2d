#pragma once

#include <span>

#include "tools/array/array_inputs.hpp"

namespace memglia {

/// The operating point of an array by the method that `config` names. Throws what the solvers
/// throw, and error when the residual is above the tolerance.
array_solution solve_array(const array_inputs& inputs, const array_config& config);

/// The same array with other lines or other cells.
array_solution solve_array(const array_inputs& inputs, const array_config& config,
                           const line_resistances& lines, std::span<const double> conductance_s);

}  // namespace memglia
