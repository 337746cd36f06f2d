#include "crossbar/array/circuit_checks.hpp"

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

namespace {

void check_resistance(double ohm, const char* name) {
    if (ohm >= 0 && std::isfinite(ohm)) return;
    throw input_error({.path = name,
                       .found = "found " + number_text(ohm) + " ohm",
                       .expected = "a finite resistance of 0 or more; a line that leads nowhere "
                                   "is one that floats"});
}

void check_count(std::size_t found, std::size_t expected, const char* path, const char* what) {
    if (found == expected) return;
    throw input_error({.path = path,
                       .found = "found " + std::to_string(found) + " values",
                       .expected = std::to_string(expected) + ", one for each " + what});
}

void check_side(const std::vector<double>& voltage_v, std::size_t lines, const char* path,
                const char* what) {
    check_count(voltage_v.size(), lines, path, what);
    for (std::size_t i = 0; i < lines; ++i) {
        if (!std::isinf(voltage_v[i])) continue;
        throw input_error({.path = std::string(path) + "[" + std::to_string(i) + "]",
                           .found = "found an infinite voltage",
                           .expected = "volts, or nan for a line that floats"});
    }
}

std::size_t root_of(std::vector<std::size_t>& parent, std::size_t line) {
    while (parent[line] != line) {
        parent[line] = parent[parent[line]];
        line = parent[line];
    }
    return line;
}

}  // namespace

void check_lines(std::size_t rows, std::size_t columns, const line_resistances& lines) {
    if (rows == 0 || columns == 0) {
        throw input_error({.found = "found an array without cells",
                           .expected = "at least one row and one column"});
    }
    check_resistance(lines.r_word_ohm, "r_word_ohm");
    check_resistance(lines.r_bit_ohm, "r_bit_ohm");
    check_resistance(lines.r_word_driver_ohm, "r_word_driver_ohm");
    check_resistance(lines.r_bit_driver_ohm, "r_bit_driver_ohm");
}

void check_conductances(std::span<const double> conductance_s, std::size_t rows,
                        std::size_t columns) {
    check_count(conductance_s.size(), rows * columns, "conductance", "cell");
    for (std::size_t k = 0; k < conductance_s.size(); ++k) {
        const double g = conductance_s[k];
        if (g >= 0 && std::isfinite(g)) continue;
        throw input_error({.path = "cell (" + std::to_string(k / columns) + ", " +
                                   std::to_string(k % columns) + ")",
                           .found = "found a conductance of " + number_text(g) + " S",
                           .expected = "a finite one of 0 (open) or more"});
    }
}

void check_drives(const line_drives& drives, std::size_t rows, std::size_t columns) {
    check_side(drives.word_v, rows, "word_v", "word line");
    check_side(drives.bit_v, columns, "bit_v", "bit line");
}

void check_floating_lines(const line_drives& drives, const double* conductance_s,
                          std::size_t stride) {
    const std::size_t rows = drives.word_v.size();
    const std::size_t columns = drives.bit_v.size();
    const std::size_t lines = rows + columns;
    const auto voltage_v = [&](std::size_t line) {
        return line < rows ? drives.word_v[line] : drives.bit_v[line - rows];
    };
    // Lines that a conducting cell joins are of one set.
    std::vector<std::size_t> parent(lines);
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            if (conductance_s[i * stride + j] > 0) {
                parent[root_of(parent, i)] = root_of(parent, rows + j);
            }
        }
    }
    std::vector<char> held(lines, 0);
    for (std::size_t line = 0; line < lines; ++line) {
        if (!std::isnan(voltage_v(line))) held[root_of(parent, line)] = 1;
    }
    for (std::size_t line = 0; line < lines; ++line) {
        if (held[root_of(parent, line)] != 0) continue;
        const bool word = line < rows;
        throw input_error(
            {.path =
                 (word ? "word_v[" : "bit_v[") + std::to_string(word ? line : line - rows) + "]",
             .found = "found that nothing holds this line: it floats, and so does all that its "
                      "cells lead to",
             .expected = "a driven line among those it is connected with"});
    }
}

}  // namespace memglia
