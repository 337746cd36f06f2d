#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "snan/grid_map.hpp"

// Moving AI Lab benchmark files (N. Sturtevant, Benchmarks for Grid-Based Pathfinding, 2012):
// `.map` holds four header lines and one row of terrain per line; `.scen` one problem per line.
namespace memglia {

/// Reads a `.map`. Free: '.', 'G', 'S'; not free: '@', 'O', 'T', 'W'. `file` is only for messages.
/// Throws input_error with file and line for a malformed or truncated map.
grid_map parse_map(std::string_view text, const std::string& file);

/// The map as `.map` text, walls as '@'.
std::string format_map(const grid_map& map);

/// One row of a `.scen` file.
struct scenario {
    std::uint32_t bucket = 0;
    std::string map;  ///< file name of the map, as written
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t start_x = 0;
    std::uint32_t start_y = 0;
    std::uint32_t goal_x = 0;
    std::uint32_t goal_y = 0;
    double octile_length = 0;  ///< moves with diagonals of sqrt 2, as stated by the file
    std::size_t line = 0;      ///< where it stood
};

/// Reads a `.scen`. Throws input_error with file and line.
std::vector<scenario> parse_scenarios(std::string_view text, const std::string& file);

/// The task of one row on its map. Throws input_error (file and line of the row) when the sizes
/// differ or the row's cells are walls, outside, or not joined.
maze scenario_maze(const grid_map& map, const scenario& row, const std::string& file);

}  // namespace memglia
