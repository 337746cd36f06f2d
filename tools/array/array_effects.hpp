#pragma once

#include <string>
#include <vector>

#include "crossbar/array/array_effects.hpp"
#include "tools/array/array_read.hpp"

namespace memglia {

/// How far one non-ideality, or all of them, moves the output currents, as a person names it.
struct array_effect : output_error {
    std::string name;
    std::string magnitude;
};

/// Wires, programming variation, read noise, telegraph noise, stuck cells and levels one at a time,
/// then together.
std::vector<array_effect> measure_effects(const array_reading& reading);

/// CSV with a head: effect, magnitude, mean, rms, worst, trials.
std::string effects_csv(const std::vector<array_effect>& effects);

/// Aligned for a terminal.
std::string effects_text(const std::vector<array_effect>& effects);

}  // namespace memglia
