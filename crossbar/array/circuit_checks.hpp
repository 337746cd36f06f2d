#pragma once

#include <cstddef>
#include <span>

#include "crossbar/array/array_circuit.hpp"

// What has to hold of a crossbar's circuit before it can have an operating point. All throw
// input_error.
namespace memglia {

/// Cells there are, and no resistance is negative, NaN or infinite.
void check_lines(std::size_t rows, std::size_t columns, const line_resistances& lines);

/// As many values as cells, none negative, NaN or infinite.
void check_conductances(std::span<const double> conductance_s, std::size_t rows,
                        std::size_t columns);

/// A value for every line, none infinite.
void check_drives(const line_drives& drives, std::size_t rows, std::size_t columns);

/// From every floating line a way leads over cells that conduct to a line that is driven.
/// `conductance_s` has rows `stride` apart.
void check_floating_lines(const line_drives& drives, const double* conductance_s,
                          std::size_t stride);

}  // namespace memglia
