#include "crossbar/array/effective_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "crossbar/array/solve_array.hpp"

namespace memglia {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// All drivers at 0 V; the lines that float still do.
std::vector<double> grounded(const std::vector<double>& drive_v) {
    std::vector<double> v = drive_v;
    for (double& line_v : v) line_v = std::isnan(line_v) ? line_v : 0;
    return v;
}

std::vector<std::size_t> driven_lines(const std::vector<double>& drive_v) {
    std::vector<std::size_t> driven;
    for (std::size_t n = 0; n < drive_v.size(); ++n) {
        if (!std::isnan(drive_v[n])) driven.push_back(n);
    }
    return driven;
}

// The same set of word lines in every read.
void check_inputs(std::size_t rows, std::span<const double> word_v) {
    if (word_v.empty() || word_v.size() % rows != 0) {
        throw internal_error("inputs that do not fill whole reads");
    }
    for (std::size_t k = rows; k < word_v.size(); ++k) {
        const std::size_t line = k % rows;
        if (std::isnan(word_v[k]) == std::isnan(word_v[line])) continue;
        throw input_error({.found = "found word line " + std::to_string(line) +
                                    " floating in some reads only, as in read " +
                                    std::to_string(k / rows + 1),
                           .expected = "lines that float in all reads or in none"});
    }
}

std::size_t solves_for_matrix(const line_drives& drives) {
    return std::min(driven_lines(drives.word_v).size(), driven_lines(drives.bit_v).size());
}

void mark_floating(const std::vector<double>& bit_v, std::span<double> current_a) {
    for (std::size_t j = 0; j < bit_v.size(); ++j) {
        if (std::isnan(bit_v[j])) current_a[j] = unknown;
    }
}

}  // namespace

effective_matrix find_effective_matrix(const driven_array& array, const array_config& config) {
    if (!cell_iv(config.cell).linear()) {
        throw input_error({.path = "cell.law",
                           .found = "found '" + word_of(config.cell.law) +
                                    "': currents that are not proportional to voltages have no "
                                    "effective matrix",
                           .expected = "linear, or a point to linearise at"});
    }
    effective_matrix m{array.rows, array.columns, {}, {}, 0, 0};
    m.conductance_s.assign(array.rows * array.columns, unknown);
    array_reader reader(array, config, config.lines);
    line_drives drives{grounded(array.drives.word_v), grounded(array.drives.bit_v)};
    const auto words = driven_lines(drives.word_v);
    const auto bits = driven_lines(drives.bit_v);
    const auto solve = [&](double& drive_v) -> const array_solution& {
        drive_v = 1;
        const array_solution& at = reader.solve(drives);
        drive_v = 0;
        m.residual = std::max(m.residual, at.residual);
        ++m.solves;
        return at;
    };
    if (words.size() <= bits.size()) {
        for (const std::size_t i : words) {
            const array_solution& at = solve(drives.word_v[i]);
            for (const std::size_t j : bits) {
                m.conductance_s[i * array.columns + j] = at.bit_current_a[j];
            }
        }
    } else {
        for (const std::size_t j : bits) {
            const array_solution& at = solve(drives.bit_v[j]);
            for (const std::size_t i : words) {
                m.conductance_s[i * array.columns + j] = -at.word_current_a[i];
            }
        }
    }
    m.offset_a.assign(array.columns, 0.0);
    if (std::any_of(bits.begin(), bits.end(),
                    [&](std::size_t j) { return array.drives.bit_v[j] != 0; })) {
        drives.bit_v = array.drives.bit_v;
        const array_solution& at = reader.solve(drives);
        m.offset_a = at.bit_current_a;
        m.residual = std::max(m.residual, at.residual);
        ++m.solves;
    }
    mark_floating(drives.bit_v, m.offset_a);
    return m;
}

std::vector<double> small_signal_conductances(const driven_array& array,
                                              const array_config& config) {
    const array_solution at = solve_array(array, config);
    const cell_iv iv(config.cell);
    std::vector<double> slope_s(array.conductance_s.size());
    for (std::size_t k = 0; k < slope_s.size(); ++k) {
        slope_s[k] = iv.at(array.conductance_s[k], at.word_v[k] - at.bit_v[k]).slope_s;
    }
    return slope_s;
}

batch_reading read_batch(const driven_array& array, const array_config& config,
                         std::span<const double> word_v) {
    check_inputs(array.rows, word_v);
    const std::size_t reads = word_v.size() / array.rows;
    driven_array held = array;
    held.drives.word_v.assign(word_v.begin(),
                              word_v.begin() + static_cast<std::ptrdiff_t>(array.rows));
    if (cell_iv(config.cell).linear() && solves_for_matrix(held.drives) < reads) {
        return read_batch(find_effective_matrix(held, config), word_v);
    }
    batch_reading batch;
    batch.bit_current_a.resize(reads * array.columns);
    const auto row = [&](std::size_t read) {
        return std::span(batch.bit_current_a).subspan(read * array.columns, array.columns);
    };
    array_reader reader(held, config, config.lines);
    for (std::size_t n = 0; n < reads; ++n) {
        const auto inputs = word_v.subspan(n * array.rows, array.rows);
        held.drives.word_v.assign(inputs.begin(), inputs.end());
        const array_solution& at = reader.solve(held.drives);
        std::copy(at.bit_current_a.begin(), at.bit_current_a.end(), row(n).begin());
        mark_floating(held.drives.bit_v, row(n));
        batch.residual = std::max(batch.residual, at.residual);
        ++batch.solves;
    }
    return batch;
}

batch_reading read_batch(const effective_matrix& matrix, std::span<const double> word_v) {
    check_inputs(matrix.rows, word_v);
    batch_reading batch;
    batch.residual = matrix.residual;
    batch.solves = matrix.solves;
    batch.by_matrix = true;
    const auto words =
        driven_lines({word_v.begin(), word_v.begin() + static_cast<std::ptrdiff_t>(matrix.rows)});
    for (std::size_t first = 0; first < word_v.size(); first += matrix.rows) {
        std::vector<double> current_a = matrix.offset_a;
        for (const std::size_t i : words) {
            for (std::size_t j = 0; j < matrix.columns; ++j) {
                current_a[j] += word_v[first + i] * matrix.conductance_s[i * matrix.columns + j];
            }
        }
        batch.bit_current_a.insert(batch.bit_current_a.end(), current_a.begin(), current_a.end());
    }
    return batch;
}

}  // namespace memglia
