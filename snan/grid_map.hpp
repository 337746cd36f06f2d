#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace memglia {

/// Index of a cell: y * width + x, (0, 0) in the upper left corner, y downwards.
using cell_index = std::uint32_t;

enum class direction : std::uint8_t { north = 0, east = 1, south = 2, west = 3 };
inline constexpr std::array<direction, 4> all_directions{direction::north, direction::east,
                                                         direction::south, direction::west};

/// Bit d is set when something stands on side d (wall or edge of the map).
using contact_bits = std::uint8_t;
inline constexpr contact_bits contact_bit(direction d) {
    return static_cast<contact_bits>(1U << static_cast<unsigned>(d));
}

/// A rectangle of free cells and walls. Everything outside it is wall.
class grid_map {
  public:
    /// All free. Throws input_error for an empty grid or one of more than 2^18 cells.
    grid_map(std::uint32_t width, std::uint32_t height);

    std::uint32_t width() const { return width_; }
    std::uint32_t height() const { return height_; }
    std::uint32_t cells() const { return width_ * height_; }
    std::uint32_t x_of(cell_index cell) const { return cell % width_; }
    std::uint32_t y_of(cell_index cell) const { return cell / width_; }
    cell_index cell_at(std::uint32_t x, std::uint32_t y) const { return y * width_ + x; }

    bool is_free(cell_index cell) const { return free_[cell] != 0; }
    void set_free(cell_index cell, bool free);

    /// The cell on that side whether free or not; none beyond the edge.
    std::optional<cell_index> neighbour(cell_index cell, direction d) const;

    contact_bits contacts(cell_index cell) const { return contacts_[cell]; }

    /// Moves from `from` to `to` over free cells, four neighbours; none if there is no way.
    std::optional<std::uint32_t> shortest_path(cell_index from, cell_index to) const;

  private:
    contact_bits sense(cell_index cell) const;

    std::uint32_t width_;
    std::uint32_t height_;
    std::vector<std::uint8_t> free_;
    std::vector<contact_bits> contacts_;  // kept current by set_free
};

/// One task: a map, where the agent starts, where the reward is.
struct maze {
    grid_map map;
    cell_index start = 0;
    cell_index goal = 0;
    std::uint32_t shortest = 0;  ///< moves, by breadth-first search
};

/// Checks that start and goal are distinct free cells and joined. Throws input_error (file, line
/// and path left to the caller).
maze make_maze(grid_map map, cell_index start, cell_index goal);

}  // namespace memglia
