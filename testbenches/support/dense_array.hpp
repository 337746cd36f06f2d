#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "crossbar/array/array_circuit.hpp"
#include "testbenches/support/eliminate.hpp"

namespace memglia {

/// The nodal equations of an array as one dense matrix, solved by elimination with pivoting: slow,
/// and sharing nothing with the solvers under test. Lines without resistance are one node; cells
/// are linear.
class dense_array {
  public:
    dense_array(std::size_t rows, std::size_t columns, const line_resistances& lines)
        : rows_(rows), columns_(columns), lines_(lines) {}

    struct result {
        std::vector<double> word_v;
        std::vector<double> bit_v;
    };

    result solve(const std::vector<double>& g, const line_drives& drives) const {
        const std::size_t nodes = 2 * rows_ * columns_;
        matrix_.assign(nodes, std::vector<double>(nodes + 1, 0.0));
        for (std::size_t i = 0; i < rows_; ++i) {
            for (std::size_t j = 0; j < columns_; ++j) {
                join(word(i, j), bit(i, j), g[i * columns_ + j]);
                if (j + 1 < columns_) wire(word(i, j), word(i, j + 1), lines_.r_word_ohm);
                if (i + 1 < rows_) wire(bit(i, j), bit(i + 1, j), lines_.r_bit_ohm);
            }
        }
        for (std::size_t i = 0; i < rows_; ++i) {
            drive(word(i, 0), lines_.r_word_ohm + lines_.r_word_driver_ohm, drives.word_v[i]);
        }
        for (std::size_t j = 0; j < columns_; ++j) {
            drive(bit(rows_ - 1, j), lines_.r_bit_ohm + lines_.r_bit_driver_ohm, drives.bit_v[j]);
        }
        for (std::size_t k = 0; k < nodes; ++k) {
            if (matrix_[k][k] == 0) matrix_[k][k] = 1;  // another node stands for it
        }
        const auto v = test::eliminate(matrix_);
        result at;
        for (std::size_t i = 0; i < rows_; ++i) {
            for (std::size_t j = 0; j < columns_; ++j) {
                at.word_v.push_back(v[word(i, j)]);
                at.bit_v.push_back(v[bit(i, j)]);
            }
        }
        return at;
    }

  private:
    // The node that stands for W(i,j): a line without resistance has one.
    std::size_t word(std::size_t i, std::size_t j) const {
        return i * columns_ + (lines_.r_word_ohm > 0 ? j : 0);
    }
    std::size_t bit(std::size_t i, std::size_t j) const {
        return (rows_ + (lines_.r_bit_ohm > 0 ? i : 0)) * columns_ + j;
    }

    void join(std::size_t a, std::size_t b, double s) const {
        matrix_[a][a] += s;
        matrix_[b][b] += s;
        matrix_[a][b] -= s;
        matrix_[b][a] -= s;
    }

    void wire(std::size_t a, std::size_t b, double ohm) const {
        if (ohm > 0) join(a, b, 1 / ohm);
    }

    void drive(std::size_t node, double ohm, double volts) const {
        if (std::isnan(volts)) return;
        auto& row = matrix_[node];
        if (ohm == 0) {
            row.assign(row.size(), 0.0);
            row[node] = 1;
            row.back() = volts;
            return;
        }
        row[node] += 1 / ohm;
        row.back() += volts / ohm;
    }

    std::size_t rows_;
    std::size_t columns_;
    line_resistances lines_;
    mutable std::vector<std::vector<double>> matrix_;
};

}  // namespace memglia
