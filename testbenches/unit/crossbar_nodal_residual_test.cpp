#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/random.hpp"
#include "crossbar/array/nodal_residual.hpp"
#include "crossbar/array/schur_system.hpp"

// Kirchhoff's law, term by term: the convergence of every solution rests on these sums.
using namespace memglia;

namespace {

struct shape {
    std::size_t rows, columns;
};

std::vector<double> random_field(const array_grid& grid, random_stream& draw) {
    std::vector<double> field(grid.size(), 0.0);
    for (std::size_t i = 0; i < grid.rows; ++i) {
        for (std::size_t j = 0; j < grid.columns; ++j) field[grid.at(i, j)] = draw.uniform() - 0.5;
    }
    return field;
}

line_set padded(double segment_ohm, double driver_ohm, const std::vector<char>& floats,
                std::size_t places) {
    line_set lines = make_lines(segment_ohm, driver_ohm, floats);
    lines.driver_s.resize(places, 0.0);
    lines.far_s.resize(places, 0.0);
    return lines;
}

}  // namespace

TEST_CASE("nodal residual: every node has its wires, its cell and its driver, and nothing else") {
    for (const auto [rows, columns] : {shape{1, 1}, {1, 9}, {6, 1}, {3, 5}, {7, 13}, {9, 8}}) {
        for (const double segment_ohm : {0.0, 2.5}) {
            for (const double driver_ohm : {0.0, 4.0}) {
                const array_grid grid(rows, columns);
                random_stream draw(rows, "test", "residual", columns);
                std::vector<char> word_floats(rows, 0);
                std::vector<char> bit_floats(columns, 0);
                word_floats[rows / 2] = 1;
                bit_floats[columns / 2] = 1;
                const line_set words =
                    padded(segment_ohm, driver_ohm, word_floats, grid.padded_rows);
                const line_set bits = padded(segment_ohm, driver_ohm, bit_floats, grid.stride);
                const bool lumped = segment_ohm == 0;
                auto w = random_field(grid, draw);
                auto b = random_field(grid, draw);
                for (std::size_t i = 0; i < rows; ++i) {
                    for (std::size_t j = 0; j < columns; ++j) {
                        // A lumped line has one voltage.
                        if (lumped) w[grid.at(i, j)] = w[grid.at(i, 0)];
                        if (lumped) b[grid.at(i, j)] = b[grid.at(0, j)];
                    }
                }
                const auto cell = random_field(grid, draw);
                std::vector<double> r_word(grid.size(), 0.0);
                std::vector<double> r_bit(grid.size(), 0.0);
                const double found = nodal_residuals(grid, words, bits, cell.data(), w.data(),
                                                     b.data(), r_word.data(), r_bit.data());
                CAPTURE(rows, columns, segment_ohm, driver_ohm);
                const double total_ohm = segment_ohm + driver_ohm;
                double most = 0;
                std::vector<double> word_line(rows, 0.0);
                std::vector<double> bit_line(columns, 0.0);
                std::vector<double> word_found(rows, 0.0);
                std::vector<double> bit_found(columns, 0.0);
                for (std::size_t i = 0; i < rows; ++i) {
                    for (std::size_t j = 0; j < columns; ++j) {
                        const std::size_t a = grid.at(i, j);
                        const auto wire = [&](const std::vector<double>& v, std::size_t other) {
                            return lumped ? 0 : (v[other] - v[a]) / segment_ohm;
                        };
                        double into_word = -cell[a];
                        double into_bit = cell[a];
                        if (j > 0) into_word += wire(w, grid.at(i, j - 1));
                        if (j + 1 < columns) into_word += wire(w, grid.at(i, j + 1));
                        if (j == 0 && word_floats[i] == 0 && total_ohm > 0) {
                            into_word -= w[a] / total_ohm;
                        }
                        if (i > 0) into_bit += wire(b, grid.at(i - 1, j));
                        if (i + 1 < rows) into_bit += wire(b, grid.at(i + 1, j));
                        if (i + 1 == rows && bit_floats[j] == 0 && total_ohm > 0) {
                            into_bit -= b[a] / total_ohm;
                        }
                        word_line[i] += into_word;
                        bit_line[j] += into_bit;
                        word_found[i] += r_word[a];
                        bit_found[j] += r_bit[a];
                        if (lumped) continue;
                        CHECK(r_word[a] == Approx(into_word).margin(1e-14));
                        CHECK(r_bit[a] == Approx(into_bit).margin(1e-14));
                        most = std::max({most, std::abs(into_word), std::abs(into_bit)});
                    }
                }
                for (std::size_t i = 0; i < rows; ++i) {
                    CHECK(word_found[i] == Approx(word_line[i]).margin(1e-13));
                    const bool held = word_floats[i] == 0 && total_ohm == 0;
                    if (lumped && !held) most = std::max(most, std::abs(word_line[i]));
                }
                for (std::size_t j = 0; j < columns; ++j) {
                    CHECK(bit_found[j] == Approx(bit_line[j]).margin(1e-13));
                    const bool held = bit_floats[j] == 0 && total_ohm == 0;
                    if (lumped && !held) most = std::max(most, std::abs(bit_line[j]));
                }
                CHECK(found == Approx(most).margin(1e-13));

                std::vector<double> word_sum(rows, 0.0);
                std::vector<double> bit_sum(grid.stride, 0.0);
                line_sums(grid, cell.data(), word_sum.data(), bit_sum.data());
                for (std::size_t i = 0; i < rows; ++i) {
                    double sum = 0;
                    for (std::size_t j = 0; j < columns; ++j) sum += cell[grid.at(i, j)];
                    CHECK(word_sum[i] == Approx(sum).margin(1e-14));
                }
                for (std::size_t j = 0; j < columns; ++j) {
                    double sum = 0;
                    for (std::size_t i = 0; i < rows; ++i) sum += cell[grid.at(i, j)];
                    CHECK(bit_sum[j] == Approx(sum).margin(1e-14));
                }
            }
        }
    }
}
