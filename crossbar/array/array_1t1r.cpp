#include "crossbar/array/array_1t1r.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.hpp"

namespace memglia {

array_1t1r::array_1t1r(std::size_t rows, std::size_t columns, const device_model& device,
                       std::unique_ptr<const wire_model> wires, double line_capacitance_f)
    : rows_(rows),
      columns_(columns),
      device_(device),
      wires_(std::move(wires)),
      line_capacitance_f_(line_capacitance_f),
      x_(rows * columns, 1.0),
      conductance_s_(rows * columns, device.conductance_s(1.0)),
      write_noise_(0, "crossbar/array", "write"),
      read_noise_(0, "crossbar/array", "read") {}

void array_1t1r::reset(std::uint64_t seed, std::uint64_t index) {
    std::fill(x_.begin(), x_.end(), 1.0);
    std::fill(conductance_s_.begin(), conductance_s_.end(), device_.conductance_s(1.0));
    stuck_.clear();
    const double on = device_.config().stuck_on_fraction;
    const double off = device_.config().stuck_off_fraction;
    if (on > 0 || off > 0) {
        random_stream faults(seed, "crossbar/array", "faults", index);
        stuck_.assign(x_.size(), 0);
        for (std::size_t i = 0; i < x_.size(); ++i) {
            const double draw = faults.uniform();
            if (draw >= on + off) continue;
            stuck_[i] = 1;
            x_[i] = draw < on ? 0.0 : 1.0;
            conductance_s_[i] = device_.conductance_s(x_[i]);
        }
    }
    write_noise_ = random_stream(seed, "crossbar/array", "write", index);
    read_noise_ = random_stream(seed, "crossbar/array", "read", index);
}

array_1t1r::energy array_1t1r::read(std::size_t row, std::size_t first_column,
                                    std::span<double> currents_a) {
    const std::size_t count = currents_a.size();
    if (count > max_read_width || row >= rows_ || first_column + count > columns_) {
        throw internal_error("array_1t1r::read outside the array");
    }
    std::array<double, max_read_width> seen{};
    for (std::size_t j = 0; j < count; ++j) {
        seen[j] = device_.read_conductance_s(conductance_s(row, first_column + j), read_noise_);
    }
    const double v = device_.config().v_read_v;
    wires_->read(row, first_column, v, std::span<const double>(seen.data(), count), currents_a);
    energy spent{.lines_j = line_capacitance_f_ * v * v * static_cast<double>(count)};
    for (const double i : currents_a) spent.cells_j += v * i * device_.config().t_read_s;
    return spent;
}

array_1t1r::energy array_1t1r::pulse(std::size_t row, std::size_t column,
                                     device_model::polarity polarity) {
    if (row >= rows_ || column >= columns_) {
        throw internal_error("array_1t1r::pulse outside the array");
    }
    const std::size_t i = row * columns_ + column;
    const double applied = device_.pulse_voltage_v(polarity);
    const double v = wires_->cell_voltage_v(row, column, applied, conductance_s_[i]);
    if (!stuck_.empty() && stuck_[i] != 0) {
        return {v * v * conductance_s_[i] * device_.config().t_pulse_s,
                line_capacitance_f_ * applied * applied};
    }
    const auto outcome = device_.pulse(x_[i], v, write_noise_);
    x_[i] = outcome.x;
    conductance_s_[i] = device_.conductance_s(outcome.x);
    return {outcome.energy_j, line_capacitance_f_ * applied * applied};
}

}  // namespace memglia
