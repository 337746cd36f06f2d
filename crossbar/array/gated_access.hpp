#pragma once

#include <cstddef>
#include <vector>

#include "crossbar/array/array_access.hpp"

namespace memglia {

/// 1T1R: the transistors of one row conduct, idle bit lines float and carry nothing. What conducts
/// is one ladder: the row's source line with a branch at each driven column, made of the
/// transistor, the cell and the bit line from this row to its end. Solved exactly, in O(branches).
class gated_access : public array_access {
  public:
    gated_access(const access_config& config, std::size_t rows, std::size_t columns);

    void load(std::span<const double> conductance_s) override;
    void set(std::size_t row, std::size_t column, double conductance_s) override;
    void set(std::span<const change> changes) override;
    double read(std::size_t row, std::size_t first_column, double v_read_v,
                std::span<double> currents_a) override;
    write_point write(std::size_t row, std::size_t column, double applied_v,
                      double conductance_s) override;
    double cells_charged_by_read(std::size_t columns_read) const override {
        return static_cast<double>(columns_read * rows_);
    }
    double cells_charged_by_write() const override { return static_cast<double>(rows_); }
    bool idle_cells_bounded(double, double, double) override { return true; }
    bool idle_cells_below(std::size_t, std::size_t, double, double) override { return true; }
    void cell_voltages(std::size_t row, std::size_t column, double applied_v,
                       std::vector<double>& cell_v) override;

  private:
    double bit_path_ohm(std::size_t row) const;
    double source_path_ohm(std::size_t column) const;

    bool ideal_;
    line_resistances lines_;
    double access_ohm_;
    std::size_t rows_;
    std::size_t columns_;
    std::vector<double> conductance_s_;
    std::vector<double> input_s_;  ///< of the ladder from each branch on
};

}  // namespace memglia
