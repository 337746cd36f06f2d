#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "snan/network/network.hpp"
#include "snan/network/simulation.hpp"

namespace memglia {

/// When the currents of stimuli change: those of the description, and those that come at run time.
class stimulus_schedule {
  public:
    explicit stimulus_schedule(const network& net) {
        for (const population& p : net.populations) sizes_.push_back(p.size);
        populations_.resize(net.populations.size());
        for (const stimulus& s : net.stimuli) {
            const std::size_t of = index_of(net.populations, s.population);
            add(of, {first_tick(s, net.tick_s), end_tick(s, net.tick_s), 0, sizes_[of], s.current});
        }
        std::sort(changes_.begin(), changes_.end());
    }

    /// Begins in this tick, which advance() has not seen yet.
    void begin(std::uint64_t tick, const current_pulse& p) {
        add(p.population, {tick, tick + p.ticks, p.first, p.first + p.count, p.current});
        std::sort(changes_.begin(), changes_.end());
    }

    /// visit(population, currents of its neurons) for those where they change in this tick: the sum
    /// of the stimuli that go on, in the order in which they came, without what rounding would
    /// leave. Ticks come one after the other.
    template <class Visitor>
    void advance(std::uint64_t tick, Visitor&& visit) {
        auto due = changes_.begin();
        for (; due != changes_.end() && due->first <= tick; ++due) {
            if (due != changes_.begin() && *due == due[-1]) continue;
            std::vector<stretch>& all = populations_[due->second];
            std::erase_if(all, [tick](const stretch& s) { return s.end_tick <= tick; });
            currents_.assign(sizes_[due->second], 0.0);
            for (const stretch& s : all) {
                if (s.first_tick > tick) continue;
                for (std::size_t j = s.first; j < s.end; ++j) currents_[j] += s.current;
            }
            visit(due->second, std::span<const double>(currents_));
        }
        changes_.erase(changes_.begin(), due);
    }

  private:
    struct stretch {
        std::uint64_t first_tick = 0;
        std::uint64_t end_tick = 0;
        std::size_t first = 0;  ///< neuron
        std::size_t end = 0;
        double current = 0;
    };

    void add(std::size_t of, const stretch& s) {
        populations_[of].push_back(s);
        changes_.emplace_back(s.first_tick, of);
        changes_.emplace_back(s.end_tick, of);
    }

    std::vector<std::size_t> sizes_;
    std::vector<std::vector<stretch>> populations_;
    std::vector<std::pair<std::uint64_t, std::size_t>> changes_;  ///< tick, population; to come
    std::vector<double> currents_;
};

}  // namespace memglia
