#pragma once

#include <string>
#include <vector>

#include "tools/array/array_effects.hpp"
#include "tools/report/figure.hpp"

// The pictures of an array's report, as SVG.
namespace memglia {

/// Voltage that each cell lost on the way, coloured from the least to the largest of all cells,
/// word lines from top to bottom, with the scale below. Large arrays by blocks: the worst cell of
/// each.
std::string drop_map(const array_reading& reading);

/// The smallest and the largest value of drop_map's colours, V.
struct drop_scale {
    double low_v = 0;
    double high_v = 0;
};
drop_scale scale_of(const array_reading& reading);

/// Output currents on real and on ideal wires, along the bit lines.
std::string output_chart(const array_reading& reading);

/// A bar per effect: rms, with a line to the worst.
std::string effects_chart(const std::vector<array_effect>& effects, figure_width page);

}  // namespace memglia
