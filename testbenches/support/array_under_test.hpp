#pragma once

#include <vector>

#include "crossbar/array/array_solver.hpp"
#include "crossbar/array/direct_solver.hpp"

namespace memglia::test {

/// One operating point by a solver of either kind.
template <class Solver>
array_solution solve_with(std::size_t rows, std::size_t columns, const line_resistances& lines,
                          const std::vector<double>& conductance_s, const line_drives& drives,
                          const cell_iv_config& cell = {}) {
    Solver solver(rows, columns, lines);
    solver.set_conductances(conductance_s);
    const cell_iv iv(cell);
    return iv.linear() ? solver.solve(drives) : solver.solve(drives, iv);
}

}  // namespace memglia::test
