#include "snan/grid_map.hpp"

#include <string>
#include <utility>

#include "base/error.hpp"

namespace memglia {

namespace {
// The place address on the chip is 18 bits wide (rtl_models/navigation/navigation_packets.hpp).
constexpr std::uint64_t max_cells = 1U << 18U;
constexpr std::uint32_t unreached = ~0U;
}  // namespace

grid_map::grid_map(std::uint32_t width, std::uint32_t height) : width_(width), height_(height) {
    const std::uint64_t count = std::uint64_t{width} * height;
    if (count == 0 || count > max_cells) {
        throw input_error({.found = "a grid of " + std::to_string(width) + " x " +
                                    std::to_string(height) + " cells",
                           .expected = "1 to " + std::to_string(max_cells) + " cells"});
    }
    free_.assign(count, 1);
    contacts_.assign(count, 0);
    for (cell_index cell = 0; cell < cells(); ++cell) contacts_[cell] = sense(cell);
}

void grid_map::set_free(cell_index cell, bool free) {
    free_[cell] = free ? 1 : 0;
    for (const direction d : all_directions) {
        if (const auto next = neighbour(cell, d)) contacts_[*next] = sense(*next);
    }
}

std::optional<cell_index> grid_map::neighbour(cell_index cell, direction d) const {
    const std::uint32_t x = x_of(cell);
    const std::uint32_t y = y_of(cell);
    switch (d) {
        case direction::north:
            return y == 0 ? std::nullopt : std::optional(cell - width_);
        case direction::east:
            return x + 1 == width_ ? std::nullopt : std::optional(cell + 1);
        case direction::south:
            return y + 1 == height_ ? std::nullopt : std::optional(cell + width_);
        case direction::west:
            return x == 0 ? std::nullopt : std::optional(cell - 1);
    }
    throw internal_error("a direction outside 0..3");
}

contact_bits grid_map::sense(cell_index cell) const {
    contact_bits bits = 0;
    for (const direction d : all_directions) {
        const auto next = neighbour(cell, d);
        if (!next || !is_free(*next)) bits = static_cast<contact_bits>(bits | contact_bit(d));
    }
    return bits;
}

std::optional<std::uint32_t> grid_map::shortest_path(cell_index from, cell_index to) const {
    if (!is_free(from) || !is_free(to)) return std::nullopt;
    std::vector<std::uint32_t> distance(cells(), unreached);
    std::vector<cell_index> frontier{from};
    distance[from] = 0;
    for (std::size_t head = 0; head < frontier.size(); ++head) {
        const cell_index cell = frontier[head];
        if (cell == to) return distance[cell];
        for (const direction d : all_directions) {
            const auto next = neighbour(cell, d);
            if (!next || !is_free(*next) || distance[*next] != unreached) continue;
            distance[*next] = distance[cell] + 1;
            frontier.push_back(*next);
        }
    }
    return std::nullopt;
}

maze make_maze(grid_map map, cell_index start, cell_index goal) {
    const auto place = [&map](cell_index c) {
        return "(" + std::to_string(map.x_of(c)) + ", " + std::to_string(map.y_of(c)) + ")";
    };
    const auto check = [&](cell_index c, const char* what) {
        if (c >= map.cells()) {
            throw input_error({.found = std::string(what) + " outside the map",
                               .expected = "a free cell of the map"});
        }
        if (!map.is_free(c)) {
            throw input_error({.found = std::string(what) + " " + place(c) + " in a wall",
                               .expected = "a free cell"});
        }
    };
    check(start, "start");
    check(goal, "goal");
    if (start == goal) {
        throw input_error(
            {.found = "start and goal both at " + place(goal), .expected = "two different cells"});
    }
    const auto shortest = map.shortest_path(start, goal);
    if (!shortest) {
        throw input_error({.found = "no way from " + place(start) + " to the goal " + place(goal),
                           .expected = "a goal that the start can reach in four-neighbour moves"});
    }
    return {std::move(map), start, goal, *shortest};
}

}  // namespace memglia
