#pragma once

#include <cstdint>
#include <vector>

#include "snan/tasks/working_memory/working_memory_config.hpp"

namespace memglia {

/// The constants of one neuron.
struct drawn_neuron {
    double tau_m_s = 0;
    double threshold = 0;
    double refractory_s = 0;
    double v_floor = 0;
    double bias = 0;
    double noise = 0;
    double tau_synapse_s = 0;
};

/// A network of pools with constants of its own: neuron by neuron, pool by pool, and
/// weight[source * neurons + target], negative between pools, 0 from a neuron to itself.
struct drawn_pools {
    std::uint32_t neurons_per_pool = 0;
    std::vector<drawn_neuron> neurons;
    std::vector<double> weight;
    std::vector<pool_astrocyte_config> astrocytes;  ///< empty: there are none

    std::uint32_t pool_of(std::size_t neuron) const {
        return static_cast<std::uint32_t>(neuron / neurons_per_pool);
    }
};

/// A function of the configuration and the seed. Conditions share all draws.
drawn_pools draw_pools(const memory_network_config& config, const memory_condition& condition,
                       std::uint64_t seed);

}  // namespace memglia
