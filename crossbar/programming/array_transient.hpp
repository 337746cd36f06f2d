#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "crossbar/array/array_circuit.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/device/cell_iv.hpp"
#include "crossbar/device/cell_laws.hpp"
#include "crossbar/programming/cell_ports.hpp"

namespace memglia {

/// What the cells of an array hang on.
struct array_surroundings {
    line_resistances lines = {};
    cell_iv_config iv = {};
    double r_access_ohm = 0;  ///< in series with each cell, linear; with linear cells only
};

/// Accuracy of a transient. Errors of a step, not of the whole.
struct transient_settings {
    double state_tolerance = 3e-6;   ///< a tenth of it where few cells move
    double energy_tolerance = 3e-6;  ///< of the segment's largest power times its length
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
/// Dormand-Prince 5(4) with steps that end at the corners of the drives and where a cell reaches
/// an end of its range. While no cell moves the power is quadratic in time and integrated exactly.
/// While few cells of a linear array move, the array is solved once per drive and once per moving
/// cell, and answers through these ports (cell_ports); else once per evaluation.
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

    const transient_work& work() const { return work_; }
    cell_laws& laws() { return laws_; }
    const cell_laws& laws() const { return laws_; }
    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }

  private:
    struct known_solution {
        line_drives drives;
        array_solution solution;
    };

    double integrate(double duration_s);
    void begin_segment(const line_drives& from, const line_drives& to);
    const array_solution* find_known(const line_drives& drives) const;
    const array_solution& solve_known(const line_drives& drives);
    void rebase();
    void solver_at_base();
    void all_voltages(double s, std::vector<double>& voltage_v);
    void leave_ports();
    void add_port(std::size_t cell);
    bool moves(std::size_t cell, double cell_v) const;
    bool add_moving_ports(double s);
    bool any_port_moves(double s);

    /// Velocities of the moving cells at the time s (0 to 1) of the segment; returns the power.
    double evaluate(double s, std::span<const double> x, std::span<double> velocity);
    double evaluate_ports(double s);
    double evaluate_nodes(double s);
    double stage_state(std::size_t cell, double x) const;
    double memristor_voltage_v(std::size_t cell, double x, double cell_v) const;

    std::size_t rows_;
    std::size_t columns_;
    cell_laws laws_;
    array_surroundings around_;
    cell_iv iv_;
    transient_settings settings_;
    array_solver solver_;
    transient_work work_;

    std::vector<double> x_;
    std::optional<std::size_t> gated_row_;
    std::vector<double> g_;  ///< of the cells at x_

    // Solutions at base_g_, and the ports that carry them to other conductances.
    std::vector<double> base_g_;
    bool solver_is_at_base_ = false;
    std::vector<known_solution> known_;
    cell_ports ports_;

    // The segment under way.
    line_drives from_;
    line_drives to_;
    std::vector<double> from_v_;  ///< of all cells at base_g_
    std::vector<double> to_v_;
    double power_from_w_ = 0;  ///< at base_g_: quadratic form of the drives at both ends
    double power_cross_w_ = 0;
    double power_to_w_ = 0;
    bool by_ports_ = false;
    std::vector<std::size_t> moving_;

    // Scratch of an evaluation.
    std::vector<double> stage_x_;
    std::vector<double> stage_g_;
    std::vector<double> port_v0_;
    std::vector<double> port_v_;
    std::vector<double> port_change_s_;
    std::vector<double> all_v_;  ///< across all cells
    line_drives stage_drives_;
    array_solution stage_solution_;
};

}  // namespace memglia
