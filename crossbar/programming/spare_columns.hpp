#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace memglia {

/// Which physical column stands for which logical one, and what is faulty all the same.
struct column_map {
    std::vector<std::size_t> physical;  ///< by logical column
    std::vector<std::size_t> unused;    ///< physical columns that stand for none
    struct position {
        std::size_t row = 0;
        std::size_t column = 0;  ///< logical
    };
    std::vector<position> still_faulty;
};

/// Replaces the worst columns of an array by its spares, the last columns: of all physical columns
/// those with the fewest faults are used, a column of the body rather than a spare where they tie,
/// and a logical column keeps its own place if that is used.
///
/// `faulty` has rows x columns entries, row by row; not 0: the cell did not pass its test. Throws
/// input_error when `logical_columns` is 0 or more than there are.
column_map map_columns(std::span<const unsigned char> faulty, std::size_t rows, std::size_t columns,
                       std::size_t logical_columns);

}  // namespace memglia
