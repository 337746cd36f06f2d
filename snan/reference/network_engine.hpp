#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "snan/network/network.hpp"
#include "snan/network/wiring.hpp"
#include "snan/reference/wide.hpp"

namespace memglia {

/// What a probe has seen: spikes, or rows of `width` values with the number of ticks before each.
struct recording {
    std::vector<spike_event> spikes;
    std::size_t width = 0;
    std::vector<std::uint64_t> after_ticks;
    std::vector<double> values;
};

/// A network in double precision, driven by events.
///
/// In every tick: currents of stimuli change; potentials and calcium advance exactly; those at the
/// threshold spike; spikes that are due are delivered, projection by projection, the oldest first,
/// and plasticity acts; calcium takes the spikes; those that spiked lately are held at the reset.
/// This is the order of Brian2 (Stimberg, Brette and Goodman 2019, 10.7554/eLife.47314) with its
/// default schedule. The same network gives the same bits on every x86-64 machine.
class network_engine {
  public:
    /// Throws input_error when check() does.
    explicit network_engine(network net, registers allowed = registers::widest);
    ~network_engine();
    network_engine(network_engine&&) noexcept;

    /// Throws input_error beyond 2^32 - 1 ticks in all.
    void run(std::uint64_t ticks);

    const network& description() const;

    /// Ticks that were run.
    std::uint64_t ticks() const;

    /// Of net.probes[index]; one that records at the end alone holds the present state.
    recording recorded(std::size_t probe_index) const;

    /// The present synapses of a projection, in the order of for_each_synapse().
    void for_each_synapse_now(std::size_t projection_index,
                              const std::function<void(const synapse&)>& visit) const;

    /// Of a population, in all.
    std::uint64_t spikes(std::size_t population_index) const;

    /// Synapses times spikes delivered to them.
    std::uint64_t deliveries() const;

  private:
    class state;
    std::unique_ptr<state> state_;
};

}  // namespace memglia
