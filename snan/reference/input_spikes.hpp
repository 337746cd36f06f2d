#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "snan/network/network.hpp"
#include "snan/reference/poisson_train.hpp"

namespace memglia {

/// Spikes of one population that come from outside: from a table or by chance. None for neurons.
class input_spikes {
  public:
    input_spikes(const network& net, const population& p) {
        if (p.poisson) poisson_.emplace(net, p);
        if (!p.spikes) return;
        train_ = p.spikes->spikes;
        std::sort(train_.begin(), train_.end(), [](spike_event a, spike_event b) {
            return std::pair(a.tick, a.neuron) < std::pair(b.tick, b.neuron);
        });
    }

    /// This neuron spikes in the next tick, whatever the table or chance say.
    void inject(std::uint32_t neuron) { injected_.push_back(neuron); }

    /// Puts those that spike in this tick into an empty list, in order. Ticks come one after the
    /// other.
    void advance(std::uint64_t tick, std::vector<std::uint32_t>& spiking) {
        if (poisson_) poisson_->advance(spiking);
        for (; next_ < train_.size() && train_[next_].tick == tick; ++next_) {
            spiking.push_back(train_[next_].neuron);
        }
        if (injected_.empty()) return;
        spiking.insert(spiking.end(), injected_.begin(), injected_.end());
        injected_.clear();
        std::sort(spiking.begin(), spiking.end());
        spiking.erase(std::unique(spiking.begin(), spiking.end()), spiking.end());
    }

  private:
    std::optional<poisson_train> poisson_;
    std::vector<spike_event> train_;  ///< in order of ticks, then of neurons
    std::size_t next_ = 0;
    std::vector<std::uint32_t> injected_;
};

}  // namespace memglia
