#pragma once

#include <cstdint>

#include "snan/grid_map.hpp"

namespace memglia {

/// A random maze: round(wall_fraction * cells) walls spread uniformly, start and goal uniform over
/// the free cells, redrawn as a whole until the goal can be reached in at least max(width,
/// height)/2 moves.
///
/// The maze is a function of the arguments alone. Throws input_error for a fraction outside
/// 0 to 1 and error when 10 000 draws give no such maze.
maze generate_maze(std::uint32_t width, std::uint32_t height, double wall_fraction,
                   std::uint64_t seed);

/// The same map and start with another goal: uniform over the free cells other than both, at least
/// max(width, height)/2 moves from the start. A function of the arguments alone. Throws error when
/// 10 000 draws give none.
maze move_goal(const maze& task, std::uint64_t seed);

}  // namespace memglia
