#include "crossbar/array/schur_system.hpp"

#include <algorithm>
#include <utility>

namespace memglia {

namespace {

constexpr std::size_t guard = 8;  // a sweep looks one place before the first

}  // namespace

schur_system::schur_system(std::size_t rows, std::size_t columns) : grid_(rows, columns) {
    for (auto* field : {&g_, &e_word_, &e_bit_, &r_word_, &r_bit_, &w_, &b_, &z_, &t_}) {
        field->assign(grid_.size(), 0.0);
    }
    p_.assign(grid_.size() + guard, 0.0);
    row_.assign(grid_.stride, 0.0);
    scratch_.assign(word_scratch_size(grid_), 0.0);
}

void schur_system::set_lines(line_set words, line_set bits) {
    words.driver_s.resize(grid_.padded_rows, 0.0);
    bits.driver_s.resize(grid_.stride, 0.0);
    words_ = std::move(words);
    bits_ = std::move(bits);
}

void schur_system::factor() {
    factor_word_lines(grid_, words_, g(), e_word_.data());
    factor_bit_lines(grid_, bits_, g(), e_bit_.data());
}

std::size_t schur_system::solve(double reduction, std::size_t max_iterations) {
    double* const p = p_.data() + guard;
    solve_bit_lines(grid_, bits_, g(), e_bit_.data(), r_bit_.data(), nullptr, b_.data());
    for (std::size_t k = 0; k < grid_.size(); ++k) t_[k] = r_word_[k] + g_[k] * b_[k];
    std::fill(w_.begin(), w_.end(), 0.0);
    std::fill(p_.begin(), p_.end(), 0.0);
    double energy =
        solve_word_lines(grid_, words_, g(), e_word_.data(), t_.data(), z_.data(), scratch_.data());
    const double goal = energy * reduction * reduction;
    double beta = 0;
    std::size_t iterations = 0;
    while (energy > goal && iterations < max_iterations) {
        ++iterations;
        const auto products = sweep_bit_lines(grid_, words_, bits_, g(), e_bit_.data(), beta,
                                              z_.data(), p, t_.data(), row_.data());
        const double curvature = products.p_m_p - products.p_t;
        // Rounding has eaten the direction: as near as it gets.
        if (!(curvature > 0)) break;
        const double left = sweep_word_lines(grid_, words_, g(), e_word_.data(), energy / curvature,
                                             t_.data(), p, z_.data(), w_.data(), scratch_.data());
        beta = left / energy;
        energy = left;
    }
    solve_bit_lines(grid_, bits_, g(), e_bit_.data(), r_bit_.data(), w_.data(), b_.data());
    return iterations;
}

}  // namespace memglia
