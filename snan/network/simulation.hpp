#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "snan/network/network.hpp"
#include "snan/network/wiring.hpp"

namespace memglia {

/// What a probe has seen: spikes, or rows of `width` values with the number of ticks before each.
struct recording {
    std::vector<spike_event> spikes;
    std::size_t width = 0;
    std::vector<std::uint64_t> after_ticks;
    std::vector<double> values;
};

/// What a readout has counted of a group.
struct group_reading {
    std::uint64_t spikes = 0;
    double rate_hz = 0;  ///< per neuron, over the ticks of the window that have been run
    std::optional<std::uint64_t> first_tick;  ///< with a spike

    friend bool operator==(const group_reading&, const group_reading&) = default;
};

struct readout_result {
    std::uint64_t ticks = 0;  ///< of the window that have been run
    bool is_over = false;     ///< whether all of them have
    std::vector<group_reading> groups;
    /// Groups with most spikes: several tie; none, if there is no spike.
    std::vector<std::uint32_t> winners;

    friend bool operator==(const readout_result&, const readout_result&) = default;
};

/// A current beside that of stimuli, into neurons first to first + count - 1 of a population.
struct current_pulse {
    std::size_t population = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    double current = 0;
    std::uint64_t ticks = 0;
};

/// A network that runs: in double precision, in fixed point, on a chip. Values are in the units of
/// the network's description.
class network_simulation {
  public:
    virtual ~network_simulation() = default;

    virtual void run(std::uint64_t ticks) = 0;

    /// From the next tick on, for so many ticks. Those that overlap add up. Throws input_error for
    /// neurons that are not there.
    virtual void stimulate(const current_pulse& pulse) = 0;

    /// A neuron of an input spikes in the next tick; once, if it would without that, too. Throws
    /// input_error for one that is not there.
    virtual void inject(std::size_t population_index, std::uint32_t neuron) = 0;

    /// From the next tick on, what is done to a field beside its manipulations, until it is said
    /// anew. Throws input_error for a field that is not there and a gate out of range.
    virtual void manipulate(std::size_t field_index, const astrocyte_control& control) = 0;

    virtual const network& description() const = 0;

    /// Ticks that were run.
    virtual std::uint64_t ticks() const = 0;

    /// Of net.probes[index]; one that records at the end alone holds the present state.
    virtual recording recorded(std::size_t probe_index) const = 0;

    /// Of net.readouts[index], so far.
    virtual readout_result read(std::size_t readout_index) const = 0;

    /// The present synapses of a projection, in the order of for_each_synapse().
    virtual void for_each_synapse_now(std::size_t projection_index,
                                      const std::function<void(const synapse&)>& visit) const = 0;

    /// Of a population, in all.
    virtual std::uint64_t spikes(std::size_t population_index) const = 0;

    /// Synapses times spikes delivered to them.
    virtual std::uint64_t deliveries() const = 0;
};

}  // namespace memglia
