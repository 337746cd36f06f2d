#include "crossbar/array/nodal_residual.hpp"

#include <algorithm>
#include <cmath>

#include "crossbar/array/lanes.hpp"

namespace memglia {

namespace {

using lanes::load;
using lanes::splat;
using lanes::store;
using lanes::vec;
using lanes::width;

MEMGLIA_INLINE double largest(const double* from, std::size_t count) {
    vec most = splat(0);
    std::size_t k = 0;
    for (; k + width <= count; k += width) {
        const vec v = load(from + k);
        const vec size = v < 0 ? -v : v;
        most = size > most ? size : most;
    }
    double all = std::max(std::max(most[0], most[1]), std::max(most[2], most[3]));
    for (; k < count; ++k) all = std::max(all, std::abs(from[k]));
    return all;
}

MEMGLIA_CLONES double word_residuals(const array_grid& grid, const line_set& words,
                                     const double* cell_a, const double* dev, double* r) {
    double most = 0;
    for (std::size_t i = 0; i < grid.rows; ++i) {
        const double* const c = cell_a + i * grid.stride;
        const double* const w = dev + i * grid.stride;
        double* const out = r + i * grid.stride;
        if (words.lumped) {
            double sum = words.driver_s[i] * w[0];
            for (std::size_t j = 0; j < grid.columns; ++j) {
                out[j] = -c[j];
                sum += c[j];
            }
            out[0] -= words.driver_s[i] * w[0];
            if (words.held[i] == 0) most = std::max(most, std::abs(sum));
            continue;
        }
        const double s = words.segment_s;
        const std::size_t last = grid.columns - 1;
        std::size_t j = 1;
        for (; j + width <= last; j += width) {
            const vec here = load(w + j);
            const vec in = (load(w + j - 1) - here) + (load(w + j + 1) - here);
            store(out + j, splat(s) * in - load(c + j));
        }
        for (; j < last; ++j) out[j] = s * ((w[j - 1] - w[j]) + (w[j + 1] - w[j])) - c[j];
        if (last > 0) out[last] = s * (w[last - 1] - w[last]) - c[last];
        out[0] = -words.driver_s[i] * w[0] - c[0] + (last > 0 ? s * (w[1] - w[0]) : 0);
        most = std::max(most, largest(out, grid.columns));
    }
    return most;
}

MEMGLIA_CLONES double bit_residuals(const array_grid& grid, const line_set& bits,
                                    const double* cell_a, const double* dev, double* r) {
    double most = 0;
    for (std::size_t i = 0; i < grid.rows; ++i) {
        const double* const c = cell_a + i * grid.stride;
        const double* const b = dev + i * grid.stride;
        double* const out = r + i * grid.stride;
        const vec s = splat(bits.segment_s);
        for (std::size_t j = 0; j < grid.columns; j += width) {
            const vec here = load(b + j);
            vec in = splat(0);
            if (i > 0) in += load(b + j - grid.stride) - here;
            if (i + 1 < grid.rows) in += load(b + j + grid.stride) - here;
            in *= s;
            if (i + 1 == grid.rows) in -= load(bits.driver_s.data() + j) * here;
            store(out + j, load(c + j) + in);
        }
        most = std::max(most, largest(out, grid.columns));
    }
    return most;
}

double lumped_bit_residuals(const array_grid& grid, const line_set& bits, const double* cell_a,
                            const double* dev, double* r) {
    std::vector<double> sum(grid.columns, 0.0);
    for (std::size_t i = 0; i < grid.rows; ++i) {
        for (std::size_t j = 0; j < grid.columns; ++j) {
            const std::size_t a = grid.at(i, j);
            r[a] = cell_a[a];
            if (i == 0) r[a] -= bits.driver_s[j] * dev[a];
            sum[j] += r[a];
        }
    }
    double most = 0;
    for (std::size_t j = 0; j < grid.columns; ++j) {
        if (bits.held[j] == 0) most = std::max(most, std::abs(sum[j]));
    }
    return most;
}

}  // namespace

MEMGLIA_CLONES void linear_cell_currents(const array_grid& grid, const double* g,
                                         const double* word_ref_v, const double* bit_ref_v,
                                         const double* word_dev_v, const double* bit_dev_v,
                                         double* cell_a) {
    for (std::size_t i = 0; i < grid.rows; ++i) {
        const vec word = splat(word_ref_v[i]);
        for (std::size_t j = 0; j < grid.columns; j += width) {
            const std::size_t a = grid.at(i, j);
            const vec v =
                (word - load(bit_ref_v + j)) + (load(word_dev_v + a) - load(bit_dev_v + a));
            store(cell_a + a, load(g + a) * v);
        }
    }
}

double nodal_residuals(const array_grid& grid, const line_set& words, const line_set& bits,
                       const double* cell_a, const double* word_dev_v, const double* bit_dev_v,
                       double* r_word, double* r_bit) {
    const double word = word_residuals(grid, words, cell_a, word_dev_v, r_word);
    const double bit = bits.lumped ? lumped_bit_residuals(grid, bits, cell_a, bit_dev_v, r_bit)
                                   : bit_residuals(grid, bits, cell_a, bit_dev_v, r_bit);
    return std::max(word, bit);
}

MEMGLIA_CLONES void line_sums(const array_grid& grid, const double* cell_a, double* word_sum,
                              double* bit_sum) {
    for (std::size_t j = 0; j < grid.columns; j += width) store(bit_sum + j, splat(0));
    for (std::size_t i = 0; i < grid.rows; ++i) {
        vec sum = splat(0);
        for (std::size_t j = 0; j < grid.columns; j += width) {
            const vec c = load(cell_a + i * grid.stride + j);
            sum += c;
            store(bit_sum + j, load(bit_sum + j) + c);
        }
        word_sum[i] = lanes::sum(sum);
    }
}

}  // namespace memglia
