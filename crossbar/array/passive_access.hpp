#pragma once

#include <cstddef>
#include <vector>

#include "crossbar/array/array_access.hpp"
#include "crossbar/array/idle_lines.hpp"
#include "crossbar/array/transfer_operator.hpp"

namespace memglia {

/// Crosspoints without transistors; every line is driven all the time. A read holds all other word
/// lines and all bit lines at 0 V. A write of V puts, with V/2, V on the word line, 0 on the bit
/// line and V/2 on all others; with V/3, V/3 on the other word lines and 2V/3 on the other bit
/// lines (idle_lines). Only differences from a voltage common to all lines drive anything.
class passive_access : public array_access {
  public:
    passive_access(const access_config& config, std::size_t rows, std::size_t columns);

    void load(std::span<const double> conductance_s) override;
    void set(std::size_t row, std::size_t column, double conductance_s) override;
    void set(std::span<const change> changes) override;
    double read(std::size_t row, std::size_t first_column, double v_read_v,
                std::span<double> currents_a) override;
    write_point write(std::size_t row, std::size_t column, double applied_v,
                      double conductance_s) override;
    double cells_charged_by_read(std::size_t columns_read) const override;
    double cells_charged_by_write() const override;
    bool idle_cells_bounded(double applied_v, double along_v, double against_v) override;
    bool idle_cells_below(std::size_t row, std::size_t column, double applied_v,
                          double limit_v) override;
    void cell_voltages(std::size_t row, std::size_t column, double applied_v,
                       std::vector<double>& cell_v) override;

  private:
    // The last write whose operating point was solved, and what idle cells saw.
    struct solved_write {
        std::size_t row = 0;
        std::size_t column = 0;
        double applied_v = 0;  ///< 0: none since other cells changed
        double conductance_s = 0;
        double idle_v = 0;  ///< largest of all other cells
        double power_w = 0;
        array_solution at;
    };
    bool is_solved(std::size_t row, std::size_t column, double applied_v) const;
    idle_lines idle(double applied_v) const;
    const solved_write& solve_write(std::size_t row, std::size_t column, double applied_v);

    bool third_;
    transfer_operator lines_;
    solved_write solved_;
};

}  // namespace memglia
