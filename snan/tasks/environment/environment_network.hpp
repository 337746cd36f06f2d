#pragma once

#include <cstdint>
#include <vector>

#include "snan/network/network.hpp"
#include "snan/network/simulation.hpp"
#include "snan/tasks/environment/environment.hpp"

namespace memglia {

/// Where a pixel's neuron lies in the populations of environment_network(): block after block, in a
/// block zone after zone, so that a block fills neighbouring columns of a core and the neurons of
/// an astrocyte are neighbours.
class neuron_order {
  public:
    explicit neuron_order(const environment_config& config);

    std::uint32_t neuron_of(std::uint32_t pixel) const { return neuron_of_pixel_[pixel]; }
    std::uint32_t pixel_of(std::uint32_t neuron) const { return pixel_of_neuron_[neuron]; }

  private:
    std::vector<std::uint32_t> neuron_of_pixel_;
    std::vector<std::uint32_t> pixel_of_neuron_;
};

/// What a synapse of the initial level adds to the potential.
double initial_weight(const environment_config& config);

/// The network of a sheet without plasticity, as populations, projections and an astrocyte field,
/// before what the schedule shows from a tick on, which is its first.
network environment_network(const environment_config& config, environment_schedule& schedule,
                            std::uint64_t from_tick, const synapse_weight& weight);

/// Runs it to the end of the schedule: what each neuron did in the windows of the questions that
/// begin at `from_tick` or later; the others have no spikes.
std::vector<answer> answers_of(const environment_config& config,
                               const environment_schedule& schedule, std::uint64_t from_tick,
                               network_simulation& simulation);

}  // namespace memglia
