#include "snan/tasks/recall/recall_network.hpp"

#include <cmath>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

namespace {

constexpr double tick_s = 1e-3;

lif_config neurons_of(const recall_config& config) {
    const double beta = config.neuron.beta;
    const double least = exp_exact_bits(-1);
    if (beta < least || beta >= 1) {
        throw input_error({.path = "neuron.beta",
                           .found = "found " + number_text(beta),
                           .expected = "at least " + number_text(least) +
                                       ", a time constant of a tick, and below 1 for a network"});
    }
    lif_config lif;
    lif.tau_m_s = -tick_s / log_exact_bits(beta);
    lif.refractory_s = 0;
    lif.threshold = config.neuron.threshold;
    if (config.neuron.reset == reset_rule::to_zero) {
        lif.reset = lif_reset::set;
    } else {
        lif.reset = lif_reset::subtract;
        lif.v_reset = lif.threshold - lif.threshold / beta;
    }
    return lif;
}

clamp_config clamp_to(const recall_config& config, const std::vector<spike_pattern>& cues) {
    const recall_schedule schedule(config);
    clamp_config clamp;
    for (std::uint32_t m = 0; m < cues.size(); ++m) {
        clamp.windows.push_back({static_cast<double>(schedule.begin(m)) * tick_s,
                                 static_cast<double>(schedule.end_of_cue(m)) * tick_s});
        for (std::uint32_t t = 0; t < cues[m].size(); ++t) {
            for (const std::uint32_t j : cues[m][t]) {
                clamp.spikes.push_back({j, schedule.first_of_cue(m) + t});
            }
        }
    }
    return clamp;
}

}  // namespace

network recall_network(const recall_config& config, const delayed_weights& weights,
                       const std::vector<spike_pattern>& cues) {
    network net;
    net.tick_s = tick_s;
    net.seed = config.seed;
    population& cells = net.populations.emplace_back();
    cells.name = "memory";
    cells.size = config.neurons;
    cells.lif = neurons_of(config);
    cells.clamp = clamp_to(config, cues);
    projection& p = net.projections.emplace_back();
    p.name = "delays";
    p.source = p.target = cells.name;
    p.connect = connection_rule::list;
    synapse_table& table = p.table;
    table.source.reserve(weights.synapses());
    table.target.reserve(weights.synapses());
    table.weight.reserve(weights.synapses());
    table.delay_ticks.reserve(weights.synapses());
    for (std::uint32_t i = 0; i < weights.neurons(); ++i) {
        for (std::uint32_t d = 1; d <= weights.delays(); ++d) {
            const delayed_weights::row row = weights.row_of(i, d);
            for (std::size_t k = 0; k < row.target.size(); ++k) {
                table.source.push_back(i);
                table.target.push_back(row.target[k]);
                table.weight.push_back(row.weight[k] / config.neuron.beta);
                table.delay_ticks.push_back(d - 1);
            }
        }
    }
    net.probes.push_back({.name = "spikes", .record = probe_kind::spikes, .of = cells.name});
    return net;
}

std::vector<spike_pattern> recall_on(const recall_config& config, network_simulation& simulation) {
    const recall_schedule schedule(config);
    simulation.run(schedule.ticks());
    const recording spikes = simulation.recorded(0);
    std::vector<spike_pattern> recalled(config.patterns.count,
                                        spike_pattern(config.patterns.ticks));
    std::uint32_t m = 0;
    for (const spike_event& s : spikes.spikes) {
        while (m + 1 < recalled.size() && s.tick >= schedule.begin(m + 1)) ++m;
        recalled[m][s.tick - schedule.first_of_cue(m)].push_back(s.neuron);
    }
    return recalled;
}

}  // namespace memglia
