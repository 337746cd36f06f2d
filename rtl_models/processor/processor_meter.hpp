#pragma once

#include <array>
#include <cstdint>

#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/processor/processor_system.hpp"

namespace memglia {

/// Counts what a processor does as activity of the ledger.
class processor_meter {
  public:
    /// `system` must outlive it.
    explicit processor_meter(const processor_system& system) : system_(system) {}

    /// The system has been reset.
    void restart() { booked_ = {}; }

    /// Adds what has happened since the last call to `into`.
    void book(activity_record& into);

  private:
    const processor_system& system_;
    std::array<std::uint64_t, activity_count> booked_{};
};

}  // namespace memglia
