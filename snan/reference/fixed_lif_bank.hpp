#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "snan/reference/fixed_neuron_bank.hpp"

namespace memglia {

/// The LIF neurons of one population in fixed point.
class fixed_lif_bank final : public fixed_neuron_bank {
  public:
    fixed_lif_bank(const fixed_lif& lif, const number_format& format, registers allowed);

    void drive(std::span<const std::int64_t> currents) override;
    void shift_thresholds(std::span<const std::int64_t> shifts) override;
    void advance(std::vector<std::uint32_t>& spiking) override;
    void clamp() override;
    std::int64_t* inbox() override { return inbox_.data(); }
    void take_inbox() override;
    void hold(std::span<const std::uint32_t> refractory) override;
    std::uint32_t refractory_ticks() const override { return refractory_ticks_; }
    const line_vector<std::int32_t>& potential() const override { return potential_; }

  private:
    template <bool has_current, bool adapts>
    void advance_all(std::vector<std::uint32_t>& spiking);
    template <bool has_current, bool adapts>
    [[gnu::target("avx2")]] void advance_wide(std::vector<std::uint32_t>& spiking);
    template <bool has_current, bool adapts>
    void advance_as(std::vector<std::uint32_t>& spiking);
    void advance_full(std::vector<std::uint32_t>& spiking);
    void take_inbox_all();
    [[gnu::target("avx2")]] void take_inbox_wide();
    template <bool is_full>
    void note_spikes(std::size_t begin, std::size_t end, std::vector<std::uint32_t>& spiking);

    bool is_wide_;
    bool has_current_;
    bool adapts_;
    bool is_full_;  ///< noise, a floor or homeostasis
    lif_reset after_spike_;
    std::int32_t most_;
    std::int32_t decay_;  ///< of a tick
    std::int32_t threshold_;
    std::int32_t reset_;
    std::int32_t current_gain_;
    std::int32_t current_decay_;
    std::int32_t raise_decay_;
    std::int32_t raise_increment_;
    std::uint32_t refractory_ticks_;
    std::int32_t noise_step_;
    std::vector<std::uint32_t> noise_tag_;
    std::optional<std::int32_t> floor_;
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
