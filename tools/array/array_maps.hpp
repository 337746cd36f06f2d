#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tools/array/array_read.hpp"

// Quantities of all cells of an array as pictures, SVG.
namespace memglia {

/// Values of rows x columns cells, word lines from top to bottom, with a scale below. Large arrays
/// by blocks: the mean of each. `name` is what a cell's hint and the title say.
std::string heat_map(std::size_t rows, std::size_t columns, std::span<const double> values,
                     std::string_view name, std::string_view unit);

/// Conductances of the cells, S.
std::string conductance_map(const array_reading& reading);

/// Voltages across the cells, V.
std::string cell_voltage_map(const array_reading& reading);

}  // namespace memglia
