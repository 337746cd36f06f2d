#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "snan/network/quantise.hpp"
#include "snan/reference/wide.hpp"

namespace memglia {

/// The LIF neurons of one population in fixed point. In each tick: advance() or clamp(), then what
/// arrives is added to inbox() and taken by take_inbox(), then hold().
class fixed_lif_bank {
  public:
    fixed_lif_bank(const fixed_lif& lif, const number_format& format, registers allowed);

    /// From the next tick on, these currents into the neurons, beside their bias.
    void drive(std::span<const std::int64_t> currents);

    /// From the next tick on, thresholds are higher by so much.
    void shift_thresholds(std::span<const std::int64_t> shifts);

    /// A tick without synapses; appends those that spike, in order.
    void advance(std::vector<std::uint32_t>& spiking);

    /// A tick in which nothing is integrated: back to the start.
    void clamp();

    /// Exact sums of what arrives in this tick.
    std::int64_t* inbox() { return inbox_.data(); }

    /// Adds the inbox to potentials or currents, and empties it.
    void take_inbox();

    /// The end of every tick. `refractory`: those that spiked in this tick, or less than
    /// refractory_ticks() ago, since they were last clamped.
    void hold(std::span<const std::uint32_t> refractory);

    std::uint32_t refractory_ticks() const { return common_.refractory_ticks; }
    const line_vector<std::int32_t>& potential() const { return potential_; }

  private:
    template <bool has_current, bool adapts>
    void advance_all(std::vector<std::uint32_t>& spiking);
    template <bool has_current, bool adapts>
    [[gnu::target("avx2")]] void advance_wide(std::vector<std::uint32_t>& spiking);
    template <bool has_current, bool adapts>
    void advance_as(std::vector<std::uint32_t>& spiking);
    void advance_full(std::vector<std::uint32_t>& spiking);
    const fixed_neuron& of(std::size_t j) const { return own_.empty() ? common_ : own_[j]; }
    void take_inbox_all();
    [[gnu::target("avx2")]] void take_inbox_wide();
    void note_spikes(std::size_t begin, std::size_t end, std::vector<std::uint32_t>& spiking);

    bool is_wide_;
    bool has_current_;
    bool adapts_;
    bool is_full_;  ///< noise, a floor, homeostasis, shifted thresholds or own_
    lif_reset after_spike_;
    std::int32_t most_;
    fixed_neuron common_;
    std::vector<fixed_neuron> own_;  ///< of each neuron, where they differ
    std::int32_t reset_;
    std::int32_t raise_decay_;
    std::int32_t raise_increment_;
    std::vector<std::uint32_t> noise_tag_;
    std::optional<fixed_homeostasis> homeostasis_;
    std::int64_t sink_sum_ = 0;  ///< parts of 2^20 that no threshold has sunk by yet
    std::uint64_t tick_ = 0;
    line_vector<std::int32_t> potential_;
    std::vector<std::int32_t> own_bias_;
    line_vector<std::int32_t> bias_;  ///< with the current that drives it
    line_vector<std::int32_t> current_;
    line_vector<std::int32_t> raise_;    ///< of the threshold
    std::vector<std::int32_t> offset_;   ///< of the threshold, by homeostasis
    std::vector<std::int32_t> shifted_;  ///< thresholds; empty until something shifts them
    line_vector<std::int64_t> inbox_;
    std::vector<std::int32_t> initial_;
    std::vector<std::uint64_t> deaf_until_;
};

}  // namespace memglia
