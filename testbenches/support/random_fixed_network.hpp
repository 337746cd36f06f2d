#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "snan/network/quantise.hpp"
#include "snan/network/wiring.hpp"
#include "testbenches/support/random_clamp.hpp"
#include "testbenches/support/random_coupling.hpp"
#include "testbenches/support/random_lif_extras.hpp"
#include "testbenches/support/random_model.hpp"

namespace memglia::test {

namespace detail {

/// Draws one network; see random_chip_network().
class chip_network_draw {
  public:
    explicit chip_network_draw(std::uint64_t seed) : draw_(seed, "test", "chip network") {
        net_.seed = seed;
        net_.tick_s = one_in(2) ? 1e-3 : 1e-4;
        is_strong_ = one_in(3);
        for (std::uint32_t n = 1 + draw_.below(2), i = 0; i < n; ++i) add_input(i);
        for (std::uint32_t n = 1 + draw_.below(3), i = 0; i < n; ++i) add_cells(i);
        for (std::uint32_t n = 1 + draw_.below(5), i = 0; i < n; ++i) add_projection(i);
        for (std::uint32_t n = draw_.below(4), i = 0; i < n; ++i) add_field(i);
        for (std::uint32_t n = draw_.below(3), i = 0; i < n; ++i) add_readout(i);
    }

    const network& drawn() const { return net_; }

  private:
    bool one_in(std::uint32_t n) { return draw_.below(n) == 0; }
    double between(double low, double high) { return low + (high - low) * draw_.uniform(); }
    double ticks(double low, double high) { return between(low, high) * net_.tick_s; }

    void add_input(std::uint32_t index) {
        population& p = net_.populations.emplace_back();
        p.name = "in" + std::to_string(index);
        p.size = 1 + draw_.below(12);
        // Now and then so rare that traces decay over more than 256 ticks.
        const double most = one_in(3) ? 0.004 : 0.3;
        const double rate = between(0.001, most);
        if (one_in(2)) {
            p.poisson.emplace().rate_hz = rate / net_.tick_s;
            return;
        }
        p.spikes.emplace();
        for (std::uint64_t k = 0; k < 1'000; ++k) {
            for (std::uint32_t j = 0; j < p.size; ++j) {
                if (draw_.uniform() < rate) p.spikes->spikes.push_back({j, k});
            }
        }
    }

    void add_cells(std::uint32_t index) {
        population& p = net_.populations.emplace_back();
        p.name = "cells" + std::to_string(index);
        p.size = index > 0 && one_in(3) ? net_.populations.front().size : 1 + draw_.below(14);
        lif_config& lif = p.lif.emplace();
        lif.tau_m_s = ticks(1, 60);
        lif.v_reset = between(-0.5, 0.2);
        lif.threshold = one_in(6) ? lif.v_reset + 0.2 : 1;
        lif.v_initial = between(-0.5, 1.5);
        lif.refractory_s = draw_.below(6) * net_.tick_s;
        lif.bias = between(-0.3, one_in(4) ? 6 : 1.4);
        if (one_in(3)) lif.exponential.emplace().tau_s = ticks(0.5, is_strong_ ? 300 : 30);
        if (one_in(3)) {
            lif.adaptive_threshold = {between(0, is_strong_ ? 1 : 0.3), ticks(2, 400)};
        }
        lif.reset = static_cast<lif_reset>(draw_.below(3));
        draw_extras(lif, net_.seed, index, net_.tick_s);
        if (one_in(3)) p.clamp = random_clamp(p.size, net_.tick_s, draw_);
        if (one_in(2)) add_values(p, neuron_parameter::bias, -0.2, 1.5);
        if (one_in(3)) add_values(p, neuron_parameter::v_initial, -1, 1.5);
        change_model(p, index);
        if (p.lif) draw_own_models(p, net_.seed, index);
    }

    // Now and then another model, from a stream of its own.
    void change_model(population& p, std::uint32_t index) {
        random_stream draw(net_.seed, "test", "chip network model", index);
        const std::uint32_t model = draw.below(5);
        weight_scale_.resize(net_.populations.size(), 1);
        if (model > 1) return;
        p.lif.reset();
        if (model == 0) p.izhikevich.emplace();
        if (model == 1) p.adex.emplace();
        const drawn_scale scale = draw_model(p, draw, net_.tick_s);
        weight_scale_.back() = scale.weight;
        for (neuron_values& own : p.per_neuron) {
            for (double& value : own.values) {
                if (own.parameter == neuron_parameter::bias) {
                    value *= scale.current;
                } else {
                    value = (30 * value - 65) * (p.adex ? 1e-3 : 1);
                }
            }
        }
    }

    void add_values(population& p, neuron_parameter which, double low, double high) {
        neuron_values& own = p.per_neuron.emplace_back();
        own.parameter = which;
        for (std::uint32_t j = 0; j < p.size; ++j) own.values.push_back(between(low, high));
    }

