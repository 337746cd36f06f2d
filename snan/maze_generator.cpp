#include "snan/maze_generator.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"

namespace memglia {

namespace {
constexpr int max_draws = 10'000;

std::uint32_t min_path(const grid_map& map) {
    return std::max(1U, (std::max(map.width(), map.height()) + 1) / 2);
}
}  // namespace

maze generate_maze(std::uint32_t width, std::uint32_t height, double wall_fraction,
                   std::uint64_t seed) {
    if (!(wall_fraction >= 0 && wall_fraction <= 1)) {
        throw input_error({.path = "wall_fraction",
                           .found = "found " + std::to_string(wall_fraction),
                           .expected = "a fraction between 0 and 1"});
    }
    const grid_map open(width, height);
    const auto walls = static_cast<std::uint32_t>(wall_fraction * open.cells() + 0.5);
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
        if (shortest && *shortest >= min_path(open))
            return {std::move(map), start, goal, *shortest};
    }
    throw error("no solvable maze of " + std::to_string(width) + " x " + std::to_string(height) +
                " cells with " + std::to_string(walls) + " walls and a shortest path of at least " +
                std::to_string(min_path(open)) + " in " + std::to_string(max_draws) + " draws");
}

maze move_goal(const maze& task, std::uint64_t seed) {
    random_stream random(seed, "snan/maze", "second goal");
    for (int draw = 0; draw < max_draws; ++draw) {
        const cell_index goal = random.below(task.map.cells());
        if (!task.map.is_free(goal) || goal == task.goal || goal == task.start) continue;
        const auto shortest = task.map.shortest_path(task.start, goal);
        if (shortest && *shortest >= min_path(task.map)) {
            return {task.map, task.start, goal, *shortest};
        }
    }
    throw error("no second goal at least " + std::to_string(min_path(task.map)) +
                " moves from the start in " + std::to_string(max_draws) + " draws");
}

}  // namespace memglia
