#include "crossbar/array/lumped_lines.hpp"

#include <algorithm>

namespace memglia {

namespace {

// What enters word line i from t.
double into_word_line(const array_grid& grid, const double* t, std::size_t i) {
    double into = 0;
    for (std::size_t j = 0; j < grid.columns; ++j) into += t[grid.at(i, j)];
    return into;
}

}  // namespace

void factor_lumped_bits(const array_grid& grid, const line_set& bits, const double* g, double* e) {
    for (std::size_t j = 0; j < grid.columns; ++j) {
        double all = bits.driver_s[j];
        for (std::size_t i = 0; i < grid.rows; ++i) all += g[grid.at(i, j)];
        e[j] = bits.held[j] != 0 ? 0 : 1 / all;
    }
}

void factor_lumped_words(const array_grid& grid, const line_set& words, const double* g,
                         double* e) {
    for (std::size_t i = 0; i < grid.rows; ++i) {
        double all = words.driver_s[i];
        for (std::size_t j = 0; j < grid.columns; ++j) all += g[grid.at(i, j)];
        e[i] = words.held[i] != 0 ? 0 : 1 / all;
    }
}

void solve_lumped_bits(const array_grid& grid, const double* g, const double* e, const double* r,
                       const double* w, double* y) {
    for (std::size_t j = 0; j < grid.columns; ++j) y[j] = 0;
    for (std::size_t i = 0; i < grid.rows; ++i) {
        for (std::size_t j = 0; j < grid.columns; ++j) {
            const std::size_t a = grid.at(i, j);
            const double into = r[a] + (w != nullptr ? g[a] * w[a] : 0);
            y[j] = (i == 0 ? 0 : y[j]) + into;
        }
    }
    for (std::size_t j = 0; j < grid.columns; ++j) y[j] *= e[j];
    for (std::size_t i = 1; i < grid.rows; ++i) {
        std::copy_n(y, grid.columns, y + i * grid.stride);
    }
}

bit_products sweep_lumped_bits(const array_grid& grid, const line_set& words, const double* g,
                               const double* e, double beta, const double* z, double* p, double* t,
                               double* row) {
    bit_products products;
    std::fill_n(row, grid.columns, 0.0);
    for (std::size_t i = 0; i < grid.rows; ++i) {
        for (std::size_t j = 0; j < grid.columns; ++j) {
            const std::size_t a = grid.at(i, j);
            p[a] = z[a] + beta * p[a];
            row[j] += g[a] * p[a];
        }
    }
    products.p_m_p = word_energies(grid, words, g, p);
    for (std::size_t j = 0; j < grid.columns; ++j) row[j] *= e[j];
    for (std::size_t i = 0; i < grid.rows; ++i) {
        for (std::size_t j = 0; j < grid.columns; ++j) {
            const std::size_t a = grid.at(i, j);
            t[a] = g[a] * row[j];
            products.p_t += p[a] * t[a];
        }
    }
    return products;
}

void solve_lumped_words(const array_grid& grid, const double* e, const double* t, double* z) {
    for (std::size_t i = 0; i < grid.rows; ++i) {
        std::fill_n(z + i * grid.stride, grid.columns, e[i] * into_word_line(grid, t, i));
    }
}

void sweep_lumped_words(const array_grid& grid, const double* e, double alpha, const double* t,
                        const double* p, double* z, double* x) {
    for (std::size_t i = 0; i < grid.rows; ++i) {
        const double value = e[i] * into_word_line(grid, t, i);
        for (std::size_t a = i * grid.stride; a < i * grid.stride + grid.columns; ++a) {
            z[a] -= alpha * (p[a] - value);
            x[a] += alpha * p[a];
        }
    }
}

}  // namespace memglia
