#include "snan/astrocyte_wave.hpp"

#include <algorithm>

namespace memglia {

astrocyte_wave::astrocyte_wave(const rule_config& rule, const grid_map& map)
    : map_(map),
      primes_sensed_(rule.wave_over == "sensed"),
      reach_(rule.wave_reach_cells),
      sites_(map.cells()) {}

void astrocyte_wave::begin_episode() {
    for (site& s : sites_) s.primed = false;
}

void astrocyte_wave::sense(const observation& seen) {
    sites_[seen.cell].primed = true;
    sites_[seen.cell].closed = false;
    for (const direction a : all_directions) {
        const auto next = map_.neighbour(seen.cell, a);
        if (!next) continue;
        site& s = sites_[*next];
        s.closed = (seen.contacts & contact_bit(a)) != 0;
        if (s.closed) {
            s.primed = false;
        } else if (primes_sensed_) {
            s.primed = true;
        }
    }
}

const std::vector<astrocyte_wave::arrival>& astrocyte_wave::spread(cell_index source) {
    for (const arrival& a : arrivals_) sites_[a.cell].fired_at = -1;
    arrivals_.assign(1, {source, 0});
    sites_[source].fired_at = 0;
    sites_[source].beyond = 0;
    std::size_t front = 0;
    for (std::int64_t step = 1; front < arrivals_.size(); ++step) {
        const std::size_t end = arrivals_.size();
        for (; front < end; ++front) {
            const cell_index origin = arrivals_[front].cell;
            for (const direction a : all_directions) {
                const auto next = map_.neighbour(origin, a);
                if (!next) continue;
                site& s = sites_[*next];
                const std::uint32_t beyond = s.primed ? 0 : sites_[origin].beyond + 1;
                if (s.fired_at < 0 && !s.closed && beyond <= reach_) {
                    s.fired_at = step;
                    s.beyond = beyond;
                    arrivals_.push_back({*next, 0});
                } else if (s.fired_at == step) {
                    s.beyond = std::min(s.beyond, beyond);
                }
            }
        }
    }
    for (arrival& here : arrivals_) {
        for (const direction a : all_directions) {
            const auto next = map_.neighbour(here.cell, a);
            const bool earlier = next && sites_[*next].fired_at >= 0 &&
                                 sites_[*next].fired_at == sites_[here.cell].fired_at - 1;
            if (earlier) here.from = static_cast<contact_bits>(here.from | contact_bit(a));
        }
    }
    return arrivals_;
}

}  // namespace memglia
