#pragma once

#include <cstdint>
#include <vector>

#include "snan/network/network.hpp"

namespace memglia {

/// The LIF neurons of one population. In each tick: advance(), then deliveries into potential(),
/// then end_tick().
class lif_bank {
  public:
    lif_bank(const network& net, const population& p);

    /// A tick without synapses; appends those that spike, in order.
    void advance(std::vector<std::uint32_t>& spiking);

    /// Of every neuron, and of one more that takes what leads nowhere.
    std::vector<double>& potential() { return potential_; }
    const std::vector<double>& potential() const { return potential_; }

    /// `refractory`: those that spiked in this tick, or less than refractory_ticks() ago.
    void hold(const std::vector<std::uint32_t>& refractory);

    std::uint32_t refractory_ticks() const { return refractory_ticks_; }

  private:
    void advance_wide(std::vector<std::uint32_t>& spiking);
    void advance_narrow(std::vector<std::uint32_t>& spiking);
    void find_spikes(std::size_t begin, std::vector<std::uint32_t>& spiking);

    std::uint32_t size_;
    std::uint32_t refractory_ticks_;
    double threshold_;
    double reset_;
    double decay_;  ///< of a tick
    std::uint64_t tick_ = 0;
    std::vector<double> potential_;
    std::vector<double> bias_;
    std::vector<double> decayed_bias_;
    std::vector<std::uint64_t> deaf_until_;
};

}  // namespace memglia
