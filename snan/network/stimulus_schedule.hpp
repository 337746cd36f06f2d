#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "snan/network/network.hpp"

namespace memglia {

/// When the currents of stimuli change.
class stimulus_schedule {
  public:
    explicit stimulus_schedule(const network& net) : tick_s_(net.tick_s), stimuli_(net.stimuli) {
        for (const stimulus& s : stimuli_) {
            const std::size_t of = index_of(net.populations, s.population);
            of_.push_back(of);
            changes_.emplace_back(first_tick(s, tick_s_), of);
            changes_.emplace_back(end_tick(s, tick_s_), of);
        }
        std::sort(changes_.begin(), changes_.end());
    }

    /// visit(population, current) for those whose current changes in this tick: the sum of the
    /// stimuli that go on, without what rounding would leave. Ticks come one after the other.
    template <class Visitor>
    void advance(std::uint64_t tick, Visitor&& visit) {
        for (; next_ < changes_.size() && changes_[next_].first == tick; ++next_) {
            double current = 0;
            for (std::size_t i = 0; i < stimuli_.size(); ++i) {
                const stimulus& s = stimuli_[i];
                if (of_[i] != changes_[next_].second) continue;
                if (first_tick(s, tick_s_) <= tick && tick < end_tick(s, tick_s_)) {
                    current += s.current;
                }
            }
            visit(changes_[next_].second, current);
        }
    }

  private:
    double tick_s_;
    std::vector<stimulus> stimuli_;
    std::vector<std::size_t> of_;                                 ///< population of each
    std::vector<std::pair<std::uint64_t, std::size_t>> changes_;  ///< tick, population
    std::size_t next_ = 0;
};

}  // namespace memglia
