#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "snan/network/network.hpp"
#include "testbenches/support/random_clamp.hpp"
#include "testbenches/support/random_coupling.hpp"
#include "testbenches/support/random_lif_extras.hpp"
#include "testbenches/support/random_model.hpp"
#include "testbenches/support/sample_network.hpp"

namespace memglia::test {

/// More of what an astrocyte field over population "a" may have.
inline void draw_effects(const network& net, astrocyte_field& field, const drawn_scale& scale,
                         random_stream& draw) {
    const auto between = [&draw](double low, double high) {
        return low + (high - low) * draw.uniform();
    };
    calcium_gate_config& c = *field.calcium;
    if (draw.below(2) == 0) {
        c.shape = gate_shape::linear;
        c.theta = between(-0.1, 0.5);
        c.slope = between(0.1, 1);
    }
    if (draw.below(2) == 0) c.cap = between(0.1, 1);
    field.effects[0].strength = between(-1, 1);
    if (draw.below(2) == 0) {
        astrocyte_effect& e = field.effects.emplace_back();
        e.kind = effect_kind::current;
        e.strength = scale.current * between(-0.3, 0.3);
    }
    if (draw.below(2) == 0 && net.populations[1].lif) {
        astrocyte_effect& e = field.effects.emplace_back();
        e.kind = effect_kind::threshold;
        e.of = "a";
        e.strength = between(-0.2, 0.3);
    }
    for (std::uint32_t n = draw.below(3); n > 0; --n) {
        manipulation& m = field.manipulations.emplace_back();
        m.kind = static_cast<manipulation_kind>(draw.below(3));
        m.from_s = draw.below(700) * net.tick_s;
        m.to_s = m.from_s + (1 + draw.below(300)) * net.tick_s;
        if (m.kind == manipulation_kind::activate) m.gate = between(0.1, 1.5);
    }
}

inline void draw_coincidence(const network& net, coincidence_config& c, random_stream& draw) {
    const auto between = [&draw](double low, double high) {
        return low + (high - low) * draw.uniform();
    };
    c.trace_tau_s = between(2, 40) * net.tick_s;
    c.weak = between(0.5, 2);
    c.strong = between(1, 4);
    c.latency_s = draw.below(30) * net.tick_s;
    c.refractory_s = c.latency_s + draw.below(30) * net.tick_s;
    c.tau_s = between(50, 2'000) * net.tick_s;
    c.raised = between(0.1, 0.5);
    c.open_s = draw.below(40) * net.tick_s;
    c.pause_s = draw.below(60) * net.tick_s;
}

/// Everything that a network may have, drawn at random; some of it turned up beyond what is usual.
/// Populations "in", "a" and "b", of any of the neuron models. All but LIF neurons are chaotic
/// where they excite each other: a rounding error grows tenfold in some 10 ms, so a thousand short
/// ticks are what two programs agree on.
inline network random_network(std::uint64_t seed) {
    random_stream draw(seed, "test", "network");
    const auto between = [&draw](double low, double high) {
        return low + (high - low) * draw.uniform();
    };
    network net;
    net.populations.resize(3);
    bool is_chaotic = false;
    for (std::size_t p = 1; p < 3; ++p) {
        const std::uint32_t model = draw.below(3);
        if (model == 0) net.populations[p].izhikevich.emplace();
        if (model == 1) net.populations[p].adex.emplace();
        if (!has_neurons(net.populations[p])) net.populations[p].lif.emplace();
        is_chaotic = is_chaotic || !net.populations[p].lif;
    }
    net.tick_s = draw.below(2) == 0 ? 1e-4 : is_chaotic ? 1.5e-4 : 1e-3;
    net.seed = seed;
    population& in = net.populations[0];
    in.name = "in";
    in.size = 3 + draw.below(10);
    in.spikes.emplace();
    const double rate = between(0.001, 0.3);
    for (std::uint64_t k = 0; k < 1'500; ++k) {
        for (std::uint32_t j = 0; j < in.size; ++j) {
            if (draw.uniform() < rate) in.spikes->spikes.push_back({j, k});
        }
    }
    drawn_scale scales[3];
    for (std::size_t p = 1; p < 3; ++p) {
        population& cells = net.populations[p];
        cells.name = p == 1 ? "a" : "b";
        cells.size = 3 + draw.below(15);
        scales[p] = draw_model(cells, draw, net.tick_s);
        if (cells.lif) draw_extras(*cells.lif, seed, p, net.tick_s);
        if (cells.lif) draw_own_models(cells, seed, p);
        if (draw.below(3) == 0) cells.clamp = random_clamp(cells.size, net.tick_s, draw);
        if (draw.below(2) == 0) {
            neuron_values& own = cells.per_neuron.emplace_back();
            for (std::uint32_t j = 0; j < cells.size; ++j) {
                own.values.push_back(scales[p].current * between(0.5, 1.5));
            }
        }
    }
    for (const auto& [source, target] :
         {std::pair{"in", "a"}, {"a", "a"}, {"a", "b"}, {"b", "a"}}) {
        projection& p = net.projections.emplace_back();
        p.name = std::string(source) + "_" + target;
        p.source = source;
        p.target = target;
        p.connect = connection_rule::probability;
        p.probability = between(0.1, 1);
        p.delay_ticks = draw.below(13);
        p.delay_spread_ticks = draw.below(p.delay_ticks + 1);
        const double scale = scales[index_of(net.populations, p.target)].weight;
        p.weight = scale * between(0, 0.3);
        if (draw.below(3) == 0) {
            p.weight = scale * between(-0.2, 0.1);
        } else {
            pair_stdp_config& stdp = p.stdp.emplace();
            stdp.w_max = between(p.weight, 0.5 * scale);
            stdp.a_plus = scale * between(0, 0.05);
            stdp.a_minus = scale * between(0, 0.05);
            stdp.tau_plus_s = between(1, 50) * net.tick_s;
            stdp.tau_minus_s = between(1, 50) * net.tick_s;
            random_stream rewards(seed, "test", "rewards", net.projections.size());
            if (rewards.below(3) == 0) {
                reward_config& reward = stdp.reward.emplace();
                reward.by = net.populations[rewards.below(3)].name;
                reward.tau_s = (1 + 300 * rewards.uniform()) * net.tick_s;
                reward.gain = 2 * rewards.uniform() - 0.6;
            }
        }
    }
    for (std::size_t k = 0; k < 2; ++k) {
        astrocyte_field& field = net.astrocytes.emplace_back();
        field.name = k == 0 ? "first" : "second";
        field.senses = "a";
        field.neurons_per_unit = 1 + draw.below(net.populations[1].size);
        field.calcium.emplace();
        field.calcium->tau_s = between(20, 500) * net.tick_s;
        field.calcium->per_spike = between(0, 0.2);
        field.calcium->decay = draw.below(2) == 0 ? calcium_decay::exact : calcium_decay::euler;
        field.effects = {k == 0 ? gain_of({"in_a", "b_a"}, gated_side::target, -0.7)
                                : gain_of({"a_b"}, gated_side::source, -0.7)};
        random_stream more(seed, "test", "astrocytes", k);
        draw_effects(net, field, scales[1], more);
        random_stream graph(seed, "test", "coupling", k);
        if (more.below(4) == 0) {
            field.calcium.reset();
            draw_coincidence(net, field.coincidence.emplace(), more);
        } else if (field.neurons_per_unit < net.populations[1].size && graph.below(2) == 0) {
            field.coupling = random_coupling(net, field, graph);
        }
    }
    for (std::uint32_t k = draw.below(4); k > 0; --k) {
        stimulus& s = net.stimuli.emplace_back();
        const std::uint32_t of = 1 + draw.below(2);
        s.population = net.populations[of].name;
        s.from_s = draw.below(900) * net.tick_s;
        s.to_s = s.from_s + (1 + draw.below(600)) * net.tick_s;
        s.current = scales[of].current * between(-0.3, 0.6);
    }
    net.probes = {{.name = "in", .record = probe_kind::spikes, .of = "in"},
                  {.name = "a", .record = probe_kind::spikes, .of = "a"},
                  {.name = "b", .record = probe_kind::spikes, .of = "b"},
                  {.name = "v", .record = probe_kind::membrane, .of = "b"},
                  {.name = "calcium", .record = probe_kind::calcium, .of = "first"}};
    return net;
}

}  // namespace memglia::test
