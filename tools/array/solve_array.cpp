#include "tools/array/solve_array.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/array/circuit_checks.hpp"
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

// A check that no solver takes part in: what the cells of a line carry at these voltages is what
// its driver gives, or nothing where it floats.
void require_balance(const array_solution& s, const array_inputs& inputs, const cell_iv& iv,
                     std::span<const double> conductance_s) {
    std::vector<double> word_a = s.word_current_a;
    std::vector<double> bit_a = s.bit_current_a;
    std::vector<double> steepness_s(inputs.rows + inputs.columns);
    double largest_v = 0;
    double largest_a = 0;
    for (const auto* side : {&word_a, &bit_a}) {
        for (const double a : *side) largest_a = std::max(largest_a, std::abs(a));
    }
    for (std::size_t k = 0; k < conductance_s.size(); ++k) {
        const std::size_t i = k / inputs.columns;
        const std::size_t j = k % inputs.columns;
        const auto cell = iv.at(conductance_s[k], s.word_v[k] - s.bit_v[k]);
        word_a[i] -= cell.current_a;
        bit_a[j] -= cell.current_a;
        steepness_s[i] += cell.slope_s;
        steepness_s[inputs.rows + j] += cell.slope_s;
        largest_v = std::max({largest_v, std::abs(s.word_v[k]), std::abs(s.bit_v[k])});
    }
    const double rounding_v = 1e-14 * largest_v;
    const auto require = [&](double left_a, double steep_s, const char* kind, std::size_t line) {
        if (std::isfinite(left_a) && std::abs(left_a) <= 1e-9 * largest_a + rounding_v * steep_s) {
            return;
        }
        throw error(
            fmt::format("there is no answer: {} A into {} line {} do not go through its "
                        "cells; voltages or cell laws may be out of all bounds",
                        left_a, kind, line));
    };
    for (std::size_t i = 0; i < inputs.rows; ++i) require(word_a[i], steepness_s[i], "word", i);
    for (std::size_t j = 0; j < inputs.columns; ++j) {
        require(bit_a[j], steepness_s[inputs.rows + j], "bit", j);
    }
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
        array_solution solution = solver.solve(inputs.drives, iv);
        require_balance(solution, inputs, iv, conductance_s);
        return solution;
    };
    if (config.solver.method != "direct") {
        const solver_settings settings{.tolerance = config.solver.tolerance};
        return with(array_solver(inputs.rows, inputs.columns, lines, settings));
    }
    array_solution solution = with(direct_solver(inputs.rows, inputs.columns, lines));
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
