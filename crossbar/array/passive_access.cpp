#include "crossbar/array/passive_access.hpp"

#include <cmath>

#include "crossbar/array/gated_access.hpp"

namespace memglia {

passive_access::passive_access(const access_config& config, std::size_t rows, std::size_t columns)
    : third_(config.scheme == "third"),
      lines_(rows, columns, config.lines, config.wires == "ideal") {}

void passive_access::load(std::span<const double> conductance_s) {
    lines_.load(conductance_s);
}

void passive_access::set(std::size_t row, std::size_t column, double conductance_s) {
    lines_.set(row, column, conductance_s);
}

double passive_access::read(std::size_t row, std::size_t first_column, double v_read_v,
                            std::span<double> currents_a) {
    for (std::size_t j = 0; j < currents_a.size(); ++j) {
        currents_a[j] = v_read_v * lines_.transfer_s(row, first_column + j);
    }
    return v_read_v * v_read_v * lines_.word_self_s(row);
}

// Against the common voltage the drives are e = a (word line) - a (bit line), and with V/3 besides
// -V/3 on all word lines; the power is e' Y e.
array_access::write_point passive_access::write(std::size_t row, std::size_t column,
                                                double applied_v, double conductance_s) {
    const auto cell = lines_.at(row, column);
    const double a = applied_v * (third_ ? 2.0 / 3 : 0.5);
    const double c = third_ ? -applied_v / 3 : 0;
    const double scale = cell.scale(conductance_s);
    const double v = a * (cell.word_gain - cell.bit_gain) + c * cell.word_common_gain;
    double power_w =
        a * a *
        (lines_.word_self_s(row) + lines_.bit_self_s(column) + 2 * lines_.transfer_s(row, column));
    if (third_) {
        power_w += 2 * a * c * (lines_.word_common_s(row) - lines_.bit_common_s(column)) +
                   c * c * lines_.all_common_s();
    }
    // Another conductance changes Y by a dyad, and with it the power by v v' of the cell.
    return {v * scale, power_w + (conductance_s - cell.conductance_s) * v * v * scale};
}

double passive_access::cells_charged_by_read(std::size_t) const {
    return static_cast<double>(lines_.columns());
}

double passive_access::cells_charged_by_write() const {
    const double idle_word = third_ ? 1.0 / 9 : 1.0 / 4;
    const double idle_bit = third_ ? 4.0 / 9 : 1.0 / 4;
    const auto rows = static_cast<double>(lines_.rows());
    const auto columns = static_cast<double>(lines_.columns());
    return columns * (1 + (rows - 1) * idle_word) + rows * (columns - 1) * idle_bit;
}

double passive_access::idle_cell_bound_v(double applied_v) const {
    return std::abs(applied_v) *
           (third_ ? (1 + lines_.full_sag()) / 3 : (1 + lines_.half_select_sag()) / 2);
}

void passive_access::cell_voltages(std::size_t row, std::size_t column, double applied_v,
                                   std::vector<double>& cell_v) {
    const std::size_t rows = lines_.rows();
    const std::size_t columns = lines_.columns();
    line_drives drives{std::vector<double>(rows, applied_v / (third_ ? 3 : 2)),
                       std::vector<double>(columns, applied_v * (third_ ? 2.0 / 3 : 0.5))};
    drives.word_v[row] = applied_v;
    drives.bit_v[column] = 0;
    const auto at = lines_.solve(drives);
    cell_v.resize(rows * columns);
    for (std::size_t k = 0; k < cell_v.size(); ++k) cell_v[k] = at.word_v[k] - at.bit_v[k];
}

std::unique_ptr<array_access> make_access(const access_config& config, std::size_t rows,
                                          std::size_t columns) {
    if (config.passive()) return std::make_unique<passive_access>(config, rows, columns);
    return std::make_unique<gated_access>(config, rows, columns);
}

}  // namespace memglia