    void add_projection(std::uint32_t index) {
        projection& p = net_.projections.emplace_back();
        p.name = "p" + std::to_string(index);
        const auto all = static_cast<std::uint32_t>(net_.populations.size());
        std::uint32_t to = draw_.below(all);
        while (!has_neurons(net_.populations[to])) to = draw_.below(all);
        const population& source = net_.populations[draw_.below(all)];
        const population& target = net_.populations[to];
        p.source = source.name;
        p.target = target.name;
        const double size = weight_scale_[to] * (is_strong_ ? between(1, 4) : between(0.1, 0.5));
        if (one_in(2)) {
            pair_stdp_config& stdp = p.stdp.emplace();
            stdp.w_max = size;
            const double most = one_in(4) ? 0.6 : 0.05;
            stdp.a_plus = size * between(0, most);
            stdp.a_minus = size * between(0, most);
            stdp.tau_plus_s = ticks(1, one_in(3) ? 600 : 50);
            stdp.tau_minus_s = ticks(1, one_in(3) ? 600 : 50);
            random_stream draw(net_.seed, "test", "rewards", index);
            if (draw.below(3) == 0) {
                reward_config& reward = stdp.reward.emplace();
                reward.by = net_.populations[draw.below(all)].name;
                reward.tau_s = (1 + 500 * draw.uniform()) * net_.tick_s;
                reward.gain = 6 * draw.uniform() - 2;
            }
        }
        p.connect = static_cast<connection_rule>(draw_.below(5));
        if (p.connect == connection_rule::one_to_one && source.size != target.size) {
            p.connect = connection_rule::list;
        }
        if (p.connect == connection_rule::list || p.connect == connection_rule::matrix) {
            add_table(p, source, target, size);
            return;
        }
        p.autapses =
            p.source == p.target && (p.connect == connection_rule::one_to_one || one_in(2));
        if (p.connect == connection_rule::probability) p.probability = between(0.1, 1);
        p.weight = p.stdp ? size / 2 : between(-size, size);
        p.weight_spread = between(0, size / 2);
        p.delay_ticks = one_in(8) ? 300 : draw_.below(12);
        p.delay_spread_ticks = one_in(2) ? draw_.below(p.delay_ticks + 1) : 0;
    }

    // A list also with parallel synapses, in no order.
    void add_table(projection& p, const population& source, const population& target, double size) {
        const bool is_list = p.connect == connection_rule::list;
        const double low = p.stdp || one_in(2) ? 0 : -size;
        const auto add = [&](std::uint32_t i, std::uint32_t j) {
            p.table.source.push_back(i);
            p.table.target.push_back(j);
            p.table.weight.push_back(between(low, size));
            if (is_list) p.table.delay_ticks.push_back(draw_.below(4));
        };
        if (is_list) {
            for (std::uint32_t n = 1 + draw_.below(2 * source.size * target.size), k = 0; k < n;
                 ++k) {
                const std::uint32_t i = draw_.below(source.size);
                add(i, draw_.below(target.size));
            }
            return;
        }
        for (std::uint32_t i = 0; i < source.size; ++i) {
            for (std::uint32_t j = 0; j < target.size; ++j) {
                if (one_in(2)) add(i, j);
            }
        }
        p.delay_ticks = draw_.below(5);
    }

    // A grid, if there is none yet and the neurons fill its rows.
    void add_zone(astrocyte_field& a, population& p) {
        std::uint32_t columns = 1 + draw_.below(p.size);
        while (p.size % columns != 0) --columns;
        // Populations of one size have one grid: what a field over one does to another stays right.
        for (const population& q : net_.populations) {
            if (q.size == p.size && q.grid) columns = q.grid->columns;
        }
        if (!p.grid) p.grid.emplace().columns = columns;
        const std::uint32_t shorter = std::min(p.grid->columns, p.size / p.grid->columns);
        a.zone.emplace();
        a.zone->side = 1 + draw_.below(shorter);
        a.zone->stride = 1 + draw_.below(3);
    }

    void add_field(std::uint32_t index) {
        astrocyte_field a;
        a.name = "field" + std::to_string(index);
        population& p =
            net_.populations[draw_.below(static_cast<std::uint32_t>(net_.populations.size()))];
        a.senses = p.name;
        if (one_in(3)) {
            add_zone(a, p);
        } else {
            a.neurons_per_unit = 1 + draw_.below(p.size);
        }
        if (one_in(4)) {
            add_coincidence(a);
        } else if (one_in(4)) {
            add_transient(a);
        } else {
            add_calcium(a);
        }
        const gated_side by = one_in(2) ? gated_side::target : gated_side::source;
        astrocyte_effect gain;
        gain.by = by;
        gain.strength = between(-1, one_in(3) ? 6 : 1);
        for (const projection& q : net_.projections) {
            const std::string& side = by == gated_side::target ? q.target : q.source;
            if (!is_like(side, p) || gating_of(net_, q.name) || one_in(3)) continue;
            gain.projections.push_back(q.name);
        }
        if (!gain.projections.empty()) a.effects.push_back(gain);
        for (const effect_kind kind : {effect_kind::current, effect_kind::threshold}) {
            if (!one_in(2)) continue;
            for (const population& q : net_.populations) {
                if (!q.lif || !is_like(q.name, p) || one_in(2)) continue;
                astrocyte_effect& e = a.effects.emplace_back();
                e.kind = kind;
                if (q.name != p.name || one_in(2)) e.of = q.name;
                e.strength = between(is_strong_ ? -2 : -0.3, is_strong_ ? 2 : 0.3);
            }
        }
        for (std::uint32_t n = one_in(2) ? draw_.below(4) : 0; n > 0; --n) {
            manipulation& m = a.manipulations.emplace_back();
            m.kind = static_cast<manipulation_kind>(draw_.below(3));
            if (one_in(2)) m.from_s = ticks(0, 700);
            if (one_in(2)) m.to_s = m.from_s + ticks(1, 300);
            if (m.kind == manipulation_kind::activate) m.gate = between(0.1, one_in(4) ? 15 : 2);
        }
        const bool is_several = unit_count(net_, a) > 1;
        if (a.calcium && is_several && one_in(2)) a.coupling = random_coupling(net_, a, draw_);
        net_.astrocytes.push_back(a);
    }

