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
/// rule says so), known from then on for good, and closed once a contact was felt there, until it
/// is sensed free. The wave advances by one cell a step and fires every site once. Primed sites
/// regenerate it; it dies after `wave_reach_cells` cells in a row that are neither primed nor
/// closed; closed sites stop it. A recall primes all that is known, for its own wave and for the
/// rest of the episode.
///
/// A rewarded site keeps a trace of it. To decide there means that the reward is missing: once per
/// episode, this takes one from the trace.
///
/// Waves can guide, and write nothing then (see guide()).
class astrocyte_wave {
  public:
    astrocyte_wave(const rule_config& rule, const grid_map& map);

    /// Priming fades with the episode.
    void begin_episode();

    void sense(const observation& seen);

    struct arrival {
        cell_index cell = 0;
        /// Sides whose neighbour fired one step earlier; 0 for a source.
        contact_bits from = 0;
        std::int64_t step = 0;  ///< 0 for a source
    };

    /// The wave of a reward at `goal`, which is remembered. Arrivals in order of time, within a
    /// step in order of the sites they were reached from. Valid until the next wave.
    const std::vector<arrival>& reward(cell_index goal);

    /// Whether the cell, where a decision has just been taken, misses its reward for the first time
    /// in this episode.
    bool misses_reward(cell_index cell);

    struct recalled {
        bool potentiates = false;  ///< there are other remembered places: the wave comes from them
        const std::vector<arrival>& arrivals;
    };

    /// The wave that follows a missed reward at `cell`.
    recalled recall(cell_index cell);

    /// Call after sense(). The sides that lead on, 0 where calcium and weights decide; a cell is
    /// fresh while it was sensed free in this episode and not visited.
    ///
    /// To remembered places that were not found empty in this episode: where no side is fresh, and
    /// everywhere once a wall was met that was not known, for the learned way may lead through it:
    /// the sides from which a wave from these places comes in first, over known cells and gaps as
    /// any wave. If there are none, or it dies on the way, to the fresh: the sides that are, of
    /// these those with the fewest fresh neighbours, so that no pocket is left to come back for;
    /// or else those from which a wave that starts at all fresh cells comes in over known ones.
    contact_bits guide(cell_index here);

  private:
    struct site {
        bool primed = false;
        bool known = false;
        bool closed = false;
        bool visited = false;      ///< in this episode
        bool missed = false;       ///< its reward, in this episode
        std::uint32_t trace = 0;   ///< of reward
        std::uint32_t beyond = 0;  ///< unprimed cells in a row up to here
        std::int64_t fired_at = -1;
    };

    /// What regenerates a wave, and how many other cells in a row it crosses.
    struct medium {
        bool site::*regenerates;
        std::uint32_t reach;
    };

    void prime(site& s);
    bool is_fresh(cell_index cell) const { return sites_[cell].primed && !sites_[cell].visited; }
    contact_bits fresh_sides(cell_index cell) const;
    contact_bits least_surrounded(cell_index cell, contact_bits sides) const;
    std::vector<cell_index> remembered_places() const;
    const std::vector<arrival>& spread(const std::vector<cell_index>& sources, medium over);
    contact_bits comes_in_at(cell_index cell, const std::vector<cell_index>& sources, medium over);

    const grid_map map_;
    bool primes_sensed_;
    std::uint32_t reach_;
    std::uint32_t reward_memory_;
    std::vector<site> sites_;
    std::vector<arrival> arrivals_;
    bool met_new_wall_ = false;  ///< in this episode
};

}  // namespace memglia
