#pragma once

#include <cstdint>

#include "rtl_models/navigation/chip_boot_module.hpp"
#include "snan/mapping/chip_decider.hpp"

namespace memglia {

/// The chip as a decider whose own processor, running the firmware `nav`, does what the host does
/// in chip_decider: the host only shows the world, by mailbox and events.
class booted_decider : public decider {
  public:
    /// Loads the chip for this map and starts the processor, into whose memory the program has been
    /// put.
    booted_decider(chip& hardware, chip_boot_module& boot, const rule_config& rule,
                   const grid_map& map, std::uint64_t seed);

    void begin_episode() override { first_ = true; }
    direction decide(const observation& seen) override;
    void outcome(bool rewarded) override;

    /// The core's cycles from observation to answer, of the last decision; asleep and stalled ones
    /// included.
    std::uint64_t latency_cycles() const { return latency_cycles_; }

  private:
    std::uint32_t answer();

    chip& chip_;
    chip_boot_module& boot_;
    bool first_ = true;
    std::uint64_t latency_cycles_ = 0;
};

}  // namespace memglia
