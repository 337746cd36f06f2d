#pragma once

#include <cstddef>
#include <vector>

#include "crossbar/device/variation.hpp"
#include "crossbar/device/vteam.hpp"

namespace memglia {

/// The VTEAM laws of all cells of an array: one preset, from which each cell may deviate by factors
/// of its own. A cell whose rate has the factor 0 never moves: it is stuck.
class cell_laws {
  public:
    /// All cells alike.
    cell_laws(std::size_t cells, const vteam& nominal);

    /// Throws internal_error unless there is one set of factors per cell.
    cell_laws(const vteam& nominal, std::vector<cell_factors> factors);

    std::size_t cells() const { return cells_; }
    const vteam& nominal() const { return nominal_; }

    double conductance_s(std::size_t cell, double x) const;

    /// The state of this conductance; the nearest end outside the cell's range.
    double state_at(std::size_t cell, double conductance_s) const;

    /// dx/dt under `voltage_v` across the memristor; 0 at an end of the range that it pushes at.
    double velocity_per_s(std::size_t cell, double x, double voltage_v) const;

    /// The same of window::coordinate_of(x), which is what an integrator follows.
    double coordinate_velocity_per_s(std::size_t cell, double y, double voltage_v) const;

    const window& shape() const { return nominal_.shape(); }

    /// Where one pulse of constant voltage takes the cell.
    double state_after(std::size_t cell, double x, double voltage_v, double duration_s) const;

    bool stuck(std::size_t cell) const { return !factors_.empty() && factors_[cell].rate == 0; }
    void stick(std::size_t cell);

  private:
    std::size_t cells_;
    vteam nominal_;
    bool linear_conductance_;
    bool exponential_;
    std::vector<cell_factors> factors_;  ///< empty: all 1
};

}  // namespace memglia
