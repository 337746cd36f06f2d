#include "snan/maze_generator.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"

namespace memglia {

maze generate_maze(std::uint32_t width, std::uint32_t height, double wall_fraction,
                   std::uint64_t seed) {
    constexpr int max_draws = 10'000;
    if (!(wall_fraction >= 0 && wall_fraction <= 1)) {
        throw input_error({.path = "wall_fraction",
                           .found = "found " + std::to_string(wall_fraction),
                           .expected = "a fraction between 0 and 1"});
    }
    const grid_map open(width, height);
    const auto walls = static_cast<std::uint32_t>(wall_fraction * open.cells() + 0.5);
    const std::uint32_t min_path = std::max(1U, (std::max(width, height) + 1) / 2);
    random_stream random(seed, "snan/maze", "walls");
    std::vector<cell_index> order(open.cells());
    for (int draw = 0; draw < max_draws && walls + 2 <= open.cells(); ++draw) {
        std::iota(order.begin(), order.end(), 0U);
        for (std::uint32_t i = open.cells() - 1; i > 0; --i) {
            const std::uint32_t j = random.below(i + 1);
            std::swap(order[i], order[j]);
        }
        // The shuffle has placed the walls first; the next two cells are a uniform pair of free
        // ones.
        const cell_index start = order[walls];
        const cell_index goal = order[walls + 1];
        grid_map map = open;
        for (std::uint32_t i = 0; i < walls; ++i) map.set_free(order[i], false);
        const auto shortest = map.shortest_path(start, goal);
        if (shortest && *shortest >= min_path) return {std::move(map), start, goal, *shortest};
    }
    throw error("no solvable maze of " + std::to_string(width) + " x " + std::to_string(height) +
                " cells with " + std::to_string(walls) + " walls and a shortest path of at least " +
                std::to_string(min_path) + " in " + std::to_string(max_draws) + " draws");
}

}  // namespace memglia
