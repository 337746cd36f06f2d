#pragma once

#include <cstddef>
#include <string>

#include "tools/testbench/testbench.hpp"

namespace memglia {

/// Aligned tables with their names, of at most so many rows each, then the checks.
std::string outcome_text(const bench_outcome& outcome, std::size_t most_rows);

/// table,row,quantity,value: every cell of every table and, as 1 or 0, every check.
std::string outcome_csv(const bench_outcome& outcome);

/// One table, aligned: the first column to the left, the others to the right.
std::string aligned(const bench_table& table, std::size_t most_rows);

}  // namespace memglia
