#pragma once

#include <cstddef>
#include <vector>

#include "crossbar/array/array_reading.hpp"

namespace memglia {

/// What makes the outputs of an array differ from those of ideal cells on ideal wires.
enum class non_ideality {
    wires,
    programming,
    read_noise,
    telegraph_noise,
    stuck_cells,
    levels,
    all
};

/// Differences of the output currents from those of ideal cells on ideal wires, of the largest
/// ideal output, over all driven bit lines and trials.
struct output_error {
    double mean = 0;  ///< signed
    double rms = 0;
    double worst = 0;
    std::size_t trials = 0;
};

/// One non-ideality alone, or all together. A stream of random numbers per kind and trial: together
/// they draw what they draw alone. Open cells stay open, and no cell that is there opens.
output_error measure_effect(const array_reading& reading, non_ideality kind);

/// The cells of one trial with every effect that disturbs cells.
std::vector<double> disturbed_conductances(const driven_array& array, const array_config& config,
                                           std::size_t trial);

}  // namespace memglia
