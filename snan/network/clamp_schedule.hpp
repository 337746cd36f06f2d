#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "snan/network/network.hpp"

namespace memglia {

/// When the neurons of one population are held, and what they spike then.
class clamp_schedule {
  public:
    /// Of a population without a clamp: never.
    clamp_schedule(const network& net, const population& p) {
        if (!p.clamp) return;
        for (const clamp_window& w : p.clamp->windows) {
            windows_.emplace_back(first_tick(w, net.tick_s), end_tick(w, net.tick_s));
        }
        spikes_ = p.clamp->spikes;
        std::sort(spikes_.begin(), spikes_.end(), [](spike_event a, spike_event b) {
            return std::pair(a.tick, a.neuron) < std::pair(b.tick, b.neuron);
        });
    }

    /// Whether neurons are held in this tick; appends those that spike then, in order. Ticks come
    /// one after the other.
    bool advance(std::uint64_t tick, std::vector<std::uint32_t>& spiking) {
        while (window_ < windows_.size() && windows_[window_].second <= tick) ++window_;
        if (window_ == windows_.size() || tick < windows_[window_].first) return false;
        for (; next_ < spikes_.size() && spikes_[next_].tick == tick; ++next_) {
            spiking.push_back(spikes_[next_].neuron);
        }
        return true;
    }

  private:
    std::vector<std::pair<std::uint64_t, std::uint64_t>> windows_;
    std::vector<spike_event> spikes_;  ///< in order of ticks, then of neurons
    std::size_t window_ = 0;
    std::size_t next_ = 0;
};

}  // namespace memglia
