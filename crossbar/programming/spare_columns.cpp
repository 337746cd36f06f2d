#include "crossbar/programming/spare_columns.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "base/error.hpp"

namespace memglia {

column_map map_columns(std::span<const unsigned char> faulty, std::size_t rows, std::size_t columns,
                       std::size_t logical_columns) {
    if (faulty.size() != rows * columns) {
        throw internal_error("faults and cells differ in number");
    }
    if (logical_columns == 0 || logical_columns > columns) {
        throw input_error({.found = "found " + std::to_string(logical_columns) +
                                    " logical columns in an array of " + std::to_string(columns),
                           .expected = "1 to as many as the array has"});
    }
    std::vector<std::size_t> faults(columns, 0);
    for (std::size_t c = 0; c < faulty.size(); ++c) faults[c % columns] += faulty[c] != 0 ? 1U : 0U;
    std::vector<std::size_t> order(columns);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&faults](std::size_t a, std::size_t b) { return faults[a] < faults[b]; });
    std::vector<bool> used(columns, false);
    for (std::size_t k = 0; k < logical_columns; ++k) used[order[k]] = true;

    column_map map;
    std::size_t spare = logical_columns;
    for (std::size_t logical = 0; logical < logical_columns; ++logical) {
        std::size_t physical = logical;
        if (!used[logical]) {
            while (!used[spare]) ++spare;
            physical = spare++;
        }
        map.physical.push_back(physical);
        for (std::size_t row = 0; row < rows; ++row) {
            if (faulty[row * columns + physical] != 0) map.still_faulty.push_back({row, logical});
        }
    }
    for (std::size_t column = 0; column < columns; ++column) {
        if (!used[column]) map.unused.push_back(column);
    }
    return map;
}

}  // namespace memglia
