#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "snan/network/network.hpp"
#include "snan/reference/wide.hpp"

namespace memglia {

/// The neurons of one population in double precision. In each tick: advance() or clamp(), then
/// deliveries into inbox(), then hold().
class neuron_bank {
  public:
    virtual ~neuron_bank() = default;

    /// From the next tick on, these currents into the neurons, beside their bias.
    virtual void drive(std::span<const double> currents) = 0;

    /// From the next tick on, thresholds are higher by so much. For LIF neurons alone.
    virtual void shift_thresholds(std::span<const double>) {}

    /// A tick without synapses; appends those that spike, in order.
    virtual void advance(std::vector<std::uint32_t>& spiking) = 0;

    /// A tick in which nothing is integrated: back to the start.
    virtual void clamp() = 0;

    /// What synapses add to: of every neuron, and of one more that takes what leads nowhere.
    virtual double* inbox() = 0;
    virtual const line_vector<double>& potential() const = 0;

    /// The end of every tick. `refractory`: those that spiked in this tick, or less than
    /// refractory_ticks() ago, since they were last clamped.
    virtual void hold(std::span<const std::uint32_t> refractory) = 0;
    virtual std::uint32_t refractory_ticks() const = 0;
};

/// Of the one model that a population of neurons has.
std::unique_ptr<neuron_bank> make_neuron_bank(const network& net, const population& p,
                                              registers allowed);

/// Neurons that banks look at together. Their tables are filled up to whole blocks, with at least
/// one place more than there are neurons.
inline constexpr std::size_t bank_block = 16;
inline std::size_t bank_places(std::size_t size) {
    return (size + bank_block) / bank_block * bank_block;
}

/// One value per neuron: its own where the population has them, else the common one.
line_vector<double> neuron_values_of(const population& p, neuron_parameter which, double common);

}  // namespace memglia
