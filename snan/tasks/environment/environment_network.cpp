#include "snan/tasks/environment/environment_network.hpp"

#include <cstddef>

namespace memglia {

namespace {

constexpr std::uint32_t block_side = environment_config::block_side;
constexpr std::uint32_t zone_side = environment_config::zone_side;
constexpr std::uint32_t block_neurons = block_side * block_side;
constexpr std::uint32_t zone_neurons = zone_side * zone_side;

population pixels_of(const environment_config& config, environment_schedule& schedule,
                     std::uint64_t from_tick, const neuron_order& order) {
    population pixels;
    pixels.name = "pixels";
    pixels.size = config.neurons();
    spike_train_config& train = pixels.spikes.emplace();
    for (std::uint64_t now = from_tick; now < schedule.ticks(); ++now) {
        for (const std::uint32_t p : schedule.input(now)) {
            train.spikes.push_back({order.neuron_of(p), now - from_tick});
        }
    }
    return pixels;
}

population cells_of(const environment_config& config) {
    population cells;
    cells.name = "cells";
    cells.size = config.neurons();
    lif_config& lif = cells.lif.emplace();
    lif.tau_m_s = config.neuron.tau_s;
    lif.threshold = config.neuron.threshold;
    lif.refractory_s = config.neuron.refractory_s;
    if (config.neuron.threshold_rise > 0) {
        lif.adaptive_threshold = {config.neuron.threshold_rise, config.neuron.threshold_tau_s};
    }
    return cells;
}

projection within_blocks(const environment_config& config, const neuron_order& order,
                         const synapse_weight& weight) {
    projection within;
    within.name = "within";
    within.source = within.target = "cells";
    within.connect = connection_rule::list;
    within.delay_ticks = 0;
    for (std::uint32_t i = 0; i < config.neurons(); ++i) {
        const std::uint32_t first = i / block_neurons * block_neurons;
        for (std::uint32_t j = first; j < first + block_neurons; ++j) {
            if (i == j) continue;
            within.table.source.push_back(i);
            within.table.target.push_back(j);
            within.table.weight.push_back(weight(order.pixel_of(j), order.pixel_of(i)));
        }
    }
    return within;
}

astrocyte_field zones_of(const environment_config& config) {
    const environment_astrocyte_config& a = config.astrocytes;
    astrocyte_field zones;
    zones.name = "zones";
    zones.senses = "pixels";
    zones.neurons_per_unit = zone_neurons;
    coincidence_config& is = zones.coincidence.emplace();
    is.trace_tau_s = a.trace_tau_s;
    is.per_spike = a.trace_rise;
    is.strong = a.strong;
    is.weak = a.weak;
    is.latency_s = a.latency_s;
    is.refractory_s = a.calcium_refractory_s;
    is.rise = a.calcium_rise;
    is.cap = a.most_calcium;
    is.tau_s = a.calcium_tau_s;
    is.raised = a.calcium_threshold;
    is.open_s = a.gain_s;
    is.pause_s = a.pause_s;
    astrocyte_effect& gain = zones.effects.emplace_back();
    gain.kind = effect_kind::gain;
    gain.projections = {"within"};
    gain.strength = a.gain - 1;
    return zones;
}

}  // namespace

neuron_order::neuron_order(const environment_config& config)
    : neuron_of_pixel_(config.neurons()), pixel_of_neuron_(config.neurons()) {
    constexpr std::uint32_t zones = block_side / zone_side;
    for (std::uint32_t p = 0; p < config.neurons(); ++p) {
        const std::uint32_t x = p % config.side();
        const std::uint32_t y = p / config.side();
        const std::uint32_t block = y / block_side * config.blocks + x / block_side;
        const std::uint32_t zone = y % block_side / zone_side * zones + x % block_side / zone_side;
        const std::uint32_t place = y % zone_side * zone_side + x % zone_side;
        const std::uint32_t n = block * block_neurons + zone * zone_neurons + place;
        neuron_of_pixel_[p] = n;
        pixel_of_neuron_[n] = p;
    }
}

double initial_weight(const environment_config& config) {
    const environment_synapse_config& s = config.synapses;
    if (!s.homeostasis) return s.initial_level * s.level_drive;
    return s.initial_level * real_numbers::column_scale(s)((block_neurons - 1) * s.initial_level);
}

network environment_network(const environment_config& config, environment_schedule& schedule,
                            std::uint64_t from_tick, const synapse_weight& weight) {
    const neuron_order order(config);
    network net;
    net.tick_s = environment_config::tick_s;
    net.seed = config.seed;
    net.populations.push_back(pixels_of(config, schedule, from_tick, order));
    net.populations.push_back(cells_of(config));
    projection kicks;
    kicks.name = "kicks";
    kicks.source = "pixels";
    kicks.target = "cells";
    kicks.connect = connection_rule::one_to_one;
    kicks.weight = config.neuron.input_kick;
    kicks.delay_ticks = 0;
    net.projections.push_back(kicks);
    net.projections.push_back(within_blocks(config, order, weight));
    if (config.astrocytes.present) net.astrocytes.push_back(zones_of(config));
    net.probes.push_back({.name = "spikes", .record = probe_kind::spikes, .of = "cells"});
    return net;
}

std::vector<answer> answers_of(const environment_config& config,
                               const environment_schedule& schedule, std::uint64_t from_tick,
                               network_simulation& simulation) {
    const neuron_order order(config);
    std::vector<answer> answers(schedule.questions().size(), answer(config.neurons()));
    simulation.run(schedule.ticks() - from_tick);
    std::size_t asked = 0;
    for (const spike_event& s : simulation.recorded(0).spikes) {
        const std::uint64_t tick = s.tick + from_tick;
        while (asked < answers.size() && tick >= schedule.questions()[asked].end) ++asked;
        if (asked == answers.size()) break;
        if (tick >= schedule.questions()[asked].begin) {
            ++answers[asked][order.pixel_of(s.neuron)];
        }
    }
    return answers;
}

}  // namespace memglia
