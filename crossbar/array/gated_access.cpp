#include "crossbar/array/gated_access.hpp"

#include <algorithm>

#include "crossbar/array/circuit_checks.hpp"

namespace memglia {

gated_access::gated_access(const access_config& config, std::size_t rows, std::size_t columns)
    : ideal_(config.wires == wire_model::ideal),
      lines_(config.lines),
      access_ohm_(config.r_access_ohm),
      rows_(rows),
      columns_(columns),
      conductance_s_(rows * columns, 0.0) {
    check_whole_lines(rows, columns, lines_);
}

void gated_access::load(std::span<const double> conductance_s) {
    check_array_conductances(rows_, columns_, conductance_s);
    conductance_s_.assign(conductance_s.begin(), conductance_s.end());
}

void gated_access::set(std::size_t row, std::size_t column, double conductance_s) {
    conductance_s_[row * columns_ + column] = conductance_s;
}

void gated_access::set(std::span<const change> changes) {
    for (const change& c : changes) set(c.row, c.column, c.conductance_s);
}

double gated_access::bit_path_ohm(std::size_t row) const {
    return access_ohm_ + static_cast<double>(rows_ - row) * lines_.r_bit_ohm +
           lines_.r_bit_driver_ohm;
}

double gated_access::source_path_ohm(std::size_t column) const {
    return static_cast<double>(column + 1) * lines_.r_word_ohm + lines_.r_word_driver_ohm;
}

double gated_access::read(std::size_t row, std::size_t first_column, double v_read_v,
                          std::span<double> currents_a) {
    const std::size_t count = currents_a.size();
    const double* const g = conductance_s_.data() + row * columns_ + first_column;
    double total_a = 0;
    if (ideal_) {
        for (std::size_t j = 0; j < count; ++j) total_a += currents_a[j] = v_read_v * g[j];
        return v_read_v * total_a;
    }
    // From the far end: what the ladder from branch j on conducts to ground.
    input_s_.resize(count);
    const double path_ohm = bit_path_ohm(row);
    for (std::size_t j = count; j-- > 0;) {
        input_s_[j] = g[j] / (1 + g[j] * path_ohm);
        if (j + 1 < count)
            input_s_[j] += input_s_[j + 1] / (1 + input_s_[j + 1] * lines_.r_word_ohm);
    }
    double v = v_read_v / (1 + input_s_[0] * source_path_ohm(first_column));
    for (std::size_t j = 0; j < count; ++j) {
        if (j > 0) v /= 1 + input_s_[j] * lines_.r_word_ohm;
        total_a += currents_a[j] = v * g[j] / (1 + g[j] * path_ohm);
    }
    return v_read_v * total_a;
}

array_access::write_point gated_access::write(std::size_t row, std::size_t column, double applied_v,
                                              double conductance_s) {
    if (ideal_) return {applied_v, applied_v * applied_v * conductance_s};
    const double v =
        applied_v / (1 + conductance_s * (bit_path_ohm(row) + source_path_ohm(column)));
    return {v, applied_v * v * conductance_s};
}

void gated_access::cell_voltages(std::size_t row, std::size_t column, double applied_v,
                                 std::vector<double>& cell_v) {
    cell_v.assign(rows_ * columns_, 0.0);
    const std::size_t k = row * columns_ + column;
    cell_v[k] = write(row, column, applied_v, conductance_s_[k]).cell_v;
}

}  // namespace memglia
