#include "crossbar/array/line_sweeps.hpp"

#include <algorithm>

#include "crossbar/array/lanes.hpp"
#include "crossbar/array/lumped_lines.hpp"

namespace memglia {

namespace {

using lanes::load;
using lanes::splat;
using lanes::store;
using lanes::sum;
using lanes::vec;
using lanes::width;

/// Rows that a word sweep takes at once: two vectors, so that one's latency hides in the other.
constexpr std::size_t word_block = 2 * width;

/// Columns of a strip of a bit sweep: its rows come back from the cache on the way up.
constexpr std::size_t strip_width = 128;

constexpr std::size_t padded(std::size_t n, std::size_t multiple) {
    return (n + multiple - 1) / multiple * multiple;
}

MEMGLIA_INLINE std::size_t vectors(std::size_t columns) {
    return (columns + width - 1) / width;
}

// y' T_word y of one row as a sum of squares.
MEMGLIA_INLINE double word_energy(const array_grid& grid, const line_set& words, std::size_t row,
                                  const double* g, const double* y) {
    const double* const yr = y + row * grid.stride;
    const double* const gr = g + row * grid.stride;
    vec steps = splat(0);
    vec cells = splat(0);
    std::size_t j = 0;
    for (vec a = load(yr); j + width < grid.columns; j += width) {
        const vec next = load(yr + j + width);
        const vec d = __builtin_shufflevector(a, next, 1, 2, 3, 4) - a;
        steps += d * d;
        cells += load(gr + j) * a * a;
        a = next;
    }
    double step = sum(steps);
    double cell = sum(cells);
    for (; j < grid.columns; ++j) {
        cell += gr[j] * yr[j] * yr[j];
        const double d = j + 1 < grid.columns ? yr[j + 1] - yr[j] : 0;
        step += d * d;
    }
    const double far = yr[grid.columns - 1];
    return words.segment_s * step + cell + words.driver_s[row] * yr[0] * yr[0] +
           words.far_s[row] * far * far;
}

MEMGLIA_CLONES void factor_bits(const array_grid& grid, double segment_s, const double* driver_s,
                                const double* g, double* e) {
    const vec one = splat(segment_s);
    for (std::size_t k = 0; k < vectors(grid.columns); ++k) {
        vec x = splat(0);
        for (std::size_t i = 0; i < grid.rows; ++i) {
            const std::size_t a = i * grid.stride + k * width;
            x = i == 0 ? load(g + a) : load(g + a) + one * x / (one + x);
            vec d = one + x;
            if (i + 1 == grid.rows) d = x + load(driver_s + k * width);
            vec coefficient = one / d;
            for (std::size_t l = 0; l < width; ++l) {
                if (k * width + l >= grid.columns) coefficient[l] = 0;
            }
            store(e + a, coefficient);
        }
    }
}

MEMGLIA_CLONES void factor_words(const array_grid& grid, double segment_s, const double* driver_s,
                                 const double* far_s, const double* g, double* e) {
    const vec one = splat(segment_s);
    for (std::size_t block = 0; block < grid.rows; block += word_block) {
        vec x0 = load(driver_s + block);
        vec x1 = load(driver_s + block + width);
        double* const e0 = e + block * grid.stride;
        double* const e1 = e0 + width * grid.stride;
        for (std::size_t j = 0; j < grid.columns; j += width) {
            vec r0[width];
            vec r1[width];
            for (std::size_t l = 0; l < width; ++l) {
                r0[l] = load(g + (block + l) * grid.stride + j);
                r1[l] = load(g + (block + width + l) * grid.stride + j);
            }
            lanes::transpose(r0);
            lanes::transpose(r1);
            for (std::size_t l = 0; l < std::min(width, grid.columns - j); ++l) {
                const bool first = j + l == 0;
                x0 = r0[l] + (first ? x0 : one * x0 / (one + x0));
                x1 = r1[l] + (first ? x1 : one * x1 / (one + x1));
                const bool last = j + l + 1 == grid.columns;
                const vec rest0 = last ? load(far_s + block) : one;
                const vec rest1 = last ? load(far_s + block + width) : one;
                store(e0 + (j + l) * width, one / (rest0 + x0));
                store(e1 + (j + l) * width, one / (rest1 + x1));
            }
        }
        for (std::size_t row = grid.rows; row < block + word_block; ++row) {
            double* const line = row < block + width ? e0 : e1;
            for (std::size_t j = 0; j < grid.columns; ++j) line[j * width + row % width] = 0;
        }
    }
}

// One line's coefficients: g_at(k) are its cells from the driver's far end (bit lines) or from the
// driver (word lines), e_at(k) where its coefficients go.
template <typename Cell, typename Coefficient>
void factor_line(std::size_t nodes, double segment_s, double first_s, double last_s, Cell g_at,
                 Coefficient e_at) {
    double x = first_s;
    for (std::size_t k = 0; k < nodes; ++k) {
        x = g_at(k) + (k == 0 ? x : segment_s * x / (segment_s + x));
        e_at(k) = segment_s / (k + 1 == nodes ? x + last_s : segment_s + x);
    }
}

MEMGLIA_CLONES void solve_bits(const array_grid& grid, double inverse_segment, const double* g,
                               const double* e, const double* r, const double* w, double* y) {
    const std::size_t stride = grid.stride;
    const vec scale = splat(inverse_segment);
    for (std::size_t first = 0; first < grid.columns; first += strip_width) {
        const std::size_t end = std::min(grid.columns, first + strip_width);
        for (std::size_t i = 0; i < grid.rows; ++i) {
            for (std::size_t a = i * stride + first; a < i * stride + end; a += width) {
                vec u = load(r + a);
                if (w != nullptr) u += load(g + a) * load(w + a);
                u *= scale;
                if (i > 0) u += load(e + a - stride) * load(y + a - stride);
                store(y + a, u);
            }
        }
        for (std::size_t i = grid.rows; i-- > 0;) {
            for (std::size_t a = i * stride + first; a < i * stride + end; a += width) {
                vec u = load(y + a);
                if (i + 1 < grid.rows) u += load(y + a + stride);
                store(y + a, load(e + a) * u);
            }
        }
    }
}

MEMGLIA_CLONES bit_products sweep_bits(const array_grid& grid, const line_set& words,
                                       double inverse_segment, const double* g, const double* e,
                                       double beta, const double* z, double* p, double* t,
                                       double* row) {
    const std::size_t stride = grid.stride;
    const vec scale = splat(inverse_segment);
    const vec keep = splat(beta);
    bit_products products;
    for (std::size_t first = 0; first < grid.columns; first += strip_width) {
        const std::size_t end = std::min(grid.columns, first + strip_width);
        for (std::size_t i = 0; i < grid.rows; ++i) {
            vec steps = splat(0);
            vec cells = splat(0);
            vec before = splat(first == 0 ? 0 : p[i * stride + first - 1]);
            for (std::size_t a = i * stride + first; a < i * stride + end; a += width) {
                const vec next = load(z + a) + keep * load(p + a);
                store(p + a, next);
                const vec from = load(g + a) * next;
                cells += from * next;
                // Not loaded from one place further left: that would wait for the stores.
                vec d = next - __builtin_shufflevector(before, next, 3, 4, 5, 6);
                before = next;
                if (a + width > i * stride + grid.columns) {
                    for (std::size_t l = 0; l < width; ++l) {
                        if (a + l >= i * stride + grid.columns) d[l] = 0;
                    }
                }
                if (a == i * stride) d[0] = 0;
                steps += d * d;
                vec u = from * scale;
                if (i > 0) u += load(e + a - stride) * load(t + a - stride);
                store(t + a, u);
            }
            products.p_m_p += words.segment_s * sum(steps) + sum(cells);
            if (first == 0) {
                products.p_m_p += words.driver_s[i] * p[i * stride] * p[i * stride];
            }
            if (end == grid.columns) {
                const double far = p[i * stride + end - 1];
                products.p_m_p += words.far_s[i] * far * far;
            }
        }
        for (std::size_t j = first; j < end; j += width) store(row + j, splat(0));
        for (std::size_t i = grid.rows; i-- > 0;) {
            vec product = splat(0);
            for (std::size_t j = first; j < end; j += width) {
                const std::size_t a = i * stride + j;
                const vec y = load(e + a) * (load(t + a) + load(row + j));
                store(row + j, y);
                const vec back = load(g + a) * y;
                store(t + a, back);
                product += load(p + a) * back;
            }
            products.p_t += sum(product);
        }
    }
    return products;
}

// T_word^-1 t for the rows of one block; visit(row, column, four values) gets them.
template <typename Visit>
MEMGLIA_INLINE void solve_word_block(const array_grid& grid, std::size_t block,
                                     double inverse_segment, const double* e, const double* t,
                                     double* scratch, Visit visit) {
    const std::size_t stride = grid.stride;
    const double* const e0 = e + block * stride;
    const double* const e1 = e0 + width * stride;
    double* const u0 = scratch;
    double* const u1 = scratch + width * stride;
    const vec scale = splat(inverse_segment);
    const std::size_t tiles = vectors(grid.columns);
    vec carry0 = splat(0);
    vec carry1 = splat(0);
    for (std::size_t k = 0; k < tiles; ++k) {
        vec r0[width];
        vec r1[width];
        for (std::size_t l = 0; l < width; ++l) {
            r0[l] = load(t + (block + l) * stride + k * width);
            r1[l] = load(t + (block + width + l) * stride + k * width);
        }
        lanes::transpose(r0);
        lanes::transpose(r1);
        for (std::size_t l = 0; l < width; ++l) {
            const std::size_t a = (k * width + l) * width;
            const vec q0 = r0[l] * scale + carry0;
            const vec q1 = r1[l] * scale + carry1;
            store(u0 + a, q0);
            store(u1 + a, q1);
            carry0 = load(e0 + a) * q0;
            carry1 = load(e1 + a) * q1;
        }
    }
    carry0 = splat(0);
    carry1 = splat(0);
    for (std::size_t k = tiles; k-- > 0;) {
        vec r0[width];
        vec r1[width];
        for (std::size_t l = width; l-- > 0;) {
            const std::size_t a = (k * width + l) * width;
            carry0 = load(e0 + a) * (load(u0 + a) + carry0);
            carry1 = load(e1 + a) * (load(u1 + a) + carry1);
            r0[l] = carry0;
            r1[l] = carry1;
        }
        lanes::transpose(r0);
        lanes::transpose(r1);
        for (std::size_t l = 0; l < width; ++l) {
            visit((block + l) * stride + k * width, r0[l]);
            visit((block + width + l) * stride + k * width, r1[l]);
        }
    }
}

MEMGLIA_INLINE double block_energy(const array_grid& grid, const line_set& words, std::size_t block,
                                   const double* g, const double* z) {
    double energy = 0;
    for (std::size_t i = block; i < std::min(block + word_block, grid.rows); ++i) {
        energy += word_energy(grid, words, i, g, z);
    }
    return energy;
}

MEMGLIA_CLONES double solve_words(const array_grid& grid, const line_set& words,
                                  double inverse_segment, const double* g, const double* e,
                                  const double* t, double* z, double* scratch) {
    double energy = 0;
    for (std::size_t block = 0; block < grid.rows; block += word_block) {
        solve_word_block(grid, block, inverse_segment, e, t, scratch,
                         [&](std::size_t a, const vec& v) { store(z + a, v); });
        energy += block_energy(grid, words, block, g, z);
    }
    return energy;
}

MEMGLIA_CLONES double sweep_words(const array_grid& grid, const line_set& words,
                                  double inverse_segment, const double* g, const double* e,
                                  double alpha, const double* t, const double* p, double* z,
                                  double* x, double* scratch) {
    const vec step = splat(alpha);
    double energy = 0;
    for (std::size_t block = 0; block < grid.rows; block += word_block) {
        solve_word_block(grid, block, inverse_segment, e, t, scratch,
                         [&](std::size_t a, const vec& v) {
                             const vec direction = load(p + a);
                             store(z + a, load(z + a) - step * (direction - v));
                             store(x + a, load(x + a) + step * direction);
                         });
        energy += block_energy(grid, words, block, g, z);
    }
    return energy;
}

}  // namespace

MEMGLIA_CLONES double word_energies(const array_grid& grid, const line_set& words, const double* g,
                                    const double* y) {
    double energy = 0;
    for (std::size_t i = 0; i < grid.rows; ++i) energy += word_energy(grid, words, i, g, y);
    return energy;
}

array_grid::array_grid(std::size_t rows_, std::size_t columns_)
    : rows(rows_),
      columns(columns_),
      padded_rows(padded(rows_, word_block)),
      stride(padded(columns_, 8) + 8) {}

MEMGLIA_CLONES void add_scaled(const array_grid& grid, double step, const double* from,
                               double* to) {
    const vec scale = splat(step);
    for (std::size_t a = 0; a < grid.size(); a += width) {
        store(to + a, load(to + a) + scale * load(from + a));
    }
}

MEMGLIA_CLONES void add_product(const array_grid& grid, const double* r, const double* g,
                                const double* b, double* y) {
    for (std::size_t a = 0; a < grid.size(); a += width) {
        store(y + a, load(r + a) + load(g + a) * load(b + a));
    }
}

std::size_t word_scratch_size(const array_grid& grid) {
    return word_block * grid.stride;
}

void factor_bit_lines(const array_grid& grid, const line_set& bits, const double* g, double* e) {
    if (bits.lumped) {
        factor_lumped_bits(grid, bits, g, e);
    } else {
        factor_bits(grid, bits.segment_s, bits.driver_s.data(), g, e);
    }
}

void factor_word_lines(const array_grid& grid, const line_set& words, const double* g, double* e) {
    if (words.lumped) {
        factor_lumped_words(grid, words, g, e);
    } else {
        factor_words(grid, words.segment_s, words.driver_s.data(), words.far_s.data(), g, e);
    }
}

void refactor_bit_line(const array_grid& grid, const line_set& bits, std::size_t column,
                       const double* g, double* e) {
    if (bits.lumped) {
        factor_lumped_bits(grid, bits, g, e);
        return;
    }
    factor_line(
        grid.rows, bits.segment_s, 0, bits.driver_s[column],
        [&](std::size_t i) { return g[grid.at(i, column)]; },
        [&](std::size_t i) -> double& { return e[grid.at(i, column)]; });
}

void refactor_word_line(const array_grid& grid, const line_set& words, std::size_t row,
                        const double* g, double* e) {
    if (words.lumped) {
        factor_lumped_words(grid, words, g, e);
        return;
    }
    double* const block = e + row / width * width * grid.stride + row % width;
    factor_line(
        grid.columns, words.segment_s, words.driver_s[row], words.far_s[row],
        [&](std::size_t j) { return g[grid.at(row, j)]; },
        [&](std::size_t j) -> double& { return block[j * width]; });
}

void solve_bit_lines(const array_grid& grid, const line_set& bits, const double* g, const double* e,
                     const double* r, const double* w, double* y) {
    if (bits.lumped) {
        solve_lumped_bits(grid, g, e, r, w, y);
    } else {
        solve_bits(grid, 1 / bits.segment_s, g, e, r, w, y);
    }
}

bit_products sweep_bit_lines(const array_grid& grid, const line_set& words, const line_set& bits,
                             const double* g, const double* e, double beta, const double* z,
                             double* p, double* t, double* row) {
    if (bits.lumped) return sweep_lumped_bits(grid, words, g, e, beta, z, p, t, row);
    return sweep_bits(grid, words, 1 / bits.segment_s, g, e, beta, z, p, t, row);
}

MEMGLIA_CLONES double apply_far_load(const array_grid& grid, const double* far_off_s,
                                     const double* p, double* t, double* current) {
    for (std::size_t i = 0; i < grid.padded_rows; i += width) store(current + i, splat(0));
    const std::size_t last = grid.columns - 1;
    for (std::size_t k = 0; k < grid.rows; ++k) {
        const vec voltage = splat(p[grid.at(k, last)]);
        const double* const row = far_off_s + k * grid.padded_rows;
        for (std::size_t i = 0; i < grid.padded_rows; i += width) {
            store(current + i, load(current + i) + load(row + i) * voltage);
        }
    }
    double product = 0;
    for (std::size_t i = 0; i < grid.rows; ++i) {
        t[grid.at(i, last)] -= current[i];
        product -= p[grid.at(i, last)] * current[i];
    }
    return product;
}

double solve_word_lines(const array_grid& grid, const line_set& words, const double* g,
                        const double* e, const double* t, double* z, double* scratch) {
    if (!words.lumped) return solve_words(grid, words, 1 / words.segment_s, g, e, t, z, scratch);
    solve_lumped_words(grid, e, t, z);
    return word_energies(grid, words, g, z);
}

double sweep_word_lines(const array_grid& grid, const line_set& words, const double* g,
                        const double* e, double alpha, const double* t, const double* p, double* z,
                        double* x, double* scratch) {
    if (!words.lumped) {
        return sweep_words(grid, words, 1 / words.segment_s, g, e, alpha, t, p, z, x, scratch);
    }
    sweep_lumped_words(grid, e, alpha, t, p, z, x);
    return word_energies(grid, words, g, z);
}

}  // namespace memglia
