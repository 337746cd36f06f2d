#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "crossbar/array/array_access.hpp"
#include "crossbar/device/ageing.hpp"
#include "crossbar/device/cell_laws.hpp"
#include "crossbar/device/device_model.hpp"

namespace memglia {

/// An array of memristive cells with their states, noise and faults, behind whatever access and
/// wires it is built with.
class cell_array {
  public:
    /// `line_cell_f`: capacitance of a line per cell; lines are charged once per read and pulse.
    /// With `ageing` cells wear out, and stand() lets them drift.
    cell_array(std::size_t rows, std::size_t columns, const device_model& device,
               const access_config& access, double line_cell_f,
               const std::optional<ageing_config>& ageing = {});

    /// All cells new and fully RESET but those that are stuck; variation, faults, lives and noise
    /// of this seed.
    void reset(std::uint64_t seed, std::uint64_t index);

    /// From now to the next reset() the cell stays in this state (0: R_on, 1: R_off), whatever is
    /// written.
    void stick(std::size_t row, std::size_t column, double x);

    /// Time passes without a write. Each cell then conducts what it has drifted to since it was
    /// last moved, times the level of its telegraph noise at the end of that time; it does so until
    /// it is moved, or the next stand().
    void stand(double duration_s);

    struct energy {
        double cells_j = 0;  ///< in the cells and in the lines' resistance
        double lines_j = 0;  ///< charging the lines
    };

    /// Reads currents_a.size() neighbouring cells of a row, with read noise; A at the read voltage.
    energy read(std::size_t row, std::size_t first_column, std::span<double> currents_a);

    /// The same without noise, and without a draw of it.
    energy noiseless_read(std::size_t row, std::size_t first_column,
                          std::span<double> currents_a) const;

    /// One write pulse on one cell. Other cells that it takes past their threshold move with it,
    /// each at the voltage that it sees at the start of the pulse.
    energy pulse(std::size_t row, std::size_t column, device_model::polarity polarity);

    double conductance_s(std::size_t row, std::size_t column) const {
        return conductance_s_[row * columns_ + column];
    }
    /// How often a pulse moved a cell that it was not meant for, since reset().
    std::uint64_t disturbed() const { return disturbed_; }

    /// Pulses have come since reset(), also to cells that are not stuck, and none moved any cell:
    /// what the lines leave of the write voltage stays below the threshold.
    bool inert() const { return unmoved_ > 0 && !moved_; }

    /// Cells that wore out since reset(): they stick at R_on.
    std::uint64_t worn_out() const { return worn_out_; }

    /// Not 0: the cell never moves. Row by row.
    std::vector<unsigned char> stuck_cells() const;

    double state(std::size_t row, std::size_t column) const { return x_[row * columns_ + column]; }
    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    const device_model& device() const { return device_; }

  private:
    bool stuck(std::size_t cell) const { return laws_ && laws_->stuck(cell); }
    double conductance_at(std::size_t cell, double x) const;
    double noiseless_state_after(std::size_t cell, double voltage_v) const;
    device_model::pulse_outcome pulse_cell(std::size_t cell, double voltage_v);
    void move(std::size_t row, std::size_t column, double x);
    void age(std::size_t cell, double before);
    void disturb(std::size_t written);

    std::size_t rows_;
    std::size_t columns_;
    device_model device_;
    std::unique_ptr<array_access> access_;
    bool resistive_;
    double line_cell_f_;
    std::vector<double> x_;
    std::vector<double> conductance_s_;
    std::optional<cell_laws> laws_;  ///< none while all cells are alike
    std::vector<double> cell_v_;
    std::vector<array_access::change> changes_;
    std::uint64_t disturbed_ = 0;
    std::uint64_t unmoved_ = 0;  ///< pulses that left a cell where it was that is not stuck
    bool moved_ = false;         ///< some pulse some cell
    random_stream write_noise_;
    random_stream read_noise_;
    std::optional<ageing_config> ageing_;
    std::optional<endurance> wear_;
    std::optional<telegraph_noise> telegraph_;
    random_stream telegraph_draws_;
    std::vector<double> moved_s_;  ///< when each cell last moved; with ageing
    double time_s_ = 0;            ///< of stand(), summed; pulses take none
    std::uint64_t worn_out_ = 0;
};

}  // namespace memglia
