#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "snan/grid_map.hpp"

namespace memglia::test {

/// The wave of astrocytes as a cellular automaton: in every step every site looks at its four
/// neighbours and decides for itself. Knows nothing of queues.
class wave_oracle {
  public:
    struct site {
        bool primed = false;
        bool closed = false;
        bool dead = false;
    };
    struct firing {
        cell_index cell = 0;
        contact_bits from = 0;
        std::uint32_t time = 0;
        auto operator<=>(const firing&) const = default;
    };

    wave_oracle(const grid_map& map, bool primes_sensed, std::uint32_t reach)
        : sites(map.cells()), map_(map), primes_sensed_(primes_sensed), reach_(reach) {}

    void begin_episode() {
        for (site& s : sites) s.primed = false;
    }
    void sense(cell_index cell, contact_bits contacts) {
        open(cell, true);
        for (const direction a : all_directions) {
            const auto next = map_.neighbour(cell, a);
            if (!next) continue;
            if ((contacts & contact_bit(a)) != 0) {
                sites[*next].closed = true;
                sites[*next].primed = false;
            } else {
                open(*next, primes_sensed_);
            }
        }
    }
    std::set<firing> spread(cell_index source) const {
        std::vector<std::optional<std::uint32_t>> fired(sites.size());
        std::vector<std::uint32_t> beyond(sites.size(), 0);
        fired[source] = 0;
        std::set<firing> all{{source, 0, 0}};
        for (std::uint32_t now = 1; !sites[source].dead; ++now) {
            std::vector<firing> fresh;
            for (cell_index c = 0; c < sites.size(); ++c) {
                if (fired[c] || sites[c].closed || sites[c].dead) continue;
                contact_bits from = 0;
                std::uint32_t least = ~0U;
                for (const direction a : all_directions) {
                    const auto next = map_.neighbour(c, a);
                    if (!next || !fired[*next] || *fired[*next] + 1 != now) continue;
                    from = static_cast<contact_bits>(from | contact_bit(a));
                    least = std::min(least, sites[c].primed ? 0 : beyond[*next] + 1);
                }
                if (from == 0 || least > reach_) continue;
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

  private:
    void open(cell_index cell, bool prime) {
        site& s = sites[cell];
        if (s.dead) return;
        s.closed = false;
        if (prime) s.primed = true;
    }

    grid_map map_;
    bool primes_sensed_;
    std::uint32_t reach_;
};

}  // namespace memglia::test
