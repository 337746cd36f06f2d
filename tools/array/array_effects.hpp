#pragma once

#include <string>
#include <vector>

#include "tools/array/array_read.hpp"

namespace memglia {

/// How far one non-ideality, or all of them, moves the output currents: differences from ideal
/// cells on ideal wires, of the largest ideal output, over all driven bit lines and trials.
struct array_effect {
    std::string name;
    std::string magnitude;
    double mean = 0;  ///< signed
    double rms = 0;
    double worst = 0;
    std::size_t trials = 0;
};

/// Wires, levels, programming variation, read noise, telegraph noise and stuck cells one at a time,
/// then together. A stream of random numbers per kind and trial: together they draw what they draw
/// alone. Open cells stay open.
std::vector<array_effect> measure_effects(const array_reading& reading);

/// The cells of one trial with every effect that disturbs cells.
std::vector<double> disturbed_conductances(const array_inputs& inputs, const array_config& config,
                                           std::size_t trial);

/// CSV with a head: effect, magnitude, mean, rms, worst, trials.
std::string effects_csv(const std::vector<array_effect>& effects);

/// Aligned for a terminal.
std::string effects_text(const std::vector<array_effect>& effects);

}  // namespace memglia
