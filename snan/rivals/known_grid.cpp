#include "snan/rivals/known_grid.hpp"

namespace memglia {

known_grid::known_grid(const grid_map& shape)
    : shape_(shape.width(), shape.height()),
      wall_(shape.cells()),
      free_(shape.cells()),
      reached_(shape.cells()),
      distance_(shape.cells()),
      first_move_(shape.cells()) {}

void known_grid::sense(const observation& seen) {
    free_[seen.cell] = 1;
    for (const direction a : all_directions) {
        const auto next = neighbour(seen.cell, a);
        if (!next) continue;
        const bool contact = (seen.contacts & contact_bit(a)) != 0;
        wall_[*next] = contact ? 1 : 0;
        free_[*next] = contact ? 0 : 1;
    }
}

}  // namespace memglia
