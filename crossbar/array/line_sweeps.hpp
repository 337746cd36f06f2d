#pragma once

#include <cstddef>
#include <vector>

// Sweeps along the lines of a crossbar: the tridiagonal systems of all word lines or of all bit
// lines at once, four lines to a vector.
//
// A word line's nodes are joined by conductances g_word, a bit line's by g_bit; each node has its
// cell G to the other line. With x_j the conductance from node j to ground through everything
// before it and its cell (x_0 = g_driver + G_0, x_j = G_j + g x_(j-1)/(g + x_(j-1)): sums of
// positive terms, so nothing cancels however small a cell is), e_j = g/(g + x_j) is the only
// coefficient the elimination needs:
//     u_j = r_j/g + e_(j-1) u_(j-1)   forwards,   y_j = e_j (u_j + y_(j+1))   backwards
// solve T y = r; at the far end e = g/x.
namespace memglia {

/// Fields over an array are stored row by row, `stride` apart. What lies between columns and
/// stride, and rows and padded_rows, is zero and stays so.
struct array_grid {
    array_grid(std::size_t rows, std::size_t columns);

    std::size_t rows;
    std::size_t columns;
    std::size_t padded_rows;
    std::size_t stride;

    std::size_t size() const { return padded_rows * stride; }
    std::size_t at(std::size_t row, std::size_t column) const { return row * stride + column; }
};

/// Lines of one direction. A line without resistance is one node: `lumped`.
struct line_set {
    double segment_s = 1;  ///< conductance between neighbours; unused if lumped
    bool lumped = false;
    std::vector<double> driver_s;  ///< per line, padded; 0: floating, or lumped and held
    std::vector<double> far_s;     ///< word lines: to ground at the end away from the driver
    std::vector<char> held;        ///< lumped lines at their driver's voltage
};

/// Bit line drivers are at the last row, word line drivers at the first column.
void factor_bit_lines(const array_grid& grid, const line_set& bits, const double* g, double* e);
void factor_word_lines(const array_grid& grid, const line_set& words, const double* g, double* e);

/// One line of them, after one of its cells changed.
void refactor_bit_line(const array_grid& grid, const line_set& bits, std::size_t column,
                       const double* g, double* e);
void refactor_word_line(const array_grid& grid, const line_set& words, std::size_t row,
                        const double* g, double* e);

/// y = T_bit^-1 (r + G w); without w if it is null. y must not be r.
void solve_bit_lines(const array_grid& grid, const line_set& bits, const double* g, const double* e,
                     const double* r, const double* w, double* y);

/// One iteration's share of the bit lines: p = z + beta p, t = G T_bit^-1 G p.
struct bit_products {
    double p_m_p = 0;  ///< p' T_word p
    double p_t = 0;    ///< p' t
};
bit_products sweep_bit_lines(const array_grid& grid, const line_set& words, const line_set& bits,
                             const double* g, const double* e, double beta, const double* z,
                             double* p, double* t, double* row);

/// What the far ends of the word lines do to each other: t -= Q p at the last column, for the
/// off-diagonal part of their admittance (rows padded_rows apart). Returns what p' t gains.
/// `current` is scratch for padded_rows values.
double apply_far_load(const array_grid& grid, const double* far_off_s, const double* p, double* t,
                      double* current);

/// z = T_word^-1 t. Returns z' T_word z.
double solve_word_lines(const array_grid& grid, const line_set& words, const double* g,
                        const double* e, const double* t, double* z, double* scratch);

/// z -= alpha (p - T_word^-1 t), x += alpha p. Returns z' T_word z.
double sweep_word_lines(const array_grid& grid, const line_set& words, const double* g,
                        const double* e, double alpha, const double* t, const double* p, double* z,
                        double* x, double* scratch);

/// y' T_word y, as a sum of squares.
double word_energies(const array_grid& grid, const line_set& words, const double* g,
                     const double* y);

/// to += step * from, for whole fields.
void add_scaled(const array_grid& grid, double step, const double* from, double* to);

/// y = r + g b.
void add_product(const array_grid& grid, const double* r, const double* g, const double* b,
                 double* y);

/// Doubles that the word sweeps need as scratch.
std::size_t word_scratch_size(const array_grid& grid);

}  // namespace memglia
