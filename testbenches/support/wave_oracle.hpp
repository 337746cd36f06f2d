#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "snan/grid_map.hpp"

namespace memglia::test {

/// Where a wave came from.
namespace came_from {
inline constexpr contact_bits from_north = contact_bit(direction::north);
inline constexpr contact_bits from_east = contact_bit(direction::east);
inline constexpr contact_bits from_south = contact_bit(direction::south);
inline constexpr contact_bits from_west = contact_bit(direction::west);
}  // namespace came_from

/// The wave of astrocytes as a cellular automaton: in every step every site looks at its four
/// neighbours and decides for itself. Knows nothing of queues.
class wave_oracle {
  public:
    struct site {
        bool primed = false;
        bool known = false;
        bool closed = false;
        bool missed = false;
        bool dead = false;
        bool visited = false;
        std::uint32_t trace = 0;
    };
    struct firing {
        cell_index cell = 0;
        contact_bits from = 0;
        std::uint32_t time = 0;
        auto operator<=>(const firing&) const = default;
    };
    struct recalled {
        bool potentiates = false;
        std::set<firing> firings;
    };

    wave_oracle(const grid_map& map, bool primes_sensed, std::uint32_t reach,
                std::uint32_t reward_memory = 0)
        : sites(map.cells()),
          map_(map),
          primes_sensed_(primes_sensed),
          reach_(reach),
          reward_memory_(reward_memory) {}

    void begin_episode() {
        for (site& s : sites) {
            s.primed = false;
            s.missed = false;
            s.visited = false;
        }
        surprised = false;
    }
    void sense(cell_index cell, contact_bits contacts) {
        open(cell, true);
        if (!sites[cell].dead) sites[cell].visited = true;
        for (const direction a : all_directions) {
            const auto next = map_.neighbour(cell, a);
            if (!next) continue;
            if ((contacts & contact_bit(a)) != 0) {
                surprised = surprised || !sites[*next].closed;
                sites[*next].closed = true;
                sites[*next].primed = false;
                sites[*next].known = false;
            } else {
                open(*next, primes_sensed_);
            }
        }
    }
    std::set<firing> reward(cell_index goal) {
        sites[goal].trace = reward_memory_;
        return spread({goal}, &site::primed, reach_);
    }
    bool misses_reward(cell_index cell) {
        site& s = sites[cell];
        const bool newly = s.trace > 0 && !s.missed;
        if (newly) {
            s.missed = true;
            s.trace -= 1;
        }
        return newly;
    }
    recalled recall(cell_index here) {
        for (site& s : sites) {
            if (s.known) s.primed = true;
        }
        std::set<cell_index> others;
        for (cell_index c = 0; c < sites.size(); ++c) {
            if (sites[c].trace > 0 && !sites[c].missed) others.insert(c);
        }
        if (others.empty()) return {false, spread({here}, &site::primed, reach_)};
        return {true, spread(others, &site::primed, reach_)};
    }
    /// Sides of `here` that lead on.
    contact_bits guide(cell_index here) const {
        std::set<cell_index> remembered;
        std::set<cell_index> fresh;
        for (cell_index c = 0; c < sites.size(); ++c) {
            const site& s = sites[c];
            if (c != here && s.trace > 0 && !s.missed) remembered.insert(c);
            if (s.primed && !s.visited) fresh.insert(c);
        }
        const auto beside = [&](cell_index cell) {
            std::map<direction, cell_index> found;
            for (const direction a : all_directions) {
                const auto next = map_.neighbour(cell, a);
                if (next && fresh.count(*next) != 0) found[a] = *next;
            }
            return found;
        };
        const auto near = beside(here);
        if (!remembered.empty()) {
            if (!near.empty() && !surprised) return 0;
            const contact_bits way = from_at(here, spread(remembered, &site::known, reach_));
            if (way != 0) return way;
        }
        if (near.empty()) return from_at(here, spread(fresh, &site::known, 0));
        std::map<std::size_t, contact_bits> by_count;
        for (const auto& [a, next] : near) {
            contact_bits& sides = by_count[beside(next).size()];
            sides = static_cast<contact_bits>(sides | contact_bit(a));
        }
        return by_count.begin()->second;
    }
    /// A dead site neither wakes its neighbours nor is heard by them, not even as a source.
    std::set<firing> spread(const std::set<cell_index>& sources, bool site::*conducts,
                            std::uint32_t reach) const {
        std::vector<std::optional<std::uint32_t>> fired(sites.size());
        std::vector<std::uint32_t> beyond(sites.size(), 0);
        std::set<firing> all;
        for (const cell_index source : sources) {
            fired[source] = 0;
            all.insert({source, 0, 0});
        }
        for (std::uint32_t now = 1;; ++now) {
            std::vector<firing> fresh;
            for (cell_index c = 0; c < sites.size(); ++c) {
                if (fired[c] || sites[c].closed || sites[c].dead) continue;
                const bool regenerates = sites[c].*conducts;
                contact_bits from = 0;
                std::uint32_t least = ~0U;
                for (const direction a : all_directions) {
                    const auto next = map_.neighbour(c, a);
                    if (!next || sites[*next].dead) continue;
                    if (!fired[*next] || *fired[*next] + 1 != now) continue;
                    from = static_cast<contact_bits>(from | contact_bit(a));
                    least = std::min(least, regenerates ? 0 : beyond[*next] + 1);
                }
                if (from == 0 || least > reach) continue;
                beyond[c] = least;
                fresh.push_back({c, from, now});
            }
            if (fresh.empty()) break;
            for (const firing& f : fresh) {
                fired[f.cell] = f.time;
                all.insert(f);
            }
        }
        return all;
    }

    std::vector<site> sites;
    bool surprised = false;  ///< by a wall that was not known, in this episode

  private:
    static contact_bits from_at(cell_index cell, const std::set<firing>& all) {
        for (const firing& f : all) {
            if (f.cell == cell) return f.from;
        }
        return 0;
    }
    void open(cell_index cell, bool prime) {
        site& s = sites[cell];
        if (s.dead) return;
        s.closed = false;
        if (prime) s.primed = s.known = true;
    }

    grid_map map_;
    bool primes_sensed_;
    std::uint32_t reach_;
    std::uint32_t reward_memory_;
};

}  // namespace memglia::test
