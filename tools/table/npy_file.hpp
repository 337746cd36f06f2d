#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tools/table/input_file.hpp"
#include "tools/table/matrix_file.hpp"

// NumPy's .npy files (numpy.lib.format): versions 1.0 to 3.0, little-endian floats of 16, 32 and 64
// bits, integers of 8 to 64 and truth values, C and Fortran order, one dimension (a row) or two.
namespace memglia {

/// Whether a file that begins like this is one.
bool is_npy(std::string_view bytes);

/// What is left of a file, which has to be one: its header, and no more than the header says.
/// Throws input_error.
matrix read_npy(input_file& file);

/// Version 1.0, float64, C order, two dimensions.
std::string format_npy(const matrix& table);

/// The same of one dimension.
std::string format_npy(std::span<const double> values);

}  // namespace memglia
