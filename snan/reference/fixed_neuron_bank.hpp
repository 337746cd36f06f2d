#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "snan/network/quantise.hpp"
#include "snan/reference/wide.hpp"

namespace memglia {

/// The neurons of one population in fixed point. In each tick: advance() or clamp(), then what
/// arrives is added to inbox() and taken by take_inbox(), then hold().
class fixed_neuron_bank {
  public:
    virtual ~fixed_neuron_bank() = default;

    /// From the next tick on, these currents into the neurons, beside their bias.
    virtual void drive(std::span<const std::int64_t> currents) = 0;

    /// From the next tick on, thresholds are higher by so much; of LIF neurons alone.
    virtual void shift_thresholds(std::span<const std::int64_t> shifts) = 0;

    /// A tick without synapses; appends those that spike, in order.
    virtual void advance(std::vector<std::uint32_t>& spiking) = 0;

    /// A tick in which nothing is integrated: back to the start.
    virtual void clamp() = 0;

    /// Exact sums of what arrives in this tick.
    virtual std::int64_t* inbox() = 0;

    /// Adds the inbox to potentials or currents, and empties it.
    virtual void take_inbox() = 0;

    /// The end of every tick. `refractory`: those that spiked in this tick, or less than
    /// refractory_ticks() ago, since they were last clamped.
    virtual void hold(std::span<const std::uint32_t> refractory) = 0;

    virtual std::uint32_t refractory_ticks() const = 0;
    virtual const line_vector<std::int32_t>& potential() const = 0;
};

/// Of the one model that the population has.
std::unique_ptr<fixed_neuron_bank> make_fixed_neuron_bank(const fixed_population& p,
                                                          const number_format& format,
                                                          registers allowed);

}  // namespace memglia
