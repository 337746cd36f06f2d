#pragma once

#include <cstdint>
#include <vector>

#include "snan/session.hpp"

namespace memglia {

/// What an agent that knows the grid has found out about its cells, and ways over it. The grid is
/// the same knowledge that the network's destination table holds: which cell a step leads to, not
/// where walls are. Units: cells and moves.
class known_grid {
  public:
    explicit known_grid(const grid_map& shape);

    /// Takes in the four sides of the cell.
    void sense(const observation& seen);

    bool is_wall(cell_index cell) const { return wall_[cell] != 0; }
    bool is_sensed_free(cell_index cell) const { return free_[cell] != 0; }

    std::optional<cell_index> neighbour(cell_index cell, direction d) const {
        return shape_.neighbour(cell, d);
    }
    std::uint32_t cells() const { return shape_.cells(); }

    enum class passes { sensed_free, not_wall };

    /// First moves of the shortest ways from `from` to the nearest other cells for which
    /// `is_target(cell)` holds: breadth-first search over cells sensed free, or over all that are
    /// not known as walls. 0 when there is no way.
    template <class Target>
    contact_bits towards_nearest(cell_index from, passes over, const Target& is_target);

  private:
    bool open(cell_index cell, passes over) const {
        return over == passes::not_wall ? !is_wall(cell) : is_sensed_free(cell);
    }

    const grid_map shape_;  // its walls are never looked at
    std::vector<std::uint8_t> wall_;
    std::vector<std::uint8_t> free_;
    std::vector<std::uint32_t> reached_;    ///< search that reached the cell last
    std::vector<std::uint32_t> distance_;   ///< in that search
    std::vector<contact_bits> first_move_;  ///< in that search
    std::vector<cell_index> queue_;
    std::uint32_t search_ = 0;
};

template <class Target>
contact_bits known_grid::towards_nearest(cell_index from, passes over, const Target& is_target) {
    ++search_;
    queue_.assign(1, from);
    reached_[from] = search_;
    distance_[from] = 0;
    first_move_[from] = 0;
    contact_bits found = 0;
    std::uint32_t nearest = 0;
    for (std::size_t head = 0; head < queue_.size(); ++head) {
        const cell_index cell = queue_[head];
        const std::uint32_t distance = distance_[cell];
        if (found != 0 && distance == nearest) break;
        for (const direction a : all_directions) {
            const auto next = neighbour(cell, a);
            if (!next || !open(*next, over)) continue;
            if (reached_[*next] != search_) {
                reached_[*next] = search_;
                distance_[*next] = distance + 1;
                first_move_[*next] = 0;
                queue_.push_back(*next);
            } else if (distance_[*next] != distance + 1) {
                continue;
            }
            const contact_bits first = cell == from ? contact_bit(a) : first_move_[cell];
            first_move_[*next] = static_cast<contact_bits>(first_move_[*next] | first);
            if (!is_target(*next)) continue;
            nearest = distance + 1;
            found = static_cast<contact_bits>(found | first);
        }
    }
    return found;
}

}  // namespace memglia
