#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "crossbar/array/array_circuit.hpp"
#include "crossbar/array/schur_system.hpp"
#include "crossbar/device/cell_iv.hpp"

namespace memglia {

/// An operating point was not reached; nothing of it is returned.
struct unconverged_error : error {
    /// `moved_v`, unless 0: currents are there, but voltages still moved by that much.
    /// `like_wires`: the cells conduct like pieces of metal, and the message asks for their unit.
    unconverged_error(double residual, std::size_t steps, double moved_v = 0,
                      bool like_wires = false);
    double residual;    ///< where it stood, as in array_solution
    std::size_t steps;  ///< refinements or Newton steps taken
};

/// What is left of the error in the response to an injected current, at most.
inline constexpr double port_tolerance = 1e-9;

struct solver_settings {
    double tolerance = 1e-12;            ///< largest residual of a solution, as in array_solution
    std::size_t max_iterations = 20000;  ///< of the conjugate gradients, in one refinement
};

/// Exact operating points of a crossbar with resistive lines. Keeps its factors from one solve to
/// the next while the conductances and the set of driven lines stay.
///
/// Unknowns are the nodes' deviations from what drives their line, so that drops of nanovolts keep
/// all their digits, and the residual is that of the full network in double precision. Where a
/// residual of currents says little about a voltage, on lines that float or hang on drivers of
/// little conductance, the last step has to be below 1e-9 of the drives' span, too.
class array_solver {
  public:
    /// Throws input_error for a resistance that is negative, infinite or NaN, and for no cells.
    array_solver(std::size_t rows, std::size_t columns, const line_resistances& lines,
                 const solver_settings& settings = {});

    /// Row by row, S; 0 is an open cell. Throws input_error for a value that is none.
    void set_conductances(std::span<const double> conductance_s);

    /// With linear cells. Throws input_error if lines float that nothing holds, unconverged_error.
    array_solution solve(const line_drives& drives) { return solve(drives, cell_iv{}); }

    /// With cells of law `iv`, by Newton's method.
    array_solution solve(const line_drives& drives, const cell_iv& iv);

    /// As above, from the operating point in `solution` if it is one of this array's size.
    void solve(const line_drives& drives, const cell_iv& iv, array_solution& solution);

    /// Response of the network to 1 A from B(row, column) to W(row, column) with all drivers at
    /// 0 V: V at every node, row by row. `held` says which lines are driven.
    void inject(const line_drives& held, std::size_t row, std::size_t column,
                std::vector<double>& word_v, std::vector<double>& bit_v);

    std::size_t rows() const { return system_.grid().rows; }
    std::size_t columns() const { return system_.grid().columns; }

  private:
    struct balance {
        double largest_residual_a = 0;
        double largest_current_a = 0;
    };

    void adopt_drives(const line_drives& drives);
    std::vector<double> compact(const std::vector<double>& field) const;
    void start_from(const array_solution& solution);
    balance evaluate(const cell_iv& iv);
    void refactor(const cell_iv& iv);
    void apply(double step);
    bool loosely_held(double residual_a) const;
    double largest_step_v() const;
    bool cells_like_wires() const;
    /// False if there are none.
    bool recentre_floating_lines();
    double rounding_a(const cell_iv& iv) const;
    void collect(const balance& at, array_solution& solution) const;
    double word_driver_current_a(std::size_t row) const;
    double bit_driver_current_a(std::size_t column) const;

    solver_settings settings_;
    line_resistances lines_;
    schur_system system_;
    std::vector<double> conductance_s_;  ///< as given, in the system's layout
    std::vector<double> slope_s_;        ///< of non-linear cells at the last evaluation
    std::vector<double> cell_a_;         ///< currents of the cells at the last evaluation
    std::vector<double> word_ref_v_;     ///< what deviations count from
    std::vector<double> bit_ref_v_;
    std::vector<char> word_floats_;
    std::vector<char> bit_floats_;
    double span_v_ = 0;  ///< of the drives; where they are equal, their size
    std::vector<double> word_dev_v_;
    std::vector<double> bit_dev_v_;
    std::vector<double> word_sum_a_;  ///< cell currents along each line
    std::vector<double> bit_sum_a_;
    bool factored_ = false;
};

}  // namespace memglia
