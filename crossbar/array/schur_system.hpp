#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crossbar/array/line_sweeps.hpp"

namespace memglia {

/// Lines of one direction from their resistances; `floats` tells which have no driver.
line_set make_lines(double segment_ohm, double driver_ohm, std::span<const char> floats);

/// The nodal equations of a linear crossbar,
///
///     | T_word   -G  | |w|   |r_word|
///     |  -G    T_bit | |b| = |r_bit |
///
/// with one tridiagonal T_word per word line and one T_bit per bit line. Eliminating the bit lines
/// leaves S = T_word - G T_bit^-1 G, symmetric and positive definite, which conjugate gradients
/// solve with T_word as preconditioner: it differs from S by what reaches a word line through bit
/// lines only, so few iterations do. All work is sweeps along lines, O(cells) an iteration.
class schur_system {
  public:
    schur_system(std::size_t rows, std::size_t columns);

    /// Both directions' conductances; invalidates the factors.
    void set_lines(line_set words, line_set bits);

    /// A network of any kind between the far ends of the word lines and ground, by its admittance:
    /// rows x rows, symmetric, S. Invalidates the factors.
    void set_far_load(std::span<const double> admittance_s);

    const array_grid& grid() const { return grid_; }
    const line_set& words() const { return words_; }
    const line_set& bits() const { return bits_; }

    /// Cell conductances, for the caller to fill; factor() makes them count.
    double* g() { return g_.data(); }
    const double* g() const { return g_.data(); }
    void factor();

    /// One cell anew after factor(): only the factors of its two lines change.
    void refactor(std::size_t row, std::size_t column, double g);

    /// Right-hand sides, for the caller to fill.
    double* r_word() { return r_word_.data(); }
    double* r_bit() { return r_bit_.data(); }

    /// Solves until the error is `reduction` of the first one (in the norm of T_word), or
    /// `max_iterations`. The solution is in w() and b().
    std::size_t solve(double reduction, std::size_t max_iterations);

    /// As solve() for 1 A into W(row, column) and out of B(row, column), without right-hand sides.
    std::size_t inject(std::size_t row, std::size_t column, double reduction,
                       std::size_t max_iterations);

    /// What the last solve left of the error, as a share of the first one.
    double reached() const { return reached_; }

    const double* w() const { return w_.data(); }
    const double* b() const { return b_.data(); }

  private:
    std::size_t iterate(double reduction, std::size_t max_iterations);

    array_grid grid_;
    line_set words_;
    line_set bits_;
    std::vector<double> g_;
    std::vector<double> e_word_;
    std::vector<double> e_bit_;
    std::vector<double> r_word_;
    std::vector<double> r_bit_;
    std::vector<double> w_;
    std::vector<double> b_;
    std::vector<double> z_;  ///< preconditioned residual
    std::vector<double> p_;  ///< search direction
    std::vector<double> t_;
    double reached_ = 0;
    std::vector<double> row_;
    std::vector<double> far_off_s_;  ///< off-diagonal; empty if nothing is there
    std::vector<double> far_current_;
    std::vector<double> scratch_;
};

}  // namespace memglia
