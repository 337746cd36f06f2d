#pragma once

#include <string>
#include <vector>

#include "tools/array/array_effects.hpp"
#include "tools/report/figure.hpp"

// The pictures of an array's report, as SVG.
namespace memglia {

/// Output currents on real and on ideal wires, along the bit lines.
std::string output_chart(const array_reading& reading);

/// A bar per effect: rms, with a line to the worst.
std::string effects_chart(const std::vector<array_effect>& effects, figure_width page);

}  // namespace memglia
