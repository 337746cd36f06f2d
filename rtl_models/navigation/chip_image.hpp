#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace memglia {

/// What the chip does at reward.
enum class learning_rule : std::uint8_t { none, eligibility, wave };

/// A stretch of the membrane's leak: the factor in Q8 from so many ticks on.
struct leak_step {
    std::uint64_t from_tick;
    std::uint16_t factor;
    bool operator==(const leak_step&) const = default;
};

/// 32-bit words of memory for the four destinations of a place: an astrocyte each, or none.
constexpr std::uint64_t destination_words(std::uint32_t astrocytes) {
    return (4U * static_cast<std::uint64_t>(std::bit_width(astrocytes)) + 31) / 32;
}

/// What is loaded into a chip before it runs: tables and constants in the widths of the hardware.
/// Built by snan/mapping from a network; the hardware knows no more about the task than this.
struct chip_image {
    static constexpr std::int32_t no_destination = -1;

    std::uint32_t places = 0;      ///< place neurons, one crossbar address each
    std::uint32_t astrocytes = 0;  ///< calcium words
    /// Astrocyte of every place: senses visits to it and holds its site of the wave. With an
    /// astrocyte per synapse, the first of its four, for the site alone.
    std::vector<std::uint32_t> astrocyte_of_place;
    /// Astrocyte that gates synapse (place, action), or no_destination. Grid knowledge:
    /// docs/chip-image.md.
    std::vector<std::array<std::int32_t, 4>> destination;
    /// Place on each side of a place, or no_destination: how the astrocytes' gap junctions are
    /// wired. Needed by the wave and by tiles with a column per place.
    std::vector<std::array<std::int32_t, 4>> neighbour;
    /// An astrocyte senses the use of the one synapse that it gates, not visits to a place.
    bool astrocyte_per_synapse = false;

    /// Calcium by decisions since a visit (the last entry for ever after); empty: calcium
    /// accumulates and decays by the two tables.
    std::vector<std::uint8_t> transient;
    std::array<std::uint16_t, 64> decay_fine{};    ///< calcium factor in Q8 over 0..63 decisions
    std::array<std::uint16_t, 64> decay_coarse{};  ///< over multiples of 64 decisions
    std::array<std::uint8_t, 256> gate_of_calcium{};
    std::array<std::uint8_t, 32> gain_of_gate{};
    std::uint8_t calcium_per_visit = 0;

    learning_rule learning = learning_rule::eligibility;
    std::uint8_t wave_step = 0;       ///< weight levels that a wave moves a synapse by
    std::uint8_t wave_reach = 0;      ///< unprimed sites in a row that a wave crosses, at most 7
    bool wave_primes_sensed = false;  ///< neighbours without contact are primed like visited places
    bool wave_guides = false;         ///< a wave shows the way where every side has been visited
    std::uint8_t reward_memory = 0;  ///< empty episodes until a place forgets its reward, at most 3
    std::vector<std::uint8_t> learning_steps;  ///< weight levels by age of the tag in decisions
    std::uint8_t weight_initial = 0;
    std::uint8_t weight_max = 15;

    std::int32_t fire_threshold = 1;
    std::int32_t contact_inhibition = 0;
    /// In order, the first from tick 0. A factor has 257 values, so no time constant needs more.
    std::vector<leak_step> leak{{0, 0}};

    std::uint32_t rest_decisions = 0;  ///< decision index advance of an episode packet

    std::uint64_t seed = 0;
    std::uint64_t stream_index = 0;  ///< which of the seed's streams this load draws from

    /// Of a place's address.
    std::uint32_t place_bits() const {
        return places < 2 ? 0 : static_cast<std::uint32_t>(std::bit_width(places - 1));
    }

    /// Throws error when a table is too short for `places` or points outside `astrocytes`.
    void check() const;
};

}  // namespace memglia
