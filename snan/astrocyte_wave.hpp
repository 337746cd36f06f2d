#pragma once

#include <cstdint>
#include <vector>

#include "snan/session.hpp"
#include "snan/snan_rule.hpp"

namespace memglia {

/// The calcium wave of astrocytes coupled by gap junctions: one site per cell, joined to its four
/// neighbours (docs/snan-rule.md).
///
/// A cell is primed when it was visited in this episode (or sensed free from a neighbour, if the
/// rule says so), and closed once a contact was felt there, until it is sensed free. The wave
/// advances by one cell a step and fires every site once. Primed sites regenerate it; it dies after
/// `wave_reach_cells` cells in a row that are neither primed nor closed; closed sites stop it.
class astrocyte_wave {
  public:
    astrocyte_wave(const rule_config& rule, const grid_map& map);

    /// Priming fades with the episode; closed sites stay closed.
    void begin_episode();

    void sense(const observation& seen);

    struct arrival {
        cell_index cell = 0;
        /// Sides whose neighbour fired one step earlier; 0 for the source.
        contact_bits from = 0;
    };

    /// Everywhere a wave from `source` arrives, in order of time (the source first), within a step
    /// in order of the sites they were reached from. Valid until the next call.
    const std::vector<arrival>& spread(cell_index source);

  private:
    struct site {
        bool primed = false;
        bool closed = false;
        std::uint32_t beyond = 0;  ///< unprimed cells in a row up to here
        std::int64_t fired_at = -1;
    };

    const grid_map map_;
    bool primes_sensed_;
    std::uint32_t reach_;
    std::vector<site> sites_;
    std::vector<arrival> arrivals_;
};

}  // namespace memglia
