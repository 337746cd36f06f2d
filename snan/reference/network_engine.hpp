#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "snan/network/simulation.hpp"
#include "snan/reference/wide.hpp"

namespace memglia {

/// A network in double precision, driven by events.
///
/// In every tick: currents of stimuli change; neurons that are clamped go back to their start and
/// spike as their table says; other potentials and calcium advance exactly, and calcium flows
/// between coupled units; those at the threshold spike; spikes that are due are delivered,
/// projection by projection, the oldest first, and plasticity acts; calcium takes the spikes; those
/// that spiked lately are held at the reset. This is the order of Brian2 (Stimberg, Brette and
/// Goodman 2019, 10.7554/eLife.47314) with its default schedule. The same network gives the same
/// bits on every x86-64 machine.
class network_engine final : public network_simulation {
  public:
    /// Throws input_error when check() does.
    explicit network_engine(network net, registers allowed = registers::widest);
    ~network_engine() override;
    network_engine(network_engine&&) noexcept;

    /// Throws input_error beyond 2^32 - 1 ticks in all.
    void run(std::uint64_t ticks) override;
    void stimulate(const current_pulse& pulse) override;
    void inject(std::size_t population_index, std::uint32_t neuron) override;
    void manipulate(std::size_t field_index, const astrocyte_control& control) override;
    const network& description() const override;
    std::uint64_t ticks() const override;
    recording recorded(std::size_t probe_index) const override;
    readout_result read(std::size_t readout_index) const override;
    void for_each_synapse_now(std::size_t projection_index,
                              const std::function<void(const synapse&)>& visit) const override;
    std::uint64_t spikes(std::size_t population_index) const override;
    std::uint64_t deliveries() const override;

  private:
    class state;
    std::unique_ptr<state> state_;
};

}  // namespace memglia
