#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "crossbar/array/array_circuit.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/device/cell_iv.hpp"
#include "crossbar/device/cell_laws.hpp"
#include "crossbar/programming/transient_network.hpp"

namespace memglia {

/// What the cells of an array hang on.
struct array_surroundings {
    line_resistances lines = {};
    cell_iv_config iv = {};
    double r_access_ohm = 0;  ///< in series with each cell, linear; with linear cells only
};

/// Accuracy of a transient. Errors of a step, not of the whole.
struct transient_settings {
    double state_tolerance = 3e-6;   ///< of window::coordinate_of; a tenth where few cells move
    double energy_tolerance = 3e-6;  ///< of the energy of the ramp so far; a tenth likewise
    std::size_t max_ports = 64;      ///< more moving cells than this: a nodal solve per evaluation
    solver_settings solver = {};
};

/// What a transient has cost so far.
struct transient_work {
    std::size_t solves = 0;       ///< nodal solutions of the whole array
    std::size_t evaluations = 0;  ///< of all velocities
    std::size_t steps = 0;
    std::size_t rejected_steps = 0;
};

/// States of all cells of an array under drives that move linearly in time. Every cell moves by its
/// own law under the voltage that reaches it through the wires:
///     dx/dt = velocity(x, v),  v from the nodal solution with the conductances G(x).
///
/// Dormand-Prince 5(4) on window::coordinate_of(x), with steps that end at the corners of the
/// drives and where a cell reaches an end of its range. While no cell moves the power is quadratic
/// in time and integrated exactly. While few cells of a linear array move, they are the ports of a
/// transient_network; else every evaluation is a nodal solution. Coordinates are kept from one ramp
/// to the next.
class array_transient {
  public:
    /// Throws input_error for an access resistance with non-linear cells.
    array_transient(std::size_t rows, std::size_t columns, cell_laws laws,
                    const array_surroundings& around, const transient_settings& settings = {});

    /// Each in [0, 1], row by row.
    void set_states(std::span<const double> states);
    void set_state(std::size_t cell, double x);
    std::span<const double> states() const { return x_; }

    /// Only this row's cells conduct (1T1R); all do without a row.
    void gate(std::optional<std::size_t> row);

    /// The drives move from one to the other in `duration_s`. Returns the energy that all drivers
    /// deliver. Throws error when the step size vanishes.
    double ramp(const line_drives& from, const line_drives& to, double duration_s);

    /// The operating point at the present states; `factor`, unless empty, multiplies the
    /// conductance of each memristor.
    array_solution operating_point(const line_drives& drives, std::span<const double> factor = {});

    /// Of a cell with its access resistance; 0 while its row is closed.
    double cell_conductance_s(std::size_t cell, double x) const;

    transient_work work() const;
    cell_laws& laws() { return laws_; }
    const cell_laws& laws() const { return laws_; }
    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }

  private:
    struct stage;
    struct step_limits;

    void place(std::size_t cell, double x);
    double integrate(double duration_s);
    double arrival(std::span<const double> start, std::span<const double> end, double slack) const;
    double step_error(std::span<const stage> k, double dt, double energy_j,
                      const step_limits& limits) const;
    bool accept_step(std::span<double> y);
    void move_all();
    bool moves(std::size_t cell, double cell_v) const;
    bool add_moving_ports(double s);
    bool any_port_moves(double s);

    /// Velocities of the moving cells' coordinates at the time s (0 to 1) of the segment; returns
    /// the power.
    double evaluate(double s, std::span<const double> y, std::span<double> velocity);
    double stage_coordinate(std::size_t cell, double y) const;
    double memristor_voltage_v(std::size_t cell, double x, double cell_v) const;

    std::size_t rows_;
    std::size_t columns_;
    cell_laws laws_;
    double r_access_ohm_;
    cell_iv iv_;
    transient_settings settings_;
    transient_network network_;
    transient_work work_;

    std::vector<double> x_;
    std::vector<double> y_;  ///< coordinates of the states
    std::vector<double> g_;  ///< of the cells at x_
    std::optional<std::size_t> gated_row_;

    std::vector<std::size_t> moving_;
    std::vector<double> stage_g_;  ///< of an evaluation
    std::vector<double> all_v_;    ///< across all cells
};

}  // namespace memglia
