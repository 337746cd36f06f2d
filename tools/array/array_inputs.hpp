#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

#include "crossbar/array/array_circuit.hpp"
#include "tools/array/array_config.hpp"

namespace memglia {

/// Files that describe an array and its drives; at most one of resistance and conductance.
struct array_files {
    std::optional<std::filesystem::path> resistance;   ///< ohm, inf: open
    std::optional<std::filesystem::path> conductance;  ///< S, 0: open
    std::optional<std::filesystem::path> word;         ///< V, one row or one column; nan: floating
    std::optional<std::filesystem::path> bit;          ///< the same; without it all at 0 V
};

struct array_inputs {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> conductance_s;  ///< row by row
    line_drives drives;
};

/// What the files say; the sample where they give no array or no word lines' voltages. Throws
/// input_error with file, line and column for a value that no array can have.
array_inputs read_array_inputs(const array_files& files, const array_sample_config& sample);

}  // namespace memglia
