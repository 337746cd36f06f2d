#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "snan/models/step_factor.hpp"
#include "snan/network/network.hpp"

// Neurons in the numbers of a chip.
namespace memglia {

/// Widths of a chip's numbers.
struct number_format {
    std::uint32_t weight_levels = 15;  ///< of each sign; 1 to 32767
    std::uint32_t state_bits = 24;     ///< of potentials, currents, thresholds and calcium; 8 to 31

    /// The largest value of a state; the smallest is its negative. Sums saturate there.
    std::int64_t most_state() const { return (std::int64_t{1} << (state_bits - 1)) - 1; }
};

/// A window in ticks in which thresholds move.
struct fixed_homeostasis {
    std::uint64_t from_tick = 0;
    std::uint64_t until_tick = 0;
    std::int32_t rise = 0;
    std::int64_t sink_parts = 0;  ///< in a tick, of 2^20
};

/// LIF neurons. A value v stands for v 2^-fraction_bits. In every tick, with s() saturating and b
/// the bias, where there are currents s(bias + fixed_value() of the sum of those of stimuli + those
/// of astrocytes), and the threshold with what astrocytes shift it by, s(threshold + shifts):
///   v = s(b + times_factor(v - b, decay)), with currents v = s(v + times_factor(g, current_gain))
///   and then g = times_factor(g, current_decay);
///   with noise v = s(v + ((noise_step * noise_parts(tag, tick) + 2^15) >> 16)); v = max(v,
///   v_floor); raise = times_factor(raise, raise_decay); in the window of homeostasis offset =
///   s(offset - sink), sink the whole part of a sum to which every tick of the window without a
///   clamp adds sink_parts / 2^20, taken off the sum; v >= threshold + raise + offset (not
///   saturated) and no longer refractory: a spike, raise = s(raise + raise_increment), in the
///   window offset = s(offset + rise), and with reset set v = v_reset, with reset subtract v = s(v
///   - (threshold - v_reset)).
/// Then what arrives over all projections is summed exactly and added once, v = s(v + sum) or
/// g = s(g + sum), and v = max(v, v_floor); then, with reset hold, those that spiked in this tick
/// or less than refractory_ticks ago are set to v_reset. g, raise and offset start at 0; refractory
/// neurons advance like all. In a tick of a clamp v = v_initial, g = raise = 0 instead, no neuron
/// is refractory from before or by the spikes of the table, nothing is reset, and offsets stay.
struct fixed_lif {
    int fraction_bits = 0;
    std::int32_t decay = 0;
    std::int32_t threshold = 0;
    std::int32_t v_reset = 0;
    std::uint32_t refractory_ticks = 0;
    lif_reset reset = lif_reset::hold;
    bool has_current = false;
    std::int32_t current_gain = 0;
    std::int32_t current_decay = 0;
    bool adapts = false;
    std::int32_t raise_decay = 0;
    std::int32_t raise_increment = 0;
    std::int32_t noise_step = 0;
    std::vector<std::uint32_t> noise_tag;  ///< empty without noise
    std::optional<std::int32_t> v_floor;
    std::optional<fixed_homeostasis> homeostasis;
    std::vector<std::int32_t> bias;
    std::vector<std::int32_t> v_initial;
};

/// Izhikevich neurons. v, g and the bias have fraction_bits, u has fine_bits more, in the 31 bits
/// of a word; all saturate, u at 2^30 - 1. times() is that of step_factor, [x] x clipped to
/// step_factor::most_value. In every tick, with b the bias with currents as in fixed_lif:
///   input = b + g and u as it is without its finer bits, rounded to the nearest (halves up), then
///   twice v = s(v + half_step.times([(v v >> fraction_bits) + 25 (5 v + offset - u + input)]));
///   u = s(u + recovery.times([b.times(min(v, peak)) - u])); g = times_factor(g, current_decay);
///   v >= peak: a spike, v = c, u = s(u + d).
/// Then what arrives is summed exactly and added once, g = s(g + sum). g starts at 0, u at
/// b.times(v_initial), and so they are in a tick of a clamp.
struct fixed_izhikevich {
    int fraction_bits = 0;
    std::uint32_t fine_bits = 0;
    step_factor half_step;  ///< of v: half a tick in ms, over 25
    step_factor recovery;   ///< of u: a tick in ms
    step_factor b;          ///< from v to the bits of u
    std::int64_t offset = 0;
    std::int32_t peak = 0;
    std::int32_t c = 0;
    std::int32_t d = 0;
    std::int32_t current_decay = 0;
    std::vector<std::int32_t> bias;
    std::vector<std::int32_t> v_initial;
};

/// Powers of two, by a table: e^x of x with so many fractional bits, and with as many, is
///   z = (x * log2_e) >> (bits + 12), of which 8 bits are fractional; power[z mod 256], in Q20 and
///   of the middle of its interval, shifted by z / 256 + bits - 20, to the right rounded to the
///   nearest (halves up) and nothing beyond 40 places; to the left at most `most`.
/// Within 0.14 % of e^x, and half a last bit.
struct exponential_table {
    static constexpr std::int64_t log2_e = 1'512'775;  ///< in Q20
    static constexpr std::int64_t most = std::int64_t{1} << 34U;
    std::array<std::int32_t, 256> power{};
};

/// AdEx neurons. The potential is x = (v - v_t) / delta_t with v_bits fractional bits; currents are
/// what they change x by in a tick, with current_bits, the adaptation w with fine_bits more, in the
/// 31 bits of a word; all saturate, w at 2^30 - 1. In every tick, with b the bias with currents as
/// in fixed_lif and s(), times() and [x] as in fixed_izhikevich, both lines with the old x and w:
///   x = s(x + leak.times(e^min(x, cut) - (x - rest)) + (((b + g) << fine_bits) - w) >> to_v), the
///   shift rounded to the nearest (halves up);
///   w = s(w + recovery.times([follow.times(x - rest) - w])); g = times_factor(g, current_decay);
///   x >= cut: a spike, x = reset, w = s(w + increment).
/// Then what arrives is summed exactly and added once, g = s(g + sum). g and w start at 0, and so
/// they are in a tick of a clamp, with x = v_initial.
struct fixed_adex {
    int v_bits = 0;
    int current_bits = 0;
    std::uint32_t fine_bits = 0;
    std::uint32_t to_v = 0;  ///< from the bits of w to those of x
    step_factor leak;        ///< a tick over the membrane's time constant
    step_factor recovery;    ///< a tick over tau_w
    step_factor follow;      ///< from x - rest to the w where it rests
    std::int32_t rest = 0;
    std::int32_t reset = 0;
    std::int32_t cut = 0;
    std::int32_t increment = 0;
    std::int32_t current_decay = 0;
    exponential_table power;
    std::vector<std::int32_t> bias;
    std::vector<std::int32_t> v_initial;
};

/// Neurons of one population: one of the models, and what its integers stand for.
struct fixed_population {
    double v_zero = 0;      ///< a potential of 0
    double v_unit = 1;      ///< the last bit of a potential
    double input_unit = 1;  ///< the last bit of what arrives and of the currents of stimuli
    std::optional<fixed_lif> lif;
    std::optional<fixed_izhikevich> izhikevich;
    std::optional<fixed_adex> adex;

    double potential(std::int32_t v) const { return v_zero + v_unit * v; }
};

/// Throws input_error, with the path, for what this format cannot hold. `largest_arriving`: the
/// largest weight of a projection to the population.
fixed_population quantise_neurons(const network& net, const population& p, double largest_arriving,
                                  const number_format& format, const std::string& path);

}  // namespace memglia
