#include "crossbar/array/schur_system.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace memglia {

line_set make_lines(double segment_ohm, double driver_ohm, std::span<const char> floats) {
    line_set lines;
    lines.lumped = segment_ohm == 0;
    lines.segment_s = lines.lumped ? 0 : 1 / segment_ohm;
    const double total_ohm = segment_ohm + driver_ohm;
    lines.driver_s.assign(floats.size(), total_ohm == 0 ? 0 : 1 / total_ohm);
    lines.held.assign(floats.size(), total_ohm == 0 ? 1 : 0);
    for (std::size_t i = 0; i < floats.size(); ++i) {
        if (floats[i] == 0) continue;
        lines.driver_s[i] = 0;
        lines.held[i] = 0;
    }
    return lines;
}

schur_system::schur_system(std::size_t rows, std::size_t columns) : grid_(rows, columns) {
    for (auto* field : {&g_, &e_word_, &e_bit_, &r_word_, &r_bit_, &w_, &b_, &z_, &p_, &t_}) {
        field->assign(grid_.size(), 0.0);
    }
    row_.assign(grid_.stride, 0.0);
    scratch_.assign(word_scratch_size(grid_), 0.0);
}

void schur_system::set_lines(line_set words, line_set bits) {
    words.driver_s.resize(grid_.padded_rows, 0.0);
    words.far_s.resize(grid_.padded_rows, 0.0);
    bits.driver_s.resize(grid_.stride, 0.0);
    words_ = std::move(words);
    bits_ = std::move(bits);
}

void schur_system::set_far_load(std::span<const double> admittance_s) {
    far_off_s_.assign(grid_.padded_rows * grid_.padded_rows, 0.0);
    far_current_.assign(grid_.padded_rows, 0.0);
    for (std::size_t i = 0; i < grid_.rows; ++i) {
        for (std::size_t k = 0; k < grid_.rows; ++k) {
            const double s = admittance_s[i * grid_.rows + k];
            if (i == k) {
                words_.far_s[i] = s;
            } else {
                far_off_s_[i * grid_.padded_rows + k] = s;
            }
        }
    }
}

void schur_system::factor() {
    factor_word_lines(grid_, words_, g(), e_word_.data());
    factor_bit_lines(grid_, bits_, g(), e_bit_.data());
}

void schur_system::refactor(std::size_t row, std::size_t column, double g) {
    g_[grid_.at(row, column)] = g;
    refactor_word_line(grid_, words_, row, g_.data(), e_word_.data());
    refactor_bit_line(grid_, bits_, column, g_.data(), e_bit_.data());
}

std::size_t schur_system::solve(double reduction, std::size_t max_iterations) {
    solve_bit_lines(grid_, bits_, g(), e_bit_.data(), r_bit_.data(), nullptr, b_.data());
    add_product(grid_, r_word_.data(), g_.data(), b_.data(), t_.data());
    const std::size_t iterations = iterate(reduction, max_iterations);
    solve_bit_lines(grid_, bits_, g(), e_bit_.data(), r_bit_.data(), w_.data(), b_.data());
    return iterations;
}

std::size_t schur_system::inject(std::size_t row, std::size_t column, double reduction,
                                 std::size_t max_iterations) {
    std::fill(r_bit_.begin(), r_bit_.end(), 0.0);
    std::fill(r_word_.begin(), r_word_.end(), 0.0);
    r_word_[grid_.at(row, column)] = 1;
    r_bit_[grid_.at(row, column)] = -1;
    return solve(reduction, max_iterations);
}

// Conjugate gradients for w; its right-hand side stands in t.
std::size_t schur_system::iterate(double reduction, std::size_t max_iterations) {
    std::fill(w_.begin(), w_.end(), 0.0);
    double energy =
        solve_word_lines(grid_, words_, g(), e_word_.data(), t_.data(), z_.data(), scratch_.data());
    const double start = energy;
    const double goal = energy * reduction * reduction;
    double beta = 0;
    std::size_t iterations = 0;
    while (energy > goal && iterations < max_iterations) {
        ++iterations;
        auto products = sweep_bit_lines(grid_, words_, bits_, g(), e_bit_.data(), beta, z_.data(),
                                        p_.data(), t_.data(), row_.data());
        if (!far_off_s_.empty()) {
            products.p_t +=
                apply_far_load(grid_, far_off_s_.data(), p_.data(), t_.data(), far_current_.data());
        }
        const double curvature = products.p_m_p - products.p_t;
        // Rounding has eaten the direction: as near as it gets.
        if (!(curvature > 0)) break;
        const double left =
            sweep_word_lines(grid_, words_, g(), e_word_.data(), energy / curvature, t_.data(),
                             p_.data(), z_.data(), w_.data(), scratch_.data());
        beta = left / energy;
        energy = left;
    }
    reached_ = start == 0 ? 0 : std::sqrt(energy / start);
    return iterations;
}

}  // namespace memglia
