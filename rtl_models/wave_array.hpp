#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "rtl_models/chip_image.hpp"
#include "rtl_models/ledger.hpp"

namespace memglia {

/// The astrocytes' gap junctions: one site of flip-flops per place {primed, closed, fired, beyond
/// 3, from 4}, each wired to the sites of its four neighbours.
///
/// Timing contract: a wave advances by one site a clock cycle, in all directions at once. A site
/// fires once a wave: if primed, or if not closed and at most `wave_reach` unprimed sites have
/// fired in a row up to here. It latches which neighbours had fired in the cycle before. Fired
/// sites are read out one by one as address events, in order of firing.
class wave_array {
  public:
    static constexpr std::uint64_t site_bits = 10;

    explicit wave_array(ledger& book) : book_(book) {}

    /// `dead[astrocyte]`: its places' sites neither prime nor conduct.
    void load(const chip_image& image, const std::vector<std::uint8_t>& dead);

    /// A new trial: nothing is primed any more.
    void rest();

    /// The place was entered and `contacts` were felt there (bit a: side a).
    void sense(std::uint32_t place, std::uint8_t contacts);

    struct firing {
        std::uint32_t place = 0;
        std::uint8_t from = 0;    ///< bit a: the neighbour on side a fired one cycle earlier
        std::uint32_t cycle = 0;  ///< since the source fired
    };

    /// Runs a wave; the source comes first. Valid until the next wave.
    const std::vector<firing>& run(std::uint32_t source);

  private:
    enum flag : std::uint8_t { primed = 1, closed = 2, fired = 4, dead = 8 };

    void prime(std::uint32_t place);
    void fire(std::uint32_t place, std::uint32_t cycle);

    ledger& book_;
    bool primes_sensed_ = false;
    std::uint8_t reach_ = 0;
    std::vector<std::array<std::int32_t, 4>> neighbour_;
    std::vector<std::uint8_t> flags_;
    std::vector<std::uint8_t> beyond_;
    std::vector<std::uint32_t> fired_cycle_;
    std::vector<firing> firings_;
};

}  // namespace memglia
