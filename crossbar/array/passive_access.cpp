#include "crossbar/array/passive_access.hpp"

#include <algorithm>
#include <cmath>

#include "crossbar/array/gated_access.hpp"

namespace memglia {

passive_access::passive_access(const access_config& config, std::size_t rows, std::size_t columns)
    : third_(config.scheme == write_scheme::third),
      lines_(rows, columns, config.lines, config.wires == wire_model::ideal) {}

void passive_access::load(std::span<const double> conductance_s) {
    lines_.load(conductance_s);
    solved_.applied_v = 0;
}

void passive_access::set(std::size_t row, std::size_t column, double conductance_s) {
    lines_.set(row, column, conductance_s);
    if (row != solved_.row || column != solved_.column) solved_.applied_v = 0;
}

void passive_access::set(std::span<const change> changes) {
    for (const change& c : changes) lines_.set_unsolved(c.row, c.column, c.conductance_s);
    if (!changes.empty()) solved_.applied_v = 0;
}

double passive_access::read(std::size_t row, std::size_t first_column, double v_read_v,
                            std::span<double> currents_a) {
    for (std::size_t j = 0; j < currents_a.size(); ++j) {
        currents_a[j] = v_read_v * lines_.transfer_s(row, first_column + j);
    }
    return v_read_v * v_read_v * lines_.word_self_s(row);
}

idle_lines passive_access::idle(double applied_v) const {
    return third_ ? third_select(applied_v) : half_select(applied_v);
}

// Against the common voltage the drives are e = a (word line) - a (bit line), and with V/3 besides
// -V/3 on all word lines; the power is e' Y e.
array_access::write_point passive_access::write(std::size_t row, std::size_t column,
                                                double applied_v, double conductance_s) {
    const auto cell = lines_.at(row, column);
    const double a = idle(applied_v).bit_v;
    const double c = idle(applied_v).word_v - a;
    const double scale = cell.scale(conductance_s);
    const double v = a * (cell.word_gain - cell.bit_gain) + c * cell.word_common_gain;
    if (lines_.stale()) {
        const solved_write& solved = solve_write(row, column, applied_v);
        return {v * scale, solved.power_w + (conductance_s - cell.conductance_s) * v * v * scale};
    }
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
    const double idle_word = idle(1).word_v * idle(1).word_v;
    const double idle_bit = idle(1).bit_v * idle(1).bit_v;
    const auto rows = static_cast<double>(lines_.rows());
    const auto columns = static_cast<double>(lines_.columns());
    return columns * (1 + (rows - 1) * idle_word) + rows * (columns - 1) * idle_bit;
}

bool passive_access::is_solved(std::size_t row, std::size_t column, double applied_v) const {
    return solved_.applied_v == applied_v && solved_.row == row && solved_.column == column;
}

const passive_access::solved_write& passive_access::solve_write(std::size_t row, std::size_t column,
                                                                double applied_v) {
    const double g = lines_.conductance_s(row, column);
    if (is_solved(row, column, applied_v) && solved_.conductance_s == g) return solved_;
    line_drives drives{std::vector<double>(lines_.rows(), idle(applied_v).word_v),
                       std::vector<double>(lines_.columns(), idle(applied_v).bit_v)};
    drives.word_v[row] = applied_v;
    drives.bit_v[column] = 0;
    lines_.solve(drives, solved_.at);
    solved_.row = row;
    solved_.column = column;
    solved_.applied_v = applied_v;
    solved_.conductance_s = g;
    solved_.idle_v = 0;
    solved_.power_w = 0;
    const std::size_t cell = row * lines_.columns() + column;
    for (std::size_t k = 0; k < solved_.at.word_v.size(); ++k) {
        const double v = std::abs(solved_.at.word_v[k] - solved_.at.bit_v[k]);
        if (k != cell) solved_.idle_v = std::max(solved_.idle_v, v);
    }
    for (std::size_t i = 0; i < lines_.rows(); ++i) {
        solved_.power_w += drives.word_v[i] * solved_.at.word_current_a[i];
    }
    for (std::size_t j = 0; j < lines_.columns(); ++j) {
        solved_.power_w -= drives.bit_v[j] * solved_.at.bit_current_a[j];
    }
    return solved_;
}

bool passive_access::idle_cells_bounded(double applied_v, double along_v, double against_v) {
    const double size_v = std::abs(applied_v);
    const double full = lines_.full_sag();
    if (third_) return size_v * (1 + full) / 3 <= std::min(along_v, against_v);
    const double half = lines_.half_select_sag();
    if (size_v * (1 + half) / 2 > along_v) return false;
    // Between two idle lines, either way; along the selected ones only if those sag past an idle
    // one.
    const double reversed_v = full <= (1 - half) / 2 ? size_v * half : size_v * (1 + half) / 2;
    return reversed_v <= against_v;
}

bool passive_access::idle_cells_below(std::size_t row, std::size_t column, double applied_v,
                                      double limit_v) {
    if (is_solved(row, column, applied_v)) {
        // This cell alone changed since: no other sees more of it than it does itself.
        const std::size_t k = row * lines_.columns() + column;
        const double cell_v = std::abs(solved_.at.word_v[k] - solved_.at.bit_v[k]);
        const auto now = lines_.at(row, column);
        const double change_s = now.conductance_s - solved_.conductance_s;
        const double drift_v = std::abs(change_s) * now.resistance_ohm * cell_v;
        if (solved_.idle_v + drift_v <= limit_v) return true;
    }
    return solve_write(row, column, applied_v).idle_v <= limit_v;
}

void passive_access::cell_voltages(std::size_t row, std::size_t column, double applied_v,
                                   std::vector<double>& cell_v) {
    const array_solution& at = solve_write(row, column, applied_v).at;
    cell_v.resize(at.word_v.size());
    for (std::size_t k = 0; k < cell_v.size(); ++k) cell_v[k] = at.word_v[k] - at.bit_v[k];
}

std::unique_ptr<array_access> make_access(const access_config& config, std::size_t rows,
                                          std::size_t columns) {
    if (config.passive()) return std::make_unique<passive_access>(config, rows, columns);
    return std::make_unique<gated_access>(config, rows, columns);
}

}  // namespace memglia
