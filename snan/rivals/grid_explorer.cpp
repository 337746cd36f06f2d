#include "snan/rivals/grid_explorer.hpp"

#include <algorithm>

#include "snan/choice.hpp"

namespace memglia {

namespace {

constexpr std::uint32_t fresh_trace = 2;

}  // namespace

grid_explorer::grid_explorer(search_strategy strategy, const grid_map& shape, std::uint64_t seed)
    : strategy_(strategy),
      grid_(shape),
      ties_(seed, "snan/rivals/grid_explorer", "ties"),
      visits_(shape.cells()) {}

void grid_explorer::begin_episode() {
    for (place& p : places_) p.empty = false;
    start_search();
}

void grid_explorer::start_search() {
    std::fill(visits_.begin(), visits_.end(), 0);
    way_back_.clear();
}

void grid_explorer::notice_missing_reward(cell_index here) {
    const auto at = std::find_if(places_.begin(), places_.end(),
                                 [&](const place& p) { return p.cell == here && !p.empty; });
    if (at == places_.end()) return;
    at->empty = true;
    if (--at->trace == 0) places_.erase(at);
    start_search();
}

direction grid_explorer::decide(const observation& seen) {
    here_ = seen.cell;
    grid_.sense(seen);
    notice_missing_reward(here_);
    ++visits_[here_];
    const contact_bits known =
        grid_.towards_nearest(here_, known_grid::passes::not_wall, [&](cell_index cell) {
            return std::any_of(places_.begin(), places_.end(),
                               [&](const place& p) { return p.cell == cell && !p.empty; });
        });
    const contact_bits options = known != 0 ? known : search(here_);
    last_action_ = choose(options, seen.contacts, ties_);
    return last_action_;
}

contact_bits grid_explorer::search(cell_index here) {
    if (strategy_ == search_strategy::node_counting) return least_visited(here);
    const auto unvisited = [&](cell_index cell) {
        return grid_.is_sensed_free(cell) && visits_[cell] == 0;
    };
    if (strategy_ == search_strategy::frontier) {
        return grid_.towards_nearest(here, known_grid::passes::sensed_free, unvisited);
    }
    contact_bits fresh = 0;
    contact_bits back = 0;
    if (way_back_.empty() || way_back_.back() != here) way_back_.push_back(here);
    for (const direction a : all_directions) {
        const auto next = grid_.neighbour(here, a);
        if (!next || !grid_.is_sensed_free(*next)) continue;
        if (unvisited(*next)) fresh = static_cast<contact_bits>(fresh | contact_bit(a));
        if (way_back_.size() > 1 && way_back_[way_back_.size() - 2] == *next) back = contact_bit(a);
    }
    if (fresh != 0) return fresh;
    way_back_.pop_back();
    return back;
}

contact_bits grid_explorer::least_visited(cell_index here) const {
    contact_bits least = 0;
    std::uint32_t fewest = 0;
    for (const direction a : all_directions) {
        const auto next = grid_.neighbour(here, a);
        if (!next || !grid_.is_sensed_free(*next)) continue;
        if (least == 0 || visits_[*next] < fewest) {
            fewest = visits_[*next];
            least = 0;
        }
        if (visits_[*next] == fewest) least = static_cast<contact_bits>(least | contact_bit(a));
    }
    return least;
}

void grid_explorer::outcome(bool rewarded) {
    if (!rewarded) return;
    const auto reached = grid_.neighbour(here_, last_action_);
    if (!reached) return;
    const auto at = std::find_if(places_.begin(), places_.end(),
                                 [&](const place& p) { return p.cell == *reached; });
    if (at == places_.end()) {
        places_.push_back({*reached, fresh_trace, false});
    } else {
        at->trace = fresh_trace;
    }
}

}  // namespace memglia
