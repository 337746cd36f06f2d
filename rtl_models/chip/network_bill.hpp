#pragma once

#include "rtl_models/chip/network_chip.hpp"
#include "rtl_models/cost/bill.hpp"

namespace memglia {

/// What a chip has done since it was made, and what that costs: events and joules by block. What
/// programming took is in it, as crossbar_write, until take_programming() has been called.
class network_account {
  public:
    explicit network_account(network_chip& chip) : chip_(chip) {}

    /// Joules of the writes so far, which no later bill has.
    block_bill take_programming();

    /// Since the first tick.
    block_bill bill();

  private:
    network_chip& chip_;
    std::vector<synapse_array::work> synapses_;  ///< since the first tick, by core
};

}  // namespace memglia
