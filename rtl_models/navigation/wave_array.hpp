#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/navigation/chip_image.hpp"

namespace memglia {

/// The astrocytes' gap junctions: one site of flip-flops per place {state 3, fired, beyond 3,
/// from 4, missed, trace 2}, each wired to the sites of its four neighbours. The state is unknown,
/// closed, known, known and primed, or that and visited.
///
/// Timing contract: a wave advances by one site a clock cycle, in all directions at once. A site
/// fires once a wave: if primed, or if not closed and at most `wave_reach` unprimed sites have
/// fired in a row up to here; a recall primes all known sites first. It latches which neighbours
/// had fired in the cycle before. Fired sites are read out one by one as address events, in order
/// of firing. A wave that guides is not read out: it ends when it comes in at the present place,
/// and four bits say from where.
class wave_array {
  public:
    static constexpr std::uint64_t site_bits = 14;

    explicit wave_array(ledger& book) : book_(book) {}

    /// `dead[astrocyte]`: its places' sites neither prime nor conduct.
    void load(const chip_image& image, const std::vector<std::uint8_t>& dead);

    /// A new trial: nothing is primed any more, no reward has been missed.
    void rest();

    /// The place was entered and `contacts` were felt there (bit a: side a).
    void sense(std::uint32_t place, std::uint8_t contacts);

    struct firing {
        std::uint32_t place = 0;
        std::uint8_t from = 0;    ///< bit a: the neighbour on side a fired one cycle earlier
        std::uint32_t cycle = 0;  ///< since the source fired
    };

    /// Runs the wave of a reward at `place`, which fills its trace; the source comes first. Valid
    /// until the next wave.
    const std::vector<firing>& reward(std::uint32_t place);

    /// Whether the place, where the agent is, misses its reward for the first time in this trial;
    /// if so, its trace shrinks by one.
    bool misses_reward(std::uint32_t place);

    struct recalled {
        bool potentiates = false;  ///< other places with a trace were the sources
        const std::vector<firing>& firings;
    };

    /// Runs the wave that follows a missed reward: from all other places that have a trace and were
    /// not missed in this trial, or, if there is none, from `place`.
    recalled recall(std::uint32_t place);

    struct guidance {
        std::uint8_t from = 0;     ///< bit a: side a leads on; 0: no guidance
        std::uint32_t cycles = 0;  ///< that its waves took
    };

    /// Call after sense(). A site is fresh that is primed and was not visited in this trial. From
    /// the other places that have a trace and were not missed in this trial, a wave runs over known
    /// sites, crossing at most `wave_reach` others in a row, if no side is fresh or a new contact
    /// has been felt in this trial. If there are no such places or it does not come in: the fresh
    /// sides with the fewest fresh neighbours, one cycle; if there is none, a wave from all fresh
    /// sites, over known sites alone.
    guidance guide(std::uint32_t place);

  private:
    enum flag : std::uint8_t {
        primed = 1,
        known = 2,
        closed = 4,
        fired = 8,
        missed = 16,
        dead = 32,
        visited = 64
    };

    /// What regenerates a wave, how many other sites in a row it crosses, where it ends.
    struct medium {
        flag regenerates;
        std::uint8_t reach;
        std::optional<std::uint32_t> until = std::nullopt;
    };

    const std::vector<firing>& run(const std::vector<std::uint32_t>& sources, const medium& over);

    void prime(std::uint32_t place);
    void fire(std::uint32_t place, std::uint32_t cycle);
    void advance(std::uint32_t origin, std::uint32_t cycle, const medium& over);
    std::uint8_t came_from(const firing& f) const;
    template <class Condition>
    std::uint8_t sides_where(std::uint32_t place, const Condition& holds) const;
    bool is_fresh(std::uint32_t place) const {
        return (flags_[place] & (flag::primed | flag::visited)) == flag::primed;
    }
    std::uint8_t fresh_sides(std::uint32_t place) const;
    int fresh_around(std::uint32_t place) const { return std::popcount(fresh_sides(place)); }
    guidance least_surrounded(std::uint32_t place, std::uint8_t fresh);
    std::vector<std::uint32_t> remembered_places() const;
    guidance come_in(std::uint32_t place, const std::vector<std::uint32_t>& sources, flag over,
                     std::uint8_t reach);

    ledger& book_;
    bool primes_sensed_ = false;
    bool guides_ = false;
    bool met_new_wall_ = false;       ///< in this trial
    std::uint64_t address_bits_ = 0;  ///< of an address event
    std::uint8_t reach_ = 0;
    std::uint8_t reward_memory_ = 0;
    std::vector<std::array<std::int32_t, 4>> neighbour_;
    std::vector<std::uint8_t> flags_;
    std::vector<std::uint8_t> beyond_;
    std::vector<std::uint8_t> trace_;
    std::vector<std::uint32_t> traced_;  ///< places whose trace is not 0, in order
    std::vector<std::uint32_t> fired_cycle_;
    std::vector<firing> firings_;
};

}  // namespace memglia
