#pragma once

#include <cstddef>
#include <span>

#include "crossbar/array/array_circuit.hpp"

// What the direct solver and a netlist refuse: as circuit_checks.hpp, but a line may also be cut by
// an infinite resistance. Each throws input_error.
namespace memglia {

/// At least one row and one column; resistances 0 to infinity.
void check_array_lines(std::size_t rows, std::size_t columns, const line_resistances& lines);

/// rows x columns conductances, finite, none negative.
void check_array_conductances(std::size_t rows, std::size_t columns,
                              std::span<const double> conductance_s);

/// One voltage per line, finite or floating_line, and not all of them floating.
void check_array_drives(std::size_t rows, std::size_t columns, const line_drives& drives);

/// check_array_drives, and every node has a conducting way to a driver.
void check_driven(std::size_t rows, std::size_t columns, const line_resistances& lines,
                  std::span<const double> conductance_s, const line_drives& drives);

}  // namespace memglia
