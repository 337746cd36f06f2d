#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace memglia {

/// The exact answer of a linear array when only a few cells, its ports, differ from conductances at
/// which it was solved before.
///
/// A cell a whose conductance is larger by d_a draws the extra current d_a v_a: with the voltages
/// v0 of the solved array and the transfer resistances Z between ports, (1 + Z d) v = v0.
class cell_ports {
  public:
    void clear() {
        cells_.clear();
        columns_.clear();
    }

    std::size_t size() const { return cells_.size(); }
    std::span<const std::size_t> cells() const { return cells_; }
    bool holds(std::size_t cell) const;

    /// Adds a port with its column of Z: V across every cell when 1 A is fed into this one's
    /// terminals, with all drivers at 0 V.
    void add(std::size_t cell, std::vector<double> column);

    /// Voltages of the ports, given those of the solved array and how far their conductances are
    /// from it.
    void respond(std::span<const double> solved_v, std::span<const double> change_s,
                 std::vector<double>& voltage_v);

    /// Carries the ports' changes over to the voltages of all cells.
    void spread(std::span<const double> change_s, std::span<const double> port_v,
                std::span<double> all_v) const;

  private:
    std::vector<std::size_t> cells_;
    std::vector<std::vector<double>> columns_;  ///< of Z, over all cells
    std::vector<double> system_;
};

}  // namespace memglia
