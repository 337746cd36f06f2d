#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "crossbar/array/wires.hpp"
#include "crossbar/device/device_model.hpp"

namespace memglia {

/// An array of one-transistor-one-memristor cells. The word line of one row opens its transistors;
/// bit lines carry read and write voltages; unselected bit lines float and carry nothing.
class array_1t1r {
  public:
    /// `line_capacitance_f`: of a whole bit line, charged once per read and per pulse.
    array_1t1r(std::size_t rows, std::size_t columns, const device_model& device,
               std::unique_ptr<const wire_model> wires, double line_capacitance_f);

    /// All cells fully RESET but those that are stuck; new noise streams and faults of this seed.
    void reset(std::uint64_t seed, std::uint64_t index);

    struct energy {
        double cells_j = 0;
        double lines_j = 0;
    };

    /// Reads currents_a.size() neighbouring cells of a row, with read noise; A at the read voltage.
    energy read(std::size_t row, std::size_t first_column, std::span<double> currents_a);

    /// One write pulse on one cell.
    energy pulse(std::size_t row, std::size_t column, device_model::polarity polarity);

    double conductance_s(std::size_t row, std::size_t column) const {
        return conductance_s_[row * columns_ + column];
    }
    double state(std::size_t row, std::size_t column) const { return x_[row * columns_ + column]; }
    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    const device_model& device() const { return device_; }

  private:
    static constexpr std::size_t max_read_width = 8;

    std::size_t rows_;
    std::size_t columns_;
    device_model device_;
    std::unique_ptr<const wire_model> wires_;
    double line_capacitance_f_;
    std::vector<double> x_;
    std::vector<double> conductance_s_;
    std::vector<std::uint8_t> stuck_;  ///< empty when no cell is
    random_stream write_noise_;
    random_stream read_noise_;
};

}  // namespace memglia
