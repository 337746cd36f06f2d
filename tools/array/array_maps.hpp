#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tools/array/array_read.hpp"

// Quantities of all cells of an array as pictures for a page: SVG and a scale below it.
namespace memglia {

/// What a large array shows of each block of cells.
enum class block_value { mean, largest };

/// Values of rows x columns cells, word lines from top to bottom. Large arrays by blocks. The title
/// says `name`, the hint of a cell its lines and its value.
std::string heat_map(std::size_t rows, std::size_t columns, std::span<const double> values,
                     std::string_view name, std::string_view unit, block_value of_block);

/// Conductances of the cells, S.
std::string conductance_map(const array_reading& reading);

/// Voltages across the cells, V.
std::string cell_voltage_map(const array_reading& reading);

/// Voltage that each cell lost on the way, V; of a block that of the worst cell.
std::string drop_map(const array_reading& reading);

}  // namespace memglia
