#pragma once

#include <cstddef>
#include <cstdint>

#include "snan/tasks/recall/patterns.hpp"

namespace memglia {

/// Spikes of all patterns together, from the first tick after the longest cue on.
struct recall_score {
    std::uint64_t hits = 0;  ///< in the pattern and recalled
    std::uint64_t false_alarms = 0;
    std::uint64_t misses = 0;

    double precision() const;  ///< 0 where nothing was recalled
    double recall() const;     ///< 0 where there was nothing to recall
    double f1() const;

    recall_score& operator+=(const recall_score& more);

    friend bool operator==(const recall_score&, const recall_score&) = default;
};

/// Compares the ticks from `from` on.
recall_score score_of(const spike_pattern& pattern, const spike_pattern& recalled,
                      std::size_t from);

}  // namespace memglia
