#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "crossbar/array/array_circuit.hpp"
#include "crossbar/array/schur_system.hpp"

namespace memglia {

/// What a passive array looks like from one of its cells, all lines driven.
///
/// Ports are asked for in the first columns only, as a rule: a chip fills its array from the left.
/// What lies beyond them is quiet, and enters the solves as its admittance between the word lines,
/// a dense matrix that is worked out once. The first port beyond moves the border.
class port_solver {
  public:
    /// Throws input_error as array_solver does.
    port_solver(std::size_t rows, std::size_t columns, const line_resistances& lines);

    /// All cells anew, row by row.
    void load(std::span<const double> conductance_s);

    /// One cell anew.
    void set(std::size_t row, std::size_t column, double conductance_s);

    /// Makes `column` an active one. True if it was not.
    bool activate(std::size_t column);
    std::size_t active_columns() const { return active_; }

    /// 1 A from B(row, column) to W(row, column), all drivers at 0 V. Into `word_share` and
    /// `bit_share` (active columns) goes what each driver takes of it, which by reciprocity is what
    /// a volt of that driver brings to the cell. Returns the voltage over the cell: the resistance
    /// that the network shows there.
    double inject(std::size_t row, std::size_t column, std::span<double> word_share,
                  std::span<double> bit_share);

    std::size_t solves() const { return solves_; }

  private:
    void prepare();
    std::vector<double> quiet_conductances() const;
    std::vector<double> quiet_admittance(std::span<const double> quiet_s);

    std::size_t rows_;
    std::size_t columns_;
    line_resistances lines_;
    std::vector<double> conductance_s_;
    std::size_t active_;
    std::optional<schur_system> system_;  ///< of the active columns; none while out of date
    std::vector<double> quiet_s_;         ///< what `load_s_` was worked out for
    std::vector<double> load_s_;
    std::size_t solves_ = 0;
};

}  // namespace memglia
