#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crossbar/array/array_circuit.hpp"
#include "crossbar/array/array_config.hpp"

namespace memglia {

/// What an array of linear cells does to the voltages of its word lines, wires and all:
///     current out of bit line j = offset_a[j] + sum over i of word_v[i] conductance_s[i, j]
/// with the bit lines held as they were when it was found. On ideal wires, and with no line
/// floating, it is the conductances themselves.
struct effective_matrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> conductance_s;  ///< row by row; NaN where one of the two lines floats
    std::vector<double> offset_a;       ///< what the bit lines' own voltages give
    double residual = 0;                ///< the largest of its solves
    std::size_t solves = 0;
};

/// One solve per word line, or per bit line if they are fewer: a network of resistances transfers
/// alike in both directions. Of `array.drives` it takes the voltages of the bit lines and which
/// lines float. Throws input_error for cells that are not linear, and as array_reader.
effective_matrix find_effective_matrix(const driven_array& array, const array_config& config);

/// What the cells conduct for small changes around an operating point, dI/dV: the array whose
/// effective matrix is that of those changes.
std::vector<double> small_signal_conductances(const driven_array& array,
                                              const array_config& config);

/// Many reads of one array.
struct batch_reading {
    std::vector<double> bit_current_a;  ///< a row of bit lines per read; NaN where one floats
    double residual = 0;                ///< the largest
    std::size_t solves = 0;
    bool by_matrix = false;
};

/// `word_v` holds a row of word lines per read; the bit lines are as in `array.drives`. A line
/// that is NaN in all reads floats. Linear cells take their effective matrix when that is fewer
/// solves; other reads start from the one before. Throws input_error for a line that floats in some
/// reads only, and as array_reader.
batch_reading read_batch(const driven_array& array, const array_config& config,
                         std::span<const double> word_v);

/// The same by a matrix that was found with the word lines floating that do so here.
batch_reading read_batch(const effective_matrix& matrix, std::span<const double> word_v);

}  // namespace memglia
