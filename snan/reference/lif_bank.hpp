#pragma once

#include <cstdint>
#include <vector>

#include "snan/network/network.hpp"
#include "snan/reference/wide.hpp"

namespace memglia {

/// The LIF neurons of one population. In each tick: advance(), then deliveries into potential(),
/// then end_tick().
class lif_bank {
  public:
    lif_bank(const network& net, const population& p, registers allowed);

    /// A tick without synapses; appends those that spike, in order.
    void advance(std::vector<std::uint32_t>& spiking);

    /// Of every neuron, and of one more that takes what leads nowhere.
    line_vector<double>& potential() { return potential_; }
    const line_vector<double>& potential() const { return potential_; }

    /// `refractory`: those that spiked in this tick, or less than refractory_ticks() ago.
    void hold(const std::vector<std::uint32_t>& refractory);

    std::uint32_t refractory_ticks() const { return refractory_ticks_; }

  private:
    void advance_wide(std::vector<std::uint32_t>& spiking);
    void advance_narrow(std::vector<std::uint32_t>& spiking);
    void note_spikes(std::size_t begin, unsigned above, std::vector<std::uint32_t>& spiking);

    bool is_wide_;
    std::uint32_t size_;
    std::uint32_t refractory_ticks_;
    double threshold_;
    double reset_;
    double decay_;  ///< of a tick
    std::uint64_t tick_ = 0;
    line_vector<double> potential_;
    line_vector<double> bias_;
    line_vector<double> decayed_bias_;
    std::vector<std::uint64_t> deaf_until_;
};

}  // namespace memglia
