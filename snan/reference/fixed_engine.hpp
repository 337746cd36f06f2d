#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "snan/network/quantise.hpp"
#include "snan/network/simulation.hpp"
#include "snan/reference/wide.hpp"

namespace memglia {

/// A network in the numbers of a chip, driven by events: what quantise.hpp says, in integers.
/// Values are turned into the units of the description only where they are read.
class fixed_engine final : public network_simulation {
  public:
    /// Throws input_error when check() or quantise() does.
    fixed_engine(network net, const number_format& format, registers allowed = registers::widest);
    ~fixed_engine() override;
    fixed_engine(fixed_engine&&) noexcept;

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

    /// The numbers that it runs with.
    const fixed_network& numbers() const;

  private:
    class state;
    std::unique_ptr<state> state_;
};

}  // namespace memglia
