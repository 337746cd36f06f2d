#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

// What is loaded into the neurons of a core: integers in the widths of its memories.
namespace memglia {

/// Factors of a decay over 0..255 ticks and over multiples of 256, in Q20; nothing is left after
/// 2^16 ticks.
struct decay_rom {
    static constexpr unsigned factor_bits = 20;
    std::array<std::int32_t, 256> fine{};
    std::array<std::int32_t, 256> coarse{};

    static std::int64_t scaled(std::int64_t value, std::int64_t factor) {
        return (value * factor + (std::int64_t{1} << (factor_bits - 1))) >> factor_bits;
    }
    std::int64_t after(std::int64_t value, std::uint64_t ticks) const {
        if (ticks >= 65'536) return 0;
        return scaled(scaled(value, coarse[ticks >> 8U]), fine[ticks & 255U]);
    }
};

/// A constant of 24 bits and a shift.
struct scaler {
    std::int32_t mantissa = 0;
    std::uint32_t shift = 1;

    std::int64_t of(std::int64_t value) const {
        return (value * mantissa + (std::int64_t{1} << (shift - 1))) >> shift;
    }
};

/// What a spike does to a potential: it is held at the reset while refractory, set to it, loses
/// the threshold less the reset, or stays.
enum class lif_slice_reset : std::uint8_t { hold, set, subtract, none };

/// Ticks in which a threshold rises by each spike of its neuron, and all of a slice sink by what a
/// common sum has reached.
struct homeostasis_registers {
    std::uint64_t from_tick = 0;
    std::uint64_t until_tick = 0;
    std::int32_t rise = 0;
    std::int64_t sink_parts = 0;  ///< a tick, in Q20
};

/// LIF neurons. Factors are in Q20.
struct lif_registers {
    std::int32_t decay = 0;
    std::int32_t threshold = 0;
    std::int32_t v_reset = 0;
    lif_slice_reset reset = lif_slice_reset::hold;
    std::uint32_t refractory_ticks = 0;
    bool has_current = false;
    std::int32_t current_gain = 0;
    std::int32_t current_decay = 0;
    bool adapts = false;
    std::int32_t raise_decay = 0;
    std::int32_t raise_increment = 0;
    bool is_shifted = false;  ///< by gates of astrocytes: a word for their part of the threshold
    std::int32_t noise_step = 0;
    std::optional<std::int32_t> v_floor;
    std::optional<homeostasis_registers> homeostasis;
};

/// Izhikevich neurons: v, bias and current of the state's bits, u of 31 with so many more to the
/// right of its point.
struct izhikevich_registers {
    std::uint32_t fraction_bits = 0;
    std::uint32_t fine_bits = 0;
    scaler half_step;
    scaler recovery;
    scaler b;
    std::int64_t offset = 0;
    std::int32_t peak = 0;
    std::int32_t c = 0;
    std::int32_t d = 0;
    std::int32_t current_decay = 0;  ///< in Q20
};

/// AdEx neurons: potential, bias and current of the state's bits, the adaptation of 31 with so many
/// more to the right of its point.
struct adex_registers {
    std::uint32_t v_bits = 0;  ///< to the right of a potential's point
    std::uint32_t fine_bits = 0;
    std::uint32_t to_v = 0;  ///< right shift from the adaptation to the potential
    scaler leak;
    scaler recovery;
    scaler follow;
    std::int32_t rest = 0;
    std::int32_t reset = 0;
    std::int32_t cut = 0;
    std::int32_t increment = 0;
    std::int32_t current_decay = 0;             ///< in Q20
    std::array<std::int32_t, 256> power_rom{};  ///< 2^((i + 1/2) / 256) in Q20
};

/// Neighbouring columns with neurons of the same constants.
struct neuron_slice_image {
    std::uint32_t columns = 0;
    bool can_clamp = false;  ///< the host may hold it and name columns that spike
    bool is_driven = false;  ///< by gates of astrocytes: a word for their current
    std::variant<lif_registers, izhikevich_registers, adex_registers> model;
    std::vector<std::int32_t> bias;
    std::vector<std::int32_t> v_initial;
    std::vector<std::uint32_t> noise_tag;  ///< where LIF neurons have noise
};

}  // namespace memglia
