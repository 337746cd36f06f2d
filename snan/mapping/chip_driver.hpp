#pragma once

#include <cstdint>

#include "rtl_models/cost/ledger.hpp"
#include "snan/session.hpp"

namespace memglia {

/// What a chip answers to an observation.
struct chip_answer {
    direction action = direction::north;
    contact_bits spikes = 0;           ///< action neurons that fired
    std::uint64_t latency_cycles = 0;  ///< from observation to answer
};

/// Gives the navigation controller its commands: the host, or firmware on the chip's own processor.
/// The chip has been loaded when start() is called.
class chip_driver {
  public:
    virtual ~chip_driver() = default;

    /// Returns what that took.
    virtual activity_record start() = 0;
    virtual void begin_episode() = 0;
    virtual chip_answer decide(const observation& seen) = 0;
    virtual void reward() = 0;
    /// Lets ticks pass until nothing is under way any more.
    virtual void finish() = 0;
    /// Adds what the driver's own hardware has done since it was asked last.
    virtual void book(activity_record& into) = 0;
};

}  // namespace memglia
