#pragma once

#include <vector>

#include "crossbar/array/direct_solver.hpp"

namespace memglia::test {

/// The solver that the oracles judge.
using solver_under_test = direct_solver;

inline array_solution solve_under_test(std::size_t rows, std::size_t columns,
                                       const line_resistances& lines,
                                       const std::vector<double>& conductance_s,
                                       const line_drives& drives, const cell_iv_config& cell = {}) {
    solver_under_test solver(rows, columns, lines);
    solver.set_conductances(conductance_s);
    const cell_iv iv(cell);
    return iv.linear() ? solver.solve(drives) : solver.solve(drives, iv);
}

}  // namespace memglia::test
