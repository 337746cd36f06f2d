#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/array/write_config.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

/// An array, what it holds and what is to be written into it.
struct write_task {
    write_config config;
    matrix states;
    std::vector<write_operation> operations;
    double t_start_s = 0;  ///< rest before the first pulse, as a netlist shows it
};

/// A case in one JSON file: m, n, the device as read_case_device reads it, r_wl, r_bl, V_reset,
/// V_set, ops [[row, column, "R" or "S"], ...], pulse {edge, width, gap, t0}; optional: scheme,
/// r_access. The initial states are those of `states`, or if that is empty of NAME_s0.csv beside
/// it. Throws input_error with file and key.
write_task read_write_case(const std::filesystem::path& file, const std::filesystem::path& states);

/// States of an array, each in [0, 1]. Throws input_error with file, row and column.
matrix read_states(const std::filesystem::path& file);

/// A schedule: a CSV table with the columns row, column, operation (set or reset) and, if wanted,
/// voltage_v; without that, the device's. Throws input_error with file and line.
std::vector<write_operation> read_schedule(const std::filesystem::path& file, std::size_t rows,
                                           std::size_t columns, const device_config& device);

}  // namespace memglia
