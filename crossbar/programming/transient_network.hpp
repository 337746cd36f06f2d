#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crossbar/array/array_circuit.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/device/cell_iv.hpp"
#include "crossbar/programming/cell_ports.hpp"

namespace memglia {

/// Nothing flows: every line is grounded or floats.
bool quiet(const line_drives& drives);

/// The circuit of an array while its drives move from one set to another and cells change their
/// conductances: voltages of the cells and power of the drivers at any time between.
///
/// Of a linear array only the drives at both ends are solved, and a response per cell that has
/// become a port; through ports (cell_ports) the answer at other conductances of theirs is exact.
/// Above `max_ports` and for non-linear cells each evaluation is a nodal solution of its own.
class transient_network {
  public:
    transient_network(std::size_t rows, std::size_t columns, const line_resistances& lines,
                      const cell_iv& iv, const solver_settings& settings, std::size_t max_ports);

    /// Solutions and ports count from these conductances from now on.
    void rebase(std::span<const double> conductance_s);

    /// The operating point at conductances of no consequence for what is known.
    array_solution solve(const line_drives& drives, std::span<const double> conductance_s);

    /// A segment begins: the drives will move linearly from one to the other.
    void begin(const line_drives& from, const line_drives& to,
               std::span<const double> conductance_s);

    /// Cells other than ports stand at the conductances of the last rebase.
    bool by_ports() const { return by_ports_; }
    std::span<const std::size_t> port_cells() const { return ports_.cells(); }
    bool is_port(std::size_t cell) const { return ports_.holds(cell); }

    /// Makes a port of the cell, or leaves the ports if they have become too many.
    void add_port(std::size_t cell);

    /// The circuit at the time s (0 to 1) of the segment; returns the power of all drivers.
    double evaluate(double s, std::span<const double> conductance_s);

    /// Across the n-th port, or across the n-th cell without ports; of the last evaluation.
    double voltage_v(std::size_t n) const { return by_ports_ ? port_v_[n] : all_v_[n]; }

    /// Across all cells, evaluated through the ports.
    void all_voltages(double s, std::span<const double> conductance_s,
                      std::vector<double>& voltage_v);

    /// The segment is over, at these conductances.
    void end(std::span<const double> conductance_s);

    std::size_t solves() const { return solves_; }

  private:
    struct known_solution {
        line_drives drives;
        array_solution solution;
    };

    const array_solution* find_known(const line_drives& drives) const;
    const array_solution& solve_known(const line_drives& drives);
    void solver_at_base();
    double evaluate_ports(double s, std::span<const double> conductance_s);
    double evaluate_nodes(double s, std::span<const double> conductance_s);

    cell_iv iv_;
    array_solver solver_;
    std::size_t max_ports_;
    std::size_t solves_ = 0;

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

    // The last evaluation.
    std::vector<double> port_v0_;
    std::vector<double> port_v_;
    std::vector<double> port_change_s_;
    std::vector<double> all_v_;
    std::vector<double> solved_g_;
    line_drives stage_drives_;
    array_solution stage_solution_;
};

}  // namespace memglia
