#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/report/report_data.hpp"

// One maze in three views, each a square-celled SVG.
namespace memglia {

/// Width and height agree with the cells given.
bool is_drawable(const maze_showcase& maze);

/// The path coloured along time with arrowheads. It carries what the replay needs.
std::string path_map(const maze_showcase& maze, const maze_showcase::episode& episode);

/// How often each cell was entered; the start counts as entered.
std::vector<std::size_t> count_visits(const maze_showcase& maze,
                                      const maze_showcase::episode& episode);

/// Shaded by visits up to `most`, with numbers where they fit.
std::string visit_map(const maze_showcase& maze, const std::vector<std::size_t>& visits,
                      std::size_t most);

/// Shaded by calcium in [0, 1].
std::string calcium_map(const maze_showcase& maze, const maze_showcase::episode& episode);

}  // namespace memglia
