#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "snan/rivals/known_grid.hpp"

namespace memglia {

/// How an agent that knows the grid looks for a goal it has not seen.
enum class search_strategy {
    frontier,       ///< to the nearest cell sensed free and not visited in this search
    depth_first,    ///< to an unvisited neighbour, or back the way it came
    node_counting,  ///< to the neighbour least often visited in this search
};

/// The strongest of the classical explorers on a known grid: searches by one strategy, remembers
/// every wall and every rewarded place, and walks to the nearest remembered place by breadth-first
/// search over whatever is not known as a wall. A place found empty is struck off for this
/// episode, forgotten when that happens twice in a row, and search starts anew. Ties are random.
///
/// Sources: B. Yamauchi, A frontier-based approach for autonomous exploration, CIRA 1997;
/// S. Koenig and R. Simmons, Easy and hard testbeds for real-time search algorithms, AAAI 1996
/// (node counting); depth-first search with backtracking as in any textbook.
class grid_explorer : public decider {
  public:
    grid_explorer(search_strategy strategy, const grid_map& shape, std::uint64_t seed);

    void begin_episode() override;
    direction decide(const observation& seen) override;
    void outcome(bool rewarded) override;

  private:
    struct place {
        cell_index cell = 0;
        std::uint32_t trace = 0;  ///< times it may still be found empty
        bool empty = false;       ///< in this episode
    };

    void start_search();
    void notice_missing_reward(cell_index here);
    contact_bits search(cell_index here);
    contact_bits least_visited(cell_index here) const;

    search_strategy strategy_;
    known_grid grid_;
    random_stream ties_;
    std::vector<place> places_;
    std::vector<std::uint32_t> visits_;  ///< in this search
    std::vector<cell_index> way_back_;   ///< of a depth-first search, the present cell last
    cell_index here_ = 0;
    direction last_action_ = direction::north;
};

}  // namespace memglia
