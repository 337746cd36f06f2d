#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Tables of numbers in files.
namespace memglia {

/// The largest array that a configuration may ask for has 4096 x 4096 cells; so may a file.
inline constexpr std::size_t most_table_cells = std::size_t{4096} * 4096;

/// Row by row.
struct matrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;

    double at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
};

/// A comma-separated text without a header, one row of numbers per line; "nan" and "inf" are
/// numbers. Throws input_error with file and line.
matrix parse_csv(std::string_view text, const std::string& file);

/// The same, and the line of the file on which each row stands.
matrix parse_csv(std::string_view text, const std::string& file,
                 std::vector<std::size_t>& row_lines);

/// With as many digits as a reader needs to get the same doubles back.
std::string format_csv(const matrix& table);

/// A CSV or .npy file, whichever it is, of at most most_table_cells numbers. Throws input_error;
/// however large the file, no more than such a table is ever held.
matrix read_matrix(const std::filesystem::path& file);

/// The same, and the line of each row; none for a .npy file.
matrix read_matrix(const std::filesystem::path& file, std::vector<std::size_t>& row_lines);

/// .npy if the name ends so, else CSV. Replaces the file.
void write_matrix(const std::filesystem::path& file, const matrix& table);

/// Text columns with a header line, as `time_s,voltage_v`: what the files of measurements and
/// waveforms look like. Lines that start with # are comments.
struct named_columns {
    std::vector<std::string> names;
    std::vector<std::vector<double>> values;  ///< per column

    /// Throws input_error naming `file` and what columns there are.
    std::span<const double> column(std::string_view name, const std::string& file) const;
};
named_columns parse_named_columns(std::string_view text, const std::string& file);
std::string format_named_columns(const named_columns& table);

/// A number from a piece of text without surrounding blanks; false if it is none.
bool parse_number(std::string_view text, double& value);

}  // namespace memglia
