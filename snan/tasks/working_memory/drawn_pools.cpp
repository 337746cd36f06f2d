#include "snan/tasks/working_memory/drawn_pools.hpp"

#include "base/random.hpp"

namespace memglia {

namespace {

class spreader {
  public:
    spreader(std::uint64_t seed, std::string_view purpose, double spread)
        : draw_(seed, "working_memory", purpose), spread_(spread) {}

    double operator()(double value) { return value * (1 + spread_ * (2 * draw_.uniform() - 1)); }

  private:
    random_stream draw_;
    double spread_;
};

}  // namespace

drawn_pools draw_pools(const memory_network_config& config, const memory_condition& condition,
                       std::uint64_t seed) {
    drawn_pools drawn;
    drawn.neurons_per_pool = config.neurons_per_pool;
    const pool_neuron_config& n = config.neuron;
    const std::size_t size = std::size_t{config.pools} * config.neurons_per_pool;
    spreader of_neuron(seed, "neurons", config.spread);
    for (std::size_t j = 0; j < size; ++j) {
        drawn_neuron own;
        own.tau_m_s = of_neuron(n.tau_m_s);
        own.threshold = of_neuron(n.threshold);
        own.refractory_s = of_neuron(n.refractory_s);
        own.v_floor = of_neuron(n.v_floor);
        own.bias = of_neuron(n.bias);
        own.noise = of_neuron(n.noise);
        own.tau_synapse_s = of_neuron(n.tau_synapse_s);
        drawn.neurons.push_back(own);
    }
    spreader of_synapse(seed, "synapses", config.spread);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size; ++j) {
            const bool is_own = drawn.pool_of(i) == drawn.pool_of(j);
            const double weight =
                of_synapse(is_own ? n.excitation * condition.excitation : -n.inhibition);
            drawn.weight.push_back(i == j ? 0 : weight);
        }
    }
    if (!condition.astrocytes) return drawn;
    spreader of_astrocyte(seed, "astrocytes", config.spread);
    for (std::uint32_t p = 0; p < config.pools; ++p) {
        pool_astrocyte_config own;
        own.tau_s = of_astrocyte(config.astrocyte.tau_s);
        own.per_spike = of_astrocyte(config.astrocyte.per_spike);
        own.cap = of_astrocyte(config.astrocyte.cap);
        own.theta = of_astrocyte(config.astrocyte.theta);
        own.slope = of_astrocyte(config.astrocyte.slope);
        own.gain = of_astrocyte(config.astrocyte.gain);
        own.current = of_astrocyte(config.astrocyte.current);
        drawn.astrocytes.push_back(own);
    }
    return drawn;
}

}  // namespace memglia
