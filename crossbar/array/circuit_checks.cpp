#include "crossbar/array/circuit_checks.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "crossbar/array/node_sets.hpp"
#include "crossbar/array/number_text.hpp"

namespace memglia {

namespace {

std::string count_of(std::size_t n, const char* what) {
    return std::to_string(n) + ' ' + what + (n == 1 ? "" : "s");
}

void check_resistance(const char* name, double value_ohm) {
    if (value_ohm >= 0) return;
    throw input_error({.path = name,
                       .found = "found " + number_text(value_ohm) + " ohm",
                       .expected = "0 to inf"});
}

void check_side(const char* name, const char* line, std::size_t lines,
                const std::vector<double>& drive_v) {
    if (drive_v.size() != lines) {
        throw input_error({.path = name,
                           .found = "found " + count_of(drive_v.size(), "voltage"),
                           .expected = std::to_string(lines) + ", one per " + line});
    }
    for (std::size_t i = 0; i < lines; ++i) {
        if (!std::isinf(drive_v[i])) continue;
        throw input_error({.path = name,
                           .found = std::string("found ") + number_text(drive_v[i]) + " V on " +
                                    line + ' ' + std::to_string(i),
                           .expected = "a finite voltage, or nan for a floating line"});
    }
}

}  // namespace

void check_array_lines(std::size_t rows, std::size_t columns, const line_resistances& lines) {
    if (rows == 0 || columns == 0) {
        throw input_error({.found = "found an array of " + std::to_string(rows) + " x " +
                                    std::to_string(columns) + " cells",
                           .expected = "at least one row and one column"});
    }
    check_resistance("r_word_ohm", lines.r_word_ohm);
    check_resistance("r_bit_ohm", lines.r_bit_ohm);
    check_resistance("r_word_driver_ohm", lines.r_word_driver_ohm);
    check_resistance("r_bit_driver_ohm", lines.r_bit_driver_ohm);
}

void check_whole_lines(std::size_t rows, std::size_t columns, const line_resistances& lines) {
    check_array_lines(rows, columns, lines);
    const auto whole = [](const char* name, double value_ohm) {
        if (std::isfinite(value_ohm)) return;
        throw input_error({.path = name,
                           .found = "found " + number_text(value_ohm) + " ohm",
                           .expected = "a finite resistance; a line that leads nowhere is one "
                                       "that floats"});
    };
    whole("r_word_ohm", lines.r_word_ohm);
    whole("r_bit_ohm", lines.r_bit_ohm);
    whole("r_word_driver_ohm", lines.r_word_driver_ohm);
    whole("r_bit_driver_ohm", lines.r_bit_driver_ohm);
}

void check_array_conductances(std::size_t rows, std::size_t columns,
                              std::span<const double> conductance_s) {
    if (conductance_s.size() != rows * columns) {
        throw input_error({.path = "conductances",
                           .found = "found " + count_of(conductance_s.size(), "value"),
                           .expected = std::to_string(rows) + " x " + std::to_string(columns)});
    }
    for (std::size_t k = 0; k < conductance_s.size(); ++k) {
        const double g = conductance_s[k];
        if (g >= 0 && std::isfinite(g)) continue;
        throw input_error({.path = "conductances",
                           .found = "found " + number_text(g) + " S in row " +
                                    std::to_string(k / columns) + ", column " +
                                    std::to_string(k % columns) + " (counted from 0)",
                           .expected = "a finite conductance, 0 for an open cell"});
    }
}

void check_array_drives(std::size_t rows, std::size_t columns, const line_drives& drives) {
    check_side("word_v", "word line", rows, drives.word_v);
    check_side("bit_v", "bit line", columns, drives.bit_v);
    const auto floats = [](double v) { return std::isnan(v); };
    if (std::all_of(drives.word_v.begin(), drives.word_v.end(), floats) &&
        std::all_of(drives.bit_v.begin(), drives.bit_v.end(), floats)) {
        throw input_error({.found = "every word line and every bit line floats",
                           .expected = "at least one line with a voltage"});
    }
}

void check_driven(std::size_t rows, std::size_t columns, const line_resistances& lines,
                  std::span<const double> conductance_s, const line_drives& drives) {
    check_array_drives(rows, columns, drives);
    const std::size_t cells = rows * columns;
    const std::size_t driver = 2 * cells;  // all drivers, after W(i,j) and B(i,j)
    const bool word_conducts = std::isfinite(lines.r_word_ohm);
    const bool bit_conducts = std::isfinite(lines.r_bit_ohm);
    const bool word_reaches = word_conducts && std::isfinite(lines.r_word_driver_ohm);
    const bool bit_reaches = bit_conducts && std::isfinite(lines.r_bit_driver_ohm);
    node_sets reach(driver + 1);
    for (std::size_t k = 0; k < cells; ++k) {
        const std::size_t i = k / columns;
        const std::size_t j = k % columns;
        if (word_conducts && j > 0) reach.join(k - 1, k);
        if (bit_conducts && i > 0) reach.join(cells + k - columns, cells + k);
        if (conductance_s[k] > 0) reach.join(k, cells + k);
        if (word_reaches && j == 0 && !std::isnan(drives.word_v[i])) reach.join(k, driver);
        if (bit_reaches && i + 1 == rows && !std::isnan(drives.bit_v[j])) {
            reach.join(cells + k, driver);
        }
    }
    for (std::size_t node = 0; node < driver; ++node) {
        if (reach.of(node) == reach.of(driver)) continue;
        const bool is_word = node < cells;
        const std::size_t i = node % cells / columns;
        const std::size_t j = node % cells % columns;
        std::string place =
            (is_word ? "word line " : "bit line ") + std::to_string(is_word ? i : j);
        if (is_word && !word_conducts) place += " at column " + std::to_string(j);
        if (!is_word && !bit_conducts) place += " at row " + std::to_string(i);
        throw input_error(
            {.found = "nothing drives " + place + " (counted from 0): its voltage is undetermined",
             .expected = "a driver on it, or a cell that conducts to a line with a driver"});
    }
}

}  // namespace memglia
