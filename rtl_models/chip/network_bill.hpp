#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/chip/network_chip.hpp"
#include "rtl_models/cost/bill.hpp"

namespace memglia {

/// What a chip has done since it was made, and what that costs: events and joules by block. What
/// programming took is in it, as crossbar_write, until take_programming() has been called.
class network_account {
  public:
    explicit network_account(network_chip& chip) : chip_(chip) {}

    /// Joules of the writes so far, which no later bill has, and of leakage while the core that
    /// takes longest is programmed.
    block_bill take_programming();
    double programming_s() const { return programming_s_; }

    /// Since the first tick, with one end of every range of the technology table.
    block_bill bill(estimate end = estimate::value);

    /// Writes that gave up: while it was programmed, and since the first tick.
    std::uint64_t programming_failures() const { return programming_failures_; }
    std::uint64_t write_failures();
    /// Since it was made; with core.synapses.ageing.
    std::uint64_t worn_out_cells() const;

  private:
    void collect();

    network_chip& chip_;
    std::vector<synapse_array::work> synapses_;  ///< since the first tick, by core
    std::uint64_t programming_failures_ = 0;
    double programming_s_ = 0;
};

}  // namespace memglia
