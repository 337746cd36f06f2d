#pragma once

#include <array>
#include <cstdint>

#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/navigation/chip_image.hpp"

namespace memglia {

/// Four leaky integrate-and-fire action neurons with lateral inhibition, 24-bit membranes.
///
/// Charges of one tick add up in a wide accumulator in any order; at the tick's end the sum
/// saturates to the membrane's width and the strongest neurons at or above threshold fire. A spike
/// resets the whole bank. The leak is lazy: membrane * (factor of the elapsed ticks) / 256, rounded
/// to nearest, when next touched.
class neuron_bank {
  public:
    static constexpr std::size_t neurons = 4;
    static constexpr std::int64_t membrane_max = (1 << 23) - 1;

    explicit neuron_bank(ledger& book) : book_(book) {}

    void load(const chip_image& image);

    /// Moves on to `tick` without a leak: the present tick's charges are not all there yet.
    void hold_to(std::uint64_t tick);

    /// Adds charge to one neuron in tick `tick`; ticks must not go backwards.
    void integrate(std::size_t neuron, std::int64_t charge, std::uint64_t tick);

    /// Ends the tick: bit n of the result is set when neuron n fires.
    std::uint8_t end_tick();

    /// Empties the membranes: the end of an integration window, whether a neuron fired or not.
    void discharge() { membrane_.fill(0); }

    /// Membranes as they were compared at the last end_tick().
    const std::array<std::int32_t, neurons>& compared() const { return compared_; }

    std::int32_t contact_inhibition() const { return contact_inhibition_; }

  private:
    void leak_to(std::uint64_t tick);

    ledger& book_;
    std::array<std::int64_t, neurons> membrane_{};
    std::array<std::int32_t, neurons> compared_{};
    std::uint64_t tick_ = 0;
    std::int32_t fire_threshold_ = 1;
    std::int32_t contact_inhibition_ = 0;
    std::vector<leak_step> leak_{{0, 0}};
};

}  // namespace memglia
