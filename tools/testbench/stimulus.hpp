#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// What drives a block on its bench: integers in named columns.
namespace memglia {

struct stimulus_column {
    std::string name;
    std::string doc;
    std::int64_t min = 0;
    std::int64_t max = 0;
    bool optional = false;  ///< may be left out; its cells may be empty
};

/// Rows in the order of the file; values in the order of the bench's columns.
struct bench_stimulus {
    static constexpr std::int64_t absent = -1'000'000'000'000'000'000;

    std::string file = "";  ///< empty: made by the bench
    std::vector<std::size_t> lines{};
    std::vector<std::vector<std::int64_t>> rows{};
};

/// A CSV file whose first line names its columns, in any order; empty lines and those that begin
/// with # are left out. Throws input_error with line, column, and what was found and expected.
bench_stimulus read_stimulus(const std::filesystem::path& file,
                             const std::vector<stimulus_column>& columns);
bench_stimulus parse_stimulus(const std::string& text, const std::string& file,
                              const std::vector<stimulus_column>& columns);

/// What is wrong with a row as a whole.
[[noreturn]] void refuse_row(const bench_stimulus& from, std::size_t row, const std::string& column,
                             const std::string& found, const std::string& expected);

/// The rows must not go back in this column.
void require_ascending(const bench_stimulus& rows, std::size_t column, const std::string& name);

}  // namespace memglia
