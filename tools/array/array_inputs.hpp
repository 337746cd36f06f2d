#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

#include "crossbar/array/array_circuit.hpp"
#include "crossbar/array/array_config.hpp"
#include "crossbar/device/device_model.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

/// Files that describe an array and its drives; at most one of the first four.
struct array_files {
    std::optional<std::filesystem::path> resistance;   ///< ohm, inf: open
    std::optional<std::filesystem::path> conductance;  ///< S, 0: open
    std::optional<std::filesystem::path> states;       ///< of the device: 0 at R_on, 1 at R_off
    std::optional<std::filesystem::path> levels;       ///< of the device: 0 at R_off, up
    std::optional<std::filesystem::path> word;         ///< V, one row or one column; nan: floating
    std::optional<std::filesystem::path> bit;          ///< the same; without it all at 0 V
};

/// What the files say; the sample where they give no array or no word lines' voltages. States and
/// levels are those of `device`, which has to be there for them. Throws input_error with file, line
/// and column for a value that no array can have.
driven_array read_array_inputs(const array_files& files, const array_sample_config& sample,
                               const std::optional<device_config>& device = std::nullopt);

/// A row of word line voltages per read, for an array of `rows` word lines. Throws input_error.
matrix read_batch_inputs(const std::filesystem::path& file, std::size_t rows);

}  // namespace memglia
