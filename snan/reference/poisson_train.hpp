#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "snan/network/network.hpp"

namespace memglia {

/// Spikes of a Poisson input, tick by tick. Ticks and neurons make one long line of places; the
/// gaps between spikes on it are geometric, one draw for a spike.
class poisson_train {
  public:
    poisson_train(const network& net, const population& p);

    /// Appends those that spike in the next tick, in order.
    void advance(std::vector<std::uint32_t>& spiking);

  private:
    double gap();

    random_stream draw_;
    double size_;
    double log_miss_;  ///< logarithm of the probability of no spike
    double next_;      ///< place of the next spike, from the start of the next tick
};

}  // namespace memglia
