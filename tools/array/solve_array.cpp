#include "tools/array/solve_array.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "crossbar/array/array_check.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/array/direct_solver.hpp"

namespace memglia {

namespace {

// The residual that the last bits of the right voltages leave: they move much current through a
// small resistance.
double rounding_residual(const array_solution& solution, const array_inputs& inputs,
                         const line_resistances& lines) {
    double largest_a = 0;
    double largest_v = 0;
    for (const auto* side : {&solution.word_current_a, &solution.bit_current_a}) {
        for (const double a : *side) largest_a = std::max(largest_a, std::abs(a));
    }
    for (const auto* side : {&inputs.drives.word_v, &inputs.drives.bit_v}) {
        for (const double v : *side) {
            if (!std::isnan(v)) largest_v = std::max(largest_v, std::abs(v));
        }
    }
    double least_ohm = INFINITY;
    for (const double r :
         {lines.r_word_ohm, lines.r_bit_ohm, lines.r_word_driver_ohm, lines.r_bit_driver_ohm}) {
        if (r > 0) least_ohm = std::min(least_ohm, r);
    }
    return largest_a > 0 ? 1e-14 * largest_v / least_ohm / largest_a : 0;
}

}  // namespace

array_solution solve_array(const array_inputs& inputs, const array_config& config) {
    return solve_array(inputs, config, config.lines, inputs.conductance_s);
}

array_solution solve_array(const array_inputs& inputs, const array_config& config,
                           const line_resistances& lines, std::span<const double> conductance_s) {
    check_driven(inputs.rows, inputs.columns, lines, conductance_s, inputs.drives);
    const cell_iv iv(config.cell);
    const auto with = [&](auto solver) {
        solver.set_conductances(conductance_s);
        return solver.solve(inputs.drives, iv);
    };
    if (config.solver.method != "direct") {
        const solver_settings settings{.tolerance = config.solver.tolerance};
        return with(array_solver(inputs.rows, inputs.columns, lines, settings));
    }
    const array_solution solution = with(direct_solver(inputs.rows, inputs.columns, lines));
    const double tolerance =
        std::max(config.solver.tolerance, rounding_residual(solution, inputs, lines));
    if (!(solution.residual <= tolerance)) {
        throw error(
            fmt::format("the {} solver left a residual of {:.2g}, above solver.tolerance "
                        "{:.2g}: there is no answer",
                        config.solver.method, solution.residual, tolerance));
    }
    return solution;
}

}  // namespace memglia