    // Whether a field over one can have effects on the other.
    bool is_like(const std::string& name, const population& p) const {
        const population& q = net_.populations[index_of(net_.populations, name)];
        return q.size == p.size && (!p.grid || !q.grid || p.grid->columns == q.grid->columns);
    }

    void add_coincidence(astrocyte_field& a) {
        coincidence_config& c = a.coincidence.emplace();
        c.trace_tau_s = ticks(2, 40);
        c.per_spike = between(0.5, is_strong_ ? 40 : 2);
        c.weak = between(0.5, 4);
        c.strong = between(1, 8);
        c.latency_s = draw_.below(30) * net_.tick_s;
        c.refractory_s = c.latency_s + draw_.below(30) * net_.tick_s;
        c.rise = between(0.2, 2);
        c.cap = between(0.5, 4);
        c.tau_s = ticks(50, 2'000);
        c.raised = between(0.05, 0.5);
        c.open_s = draw_.below(40) * net_.tick_s;
        c.pause_s = draw_.below(60) * net_.tick_s;
    }

    void add_transient(astrocyte_field& a) {
        ullah_transient_config& c = a.ullah_transient.emplace();
        c.trace_tau_s = ticks(2, 40);
        c.per_spike = between(0.5, is_strong_ ? 40 : 2);
        c.strong = between(0.5, 4);
        c.drive_s = between(0.06, 0.3);
        c.sample_s = between(8e-3, 30e-3);
        c.tolerance_um = between(0.005, 0.05);
        c.theta_um = between(0.05, 0.3);
        c.slope_um = between(0.01, 0.1);
        if (one_in(2)) c.shape = gate_shape::linear;
    }

    void add_calcium(astrocyte_field& a) {
        calcium_gate_config& c = a.calcium.emplace();
        c.tau_s = ticks(one_in(4) ? 1 : 20, 600);
        c.per_spike = between(0.01, is_strong_ ? 1 : 0.2);
        c.theta = between(-0.2, 1);
        c.slope = between(0.02, 0.2);
        c.shape = one_in(2) ? gate_shape::sigmoid : gate_shape::linear;
        if (one_in(2)) c.cap = between(0.05, 2);
        c.decay = one_in(2) ? calcium_decay::exact : calcium_decay::euler;
    }

    void add_readout(std::uint32_t index) {
        readout& r = net_.readouts.emplace_back();
        r.name = "readout" + std::to_string(index);
        const population& p =
            net_.populations[draw_.below(static_cast<std::uint32_t>(net_.populations.size()))];
        r.of = p.name;
        r.neurons_per_group = 1 + draw_.below(p.size);
        while (p.size % r.neurons_per_group != 0) --r.neurons_per_group;
        r.kind = static_cast<readout_kind>(draw_.below(2));
        r.from_s = ticks(0, 900);
        if (one_in(2)) r.to_s = r.from_s + ticks(1, 600);
    }

    random_stream draw_;
    network net_;
    std::vector<double> weight_scale_;  ///< of populations: what is 1 for LIF neurons
    bool is_strong_ = false;            ///< states saturate
};

}  // namespace detail

/// Everything that a network in fixed point may have, drawn at random, without probes: some of it
/// turned up beyond what is usual.
inline network random_chip_network(std::uint64_t seed) {
    return detail::chip_network_draw(seed).drawn();
}

/// A format that can hold the network.
inline number_format random_format(std::uint64_t seed, const network& net) {
    constexpr std::uint32_t levels[] = {1, 7, 15, 255};
    constexpr std::uint32_t bits[] = {16, 20, 24, 30};
    random_stream draw(seed, "test", "format");
    for (int k = 0; k < 20; ++k) {
        number_format format;
        format.weight_levels = levels[draw.below(4)];
        format.state_bits = bits[draw.below(4)];
        try {
            quantise(net, format);
            return format;
        } catch (const input_error&) {
            continue;
        }
    }
    return {};
}

}  // namespace memglia::test
