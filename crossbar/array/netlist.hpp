#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "crossbar/array/array_circuit.hpp"
#include "crossbar/device/cell_iv.hpp"

namespace memglia {

/// The array under its drives as text for `ngspice -b`: it finds the operating point and prints,
/// one "name = value" per line, the node voltages w<i>_<j> and b<i>_<j>, and for every driven line
/// i_word_<i>, the current from its driver, or i_bit_<j>, the current into its driver. A resistance
/// of 0 is a source of 0 V, since ngspice has no exact 0 ohm; an infinite one is left out.
/// Throws input_error for what check_array_lines, check_array_conductances and check_driven refuse.
std::string ngspice_netlist(std::size_t rows, std::size_t columns, const line_resistances& lines,
                            std::span<const double> conductance_s, const line_drives& drives,
                            const cell_iv_config& cell = {});

}  // namespace memglia
