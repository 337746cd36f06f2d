#include "snan/astrocyte_wave.hpp"

#include <algorithm>
#include <bit>

namespace memglia {

astrocyte_wave::astrocyte_wave(const rule_config& rule, const grid_map& map)
    : map_(map),
      primes_sensed_(rule.wave_over == wave_cells::sensed),
      reach_(rule.wave_reach_cells),
      reward_memory_(rule.reward_memory),
      sites_(map.cells()) {}

void astrocyte_wave::begin_episode() {
    for (site& s : sites_) s.primed = s.missed = s.visited = false;
    met_new_wall_ = false;
}

void astrocyte_wave::prime(site& s) {
    s.primed = s.known = true;
    s.closed = false;
}

void astrocyte_wave::sense(const observation& seen) {
    prime(sites_[seen.cell]);
    sites_[seen.cell].visited = true;
    for (const direction a : all_directions) {
        const auto next = map_.neighbour(seen.cell, a);
        if (!next) continue;
        site& s = sites_[*next];
        if ((seen.contacts & contact_bit(a)) != 0) {
            met_new_wall_ = met_new_wall_ || !s.closed;
            s.closed = true;
            s.primed = s.known = false;
        } else if (primes_sensed_) {
            prime(s);
        } else {
            s.closed = false;
        }
    }
}

const std::vector<astrocyte_wave::arrival>& astrocyte_wave::reward(cell_index goal) {
    sites_[goal].trace = reward_memory_;
    return spread({goal}, {&site::primed, reach_});
}

bool astrocyte_wave::misses_reward(cell_index cell) {
    site& s = sites_[cell];
    if (s.trace == 0 || s.missed) return false;
    s.missed = true;
    --s.trace;
    return true;
}

astrocyte_wave::recalled astrocyte_wave::recall(cell_index cell) {
    const std::vector<cell_index> others = remembered_places();
    for (site& s : sites_) s.primed = s.primed || s.known;
    const bool remembers = !others.empty();
    return {remembers, spread(remembers ? others : std::vector{cell}, {&site::primed, reach_})};
}

std::vector<cell_index> astrocyte_wave::remembered_places() const {
    std::vector<cell_index> places;
    for (cell_index c = 0; c < sites_.size(); ++c) {
        if (sites_[c].trace > 0 && !sites_[c].missed) places.push_back(c);
    }
    return places;
}

contact_bits astrocyte_wave::fresh_sides(cell_index cell) const {
    contact_bits fresh = 0;
    for (const direction a : all_directions) {
        const auto next = map_.neighbour(cell, a);
        if (next && is_fresh(*next)) fresh = static_cast<contact_bits>(fresh | contact_bit(a));
    }
    return fresh;
}

// What is left behind must be walked to again: first goes whoever has least around it to lead back.
contact_bits astrocyte_wave::least_surrounded(cell_index cell, contact_bits sides) const {
    contact_bits least = 0;
    int fewest = 0;
    for (const direction a : all_directions) {
        if ((sides & contact_bit(a)) == 0) continue;
        const int around = std::popcount(fresh_sides(*map_.neighbour(cell, a)));
        if (least == 0 || around < fewest) {
            fewest = around;
            least = 0;
        }
        if (around == fewest) least = static_cast<contact_bits>(least | contact_bit(a));
    }
    return least;
}

contact_bits astrocyte_wave::guide(cell_index here) {
    const contact_bits fresh = fresh_sides(here);
    std::vector<cell_index> places = remembered_places();
    std::erase(places, here);  // whose reward is missing: the agent is there
    if (!places.empty()) {
        if (fresh != 0 && !met_new_wall_) return 0;  // what was learned leads on
        const contact_bits to_reward = comes_in_at(here, places, {&site::known, reach_});
        if (to_reward != 0) return to_reward;
    }
    if (fresh != 0) return least_surrounded(here, fresh);
    std::vector<cell_index> unvisited;
    for (cell_index c = 0; c < sites_.size(); ++c) {
        if (is_fresh(c)) unvisited.push_back(c);
    }
    return comes_in_at(here, unvisited, {&site::known, 0});
}

contact_bits astrocyte_wave::comes_in_at(cell_index cell, const std::vector<cell_index>& sources,
                                         medium over) {
    const auto& wave = spread(sources, over);
    const auto at =
        std::find_if(wave.begin(), wave.end(), [&](const arrival& a) { return a.cell == cell; });
    return at == wave.end() ? contact_bits{0} : at->from;
}

const std::vector<astrocyte_wave::arrival>& astrocyte_wave::spread(
    const std::vector<cell_index>& sources, medium over) {
    for (const arrival& a : arrivals_) sites_[a.cell].fired_at = -1;
    arrivals_.clear();
    for (const cell_index source : sources) {
        arrivals_.push_back({source, 0, 0});
        sites_[source].fired_at = 0;
        sites_[source].beyond = 0;
    }
    std::size_t front = 0;
    for (std::int64_t step = 1; front < arrivals_.size(); ++step) {
        const std::size_t end = arrivals_.size();
        for (; front < end; ++front) {
            const cell_index origin = arrivals_[front].cell;
            for (const direction a : all_directions) {
                const auto next = map_.neighbour(origin, a);
                if (!next) continue;
                site& s = sites_[*next];
                const std::uint32_t beyond = s.*over.regenerates ? 0 : sites_[origin].beyond + 1;
                if (s.fired_at < 0 && !s.closed && beyond <= over.reach) {
                    s.fired_at = step;
                    s.beyond = beyond;
                    arrivals_.push_back({*next, 0, step});
                } else if (s.fired_at == step) {
                    s.beyond = std::min(s.beyond, beyond);
                }
            }
        }
    }
    for (arrival& here : arrivals_) {
        for (const direction a : all_directions) {
            const auto next = map_.neighbour(here.cell, a);
            const bool earlier =
                next && sites_[*next].fired_at >= 0 && sites_[*next].fired_at == here.step - 1;
            if (earlier) here.from = static_cast<contact_bits>(here.from | contact_bit(a));
        }
    }
    return arrivals_;
}

}  // namespace memglia
