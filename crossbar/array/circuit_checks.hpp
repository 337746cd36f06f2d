#pragma once

#include <cstddef>
#include <span>

#include "crossbar/array/array_circuit.hpp"

// What has to hold of a crossbar's circuit before it can have an operating point. Each throws
// input_error.
namespace memglia {

/// At least one row and one column; resistances 0 to infinity.
void check_array_lines(std::size_t rows, std::size_t columns, const line_resistances& lines);

/// As above, but no line may be cut by an infinite resistance.
void check_whole_lines(std::size_t rows, std::size_t columns, const line_resistances& lines);

/// rows x columns conductances, finite, none negative.
void check_array_conductances(std::size_t rows, std::size_t columns,
                              std::span<const double> conductance_s);

/// One voltage per line, finite or floating_line, and not all of them floating.
void check_array_drives(std::size_t rows, std::size_t columns, const line_drives& drives);

/// check_array_drives, and every node has a conducting way to a driver.
void check_driven(std::size_t rows, std::size_t columns, const line_resistances& lines,
                  std::span<const double> conductance_s, const line_drives& drives);

}  // namespace memglia
