#include "snan/tasks/working_memory/memory_network.hpp"

#include <algorithm>
#include <string>

namespace memglia {

namespace {

population pool_of(const memory_network_config& config, const drawn_pools& drawn, std::uint32_t p) {
    population pool;
    pool.name = pool_name(p);
    pool.size = config.neurons_per_pool;
    lif_config& lif = pool.lif.emplace();
    lif.tau_m_s = config.neuron.tau_m_s;
    lif.threshold = config.neuron.threshold;
    lif.reset = lif_reset::set;
    lif.refractory_s = config.neuron.refractory_s;
    lif.bias = config.neuron.bias;
    lif.noise = config.neuron.noise;
    lif.v_floor = config.neuron.v_floor;
    lif.exponential = {.tau_s = config.neuron.tau_synapse_s};
    const pool_homeostasis_config& h = config.neuron.homeostasis;
    if (h.duration_s > 0) {
        lif.homeostasis = {
            .from_s = 0, .until_s = h.duration_s, .rise = h.rise, .rate_hz = h.rate_hz};
    }
    if (config.spread == 0) return pool;
    const auto own = [&](neuron_parameter parameter, double drawn_neuron::*value) {
        neuron_values values;
        values.parameter = parameter;
        for (std::uint32_t k = 0; k < pool.size; ++k) {
            values.values.push_back(drawn.neurons[p * pool.size + k].*value);
        }
        pool.per_neuron.push_back(std::move(values));
    };
    own(neuron_parameter::tau_m_s, &drawn_neuron::tau_m_s);
    own(neuron_parameter::threshold, &drawn_neuron::threshold);
    own(neuron_parameter::refractory_s, &drawn_neuron::refractory_s);
    own(neuron_parameter::v_floor, &drawn_neuron::v_floor);
    own(neuron_parameter::bias, &drawn_neuron::bias);
    if (config.neuron.noise > 0) own(neuron_parameter::noise, &drawn_neuron::noise);
    own(neuron_parameter::synapse_tau_s, &drawn_neuron::tau_synapse_s);
    return pool;
}

projection between(const memory_network_config& config, const drawn_pools& drawn,
                   std::uint32_t from, std::uint32_t to) {
    projection p;
    p.name = pool_name(from) + "_to_" + std::to_string(to);
    p.source = pool_name(from);
    p.target = pool_name(to);
    p.connect = connection_rule::list;
    const std::uint32_t n = config.neurons_per_pool;
    const std::size_t all = drawn.neurons.size();
    for (std::uint32_t i = 0; i < n; ++i) {
        for (std::uint32_t j = 0; j < n; ++j) {
            if (from == to && i == j) continue;
            p.table.source.push_back(i);
            p.table.target.push_back(j);
            p.table.weight.push_back(drawn.weight[(from * n + i) * all + to * n + j]);
        }
    }
    return p;
}

astrocyte_field astrocyte_of(const memory_network_config& config, const drawn_pools& drawn,
                             std::uint32_t p) {
    const pool_astrocyte_config& own = drawn.astrocytes[p];
    astrocyte_field field;
    field.name = "astrocyte_" + std::to_string(p);
    field.senses = pool_name(p);
    field.neurons_per_unit = config.neurons_per_pool;
    field.calcium = {.tau_s = own.tau_s,
                     .per_spike = own.per_spike,
                     .theta = own.theta,
                     .slope = own.slope,
                     .shape = gate_shape::linear,
                     .cap = own.cap};
    if (own.gain > 0) {
        field.effects.push_back({.kind = effect_kind::gain,
                                 .projections = {pool_name(p) + "_to_" + std::to_string(p)},
                                 .strength = own.gain});
    }
    if (own.current > 0) {
        field.effects.push_back({.kind = effect_kind::current, .strength = own.current});
    }
    return field;
}

}  // namespace

network memory_network(const memory_network_config& config, const drawn_pools& drawn,
                       std::uint64_t seed, bool records) {
    network net;
    net.tick_s = memory_tick_s;
    net.seed = seed;
    for (std::uint32_t p = 0; p < config.pools; ++p) {
        net.populations.push_back(pool_of(config, drawn, p));
        for (std::uint32_t to = 0; to < config.pools; ++to) {
            net.projections.push_back(between(config, drawn, p, to));
        }
        if (!drawn.astrocytes.empty()) net.astrocytes.push_back(astrocyte_of(config, drawn, p));
    }
    for (const astrocyte_field& field : net.astrocytes) {
        net.probes.push_back({.name = field.name, .record = probe_kind::calcium, .of = field.name});
    }
    for (std::uint32_t p = 0; records && p < config.pools; ++p) {
        net.probes.push_back(
            {.name = pool_name(p), .record = probe_kind::spikes, .of = pool_name(p)});
    }
    return net;
}

network_pools::network_pools(network_simulation& simulation)
    : simulation_(simulation),
      pools_(static_cast<std::uint32_t>(simulation.description().populations.size())) {}

void network_pools::stimulate(std::uint32_t pool, double current, std::uint64_t ticks) {
    simulation_.stimulate({.population = pool,
                           .first = 0,
                           .count = simulation_.description().populations[pool].size,
                           .current = current,
                           .ticks = ticks});
}

void network_pools::manipulate(const pool_control& control) {
    for (std::size_t f = 0; f < simulation_.description().astrocytes.size(); ++f) {
        simulation_.manipulate(f, {.knock_out = control.knock_out,
                                   .inhibit = control.inhibit,
                                   .least_gate = control.least_gate});
    }
}

double network_pools::calcium(std::uint32_t pool) const {
    if (simulation_.description().astrocytes.empty()) return 0;
    return simulation_.recorded(pool).values.back();
}

std::vector<spike_event> network_pools::recorded() const {
    const network& net = simulation_.description();
    std::vector<spike_event> all;
    for (std::uint32_t p = 0; p < pools_; ++p) {
        const std::size_t probe = index_of(net.probes, pool_name(p));
        if (probe == net.probes.size()) continue;
        for (const spike_event& s : simulation_.recorded(probe).spikes) {
            all.push_back({s.neuron + p * net.populations[p].size, s.tick});
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const spike_event& a, const spike_event& b) { return a.tick < b.tick; });
    return all;
}

}  // namespace memglia
