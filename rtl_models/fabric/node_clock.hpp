#pragma once

#include <algorithm>
#include <cstdint>

#include "rtl_models/cost/ledger.hpp"

namespace memglia {

/// The gated clock of one node of the mesh: it runs while the node's router or block works, and is
/// booked cycle by cycle. One that stood still runs a cycle more to start.
class node_clock {
  public:
    explicit node_clock(ledger& book) : book_(book) {}

    /// Work in `cycles` cycles from `first` on; cycles already booked are not booked again.
    void run(std::uint64_t first, std::uint64_t cycles) {
        const std::uint64_t end = first + cycles;
        if (cycles == 0 || end <= until_) return;
        const std::uint64_t starting = first > until_ || until_ == 0 ? 1 : 0;
        book_.count(activity::clock_node, end - std::max(first, until_) + starting);
        until_ = end;
    }

    /// Work in `times` short stretches of `cycles` cycles, each with its start, somewhen from now
    /// on.
    void run_often(std::uint64_t times, std::uint64_t cycles) {
        book_.count(activity::clock_node, times * (cycles + 1));
    }

    /// It stands still, whenever it ran last.
    void stop() { until_ = 0; }

  private:
    ledger& book_;
    std::uint64_t until_ = 0;
};

}  // namespace memglia
