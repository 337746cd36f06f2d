#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/elementary.hpp"
#include "snan/models/neuron_noise.hpp"
#include "snan/network/wiring.hpp"
#include "testbenches/support/coupled_units.hpp"

namespace memglia::test {

/// A network run step by step in the plainest way: every synapse looked at in every tick, traces of
/// its own at every synapse. Slow, and without anything in common with the engine but the models'
/// equations.
class dense_network {
  public:
    explicit dense_network(const network& net) : net_(net) {
        for (const population& p : net.populations) {
            neurons n;
            n.fired.resize(p.size);
            n.last.assign(p.size, long_ago);
            for_each_model(p, [&](auto, const auto& model) {
                n.v.assign(p.size, model.v_initial);
                n.bias.assign(p.size, model.bias);
                n.has_current = model.exponential.has_value() || !p.lif;
            });
            n.g.assign(p.size, 0);
            n.raise.assign(p.size, 0);
            n.offset.assign(p.size, 0);
            n.noise_tag = noise_tags(net, p);
            for (const neuron_values& v : p.per_neuron) {
                if (v.parameter == neuron_parameter::bias) n.bias = v.values;
                if (v.parameter == neuron_parameter::v_initial) n.v = v.values;
            }
            n.first = n.v;
            for (const double v : n.v) n.u.push_back(p.izhikevich ? p.izhikevich->b * v : 0);
            populations_.push_back(n);
        }
        for (std::size_t i = 0; i < net.projections.size(); ++i) {
            std::vector<one_synapse> all;
            for_each_synapse(net, i, [&all](const synapse& s) { all.push_back({s, s.weight}); });
            // The oldest spikes first, then by source.
            std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
                return a.is.delay_ticks > b.is.delay_ticks;
            });
            synapses_.push_back(all);
        }
        for (const astrocyte_field& a : net.astrocytes) {
            calcium_.push_back(std::vector<double>(unit_count(net, a)));
            gate_.push_back(std::vector<double>(unit_count(net, a)));
            marked_.push_back(std::vector<zone_marks>(unit_count(net, a)));
            if (!a.calcium) continue;
            for (double& g : gate_.back()) g = opening(*a.calcium, 0);
        }
    }

    void run(std::int64_t ticks) {
        for (const std::int64_t end = tick_ + ticks; tick_ < end; ++tick_) step();
    }

    struct spike {
        std::int64_t tick;
        std::size_t population;
        std::uint32_t neuron;
        friend bool operator==(const spike&, const spike&) = default;
    };
    const std::vector<spike>& spikes() const { return spikes_; }
    const std::vector<double>& potential(std::size_t p) const { return populations_[p].v; }
    const std::vector<double>& calcium(std::size_t field) const { return calcium_[field]; }

    double weight(std::size_t projection_index, const synapse& is) const {
        for (const one_synapse& s : synapses_[projection_index]) {
            if (s.is.source == is.source && s.is.target == is.target &&
                s.is.delay_ticks == is.delay_ticks) {
                return s.weight;
            }
        }
        return -1;
    }

  private:
    static constexpr std::int64_t long_ago = -1'000'000'000;

    struct neurons {
        bool has_current = false;
        std::vector<double> first;
        std::vector<double> v;
        std::vector<double> u;  ///< recovery of Izhikevich neurons, adaptation of AdEx ones
        std::vector<double> g;
        std::vector<double> raise;
        std::vector<double> offset;
        std::vector<std::uint32_t> noise_tag;
        std::vector<double> bias;
        std::vector<std::int64_t> last;
        std::vector<std::vector<std::int64_t>> fired;  ///< ticks of each neuron's spikes
    };
    struct one_synapse {
        synapse is;
        double weight = 0;
        double pre = 0;
        double post = 0;
        double eligibility = 0;
    };

    bool fired_at(std::size_t p, std::uint32_t j, std::int64_t tick) const {
        const auto& ticks = populations_[p].fired[j];
        return std::binary_search(ticks.begin(), ticks.end(), tick);
    }

    void step() {
        for (std::size_t p = 0; p < populations_.size(); ++p) fire(p);
        for (std::size_t a = 0; a < calcium_.size(); ++a) {
            if (net_.astrocytes[a].coincidence) {
                mark_zones(a);
                open_gates(a);
                continue;
            }
            const calcium_gate_config& c = *net_.astrocytes[a].calcium;
            const double factor = c.decay == calcium_decay::exact
                                      ? exp_exact_bits(-net_.tick_s / c.tau_s)
                                      : 1 - net_.tick_s / c.tau_s;
            for (double& value : calcium_[a]) {
                value *= is_done(a, manipulation_kind::knock_out) ? 0 : factor;
            }
            flow(a);
            open_gates(a);
        }
        for (std::size_t i = 0; i < synapses_.size(); ++i) deliver(i);
        for (std::size_t a = 0; a < calcium_.size(); ++a) {
            const astrocyte_field& field = net_.astrocytes[a];
            const std::size_t p = index_of(net_.populations, field.senses);
            const bool is_out = is_done(a, manipulation_kind::knock_out) > 0;
            for (std::uint32_t j = 0; j < net_.populations[p].size; ++j) {
                if (!fired_at(p, j, tick_)) continue;
                double& c = calcium_[a][j / field.neurons_per_unit];
                if (field.coincidence) {
                    marked_[a][j / field.neurons_per_unit].trace += field.coincidence->per_spike;
                }
                if (field.coincidence || is_out) continue;
                c = std::min(c + field.calcium->per_spike, field.calcium->cap);
            }
        }
        for (std::size_t p = 0; p < populations_.size(); ++p) {
            if (!net_.populations[p].lif) continue;
            for (std::uint32_t j = 0; j < net_.populations[p].size; ++j) {
                double& v = populations_[p].v[j];
                v = std::max(v, lif_of(net_.populations[p], j).v_floor);
            }
            if (net_.populations[p].lif->reset != lif_reset::hold) continue;
            for (std::uint32_t j = 0; j < net_.populations[p].size; ++j) {
                if (is_deaf(p, j) || populations_[p].last[j] == tick_) {
                    populations_[p].v[j] = net_.populations[p].lif->v_reset;
                }
            }
        }
    }

    static double opening(const calcium_gate_config& c, double calcium) {
        const double x = (calcium - c.theta) / c.slope;
        if (c.shape == gate_shape::linear) return x <= 0 ? 0 : x >= 1 ? 1 : x;
        return 1 / (1 + std::exp(-x));
    }

    // How strongly, where it is: at least one of this kind goes on.
    double is_done(std::size_t a, manipulation_kind kind) const {
        double most = 0;
        for (const manipulation& m : net_.astrocytes[a].manipulations) {
            const auto tick = static_cast<double>(tick_);
            if (m.kind != kind || std::floor(m.from_s / net_.tick_s + 0.5) > tick ||
                tick >= std::floor(m.to_s / net_.tick_s + 0.5)) {
                continue;
            }
            most = std::max(most, kind == manipulation_kind::activate ? m.gate : 1);
        }
        return most;
    }

    // Times are counted down, tick by tick.
    struct zone_marks {
        double trace = 0;
        std::int64_t rises_in = -1;
        std::int64_t deaf_for = 0;
        std::int64_t opened_for = 0;
        std::int64_t shut_for = 0;
    };

    std::int64_t ticks_in(double time_s) const {
        return static_cast<std::int64_t>(std::floor(time_s / net_.tick_s + 0.5));
    }

    void mark_zones(std::size_t a) {
        const coincidence_config& c = *net_.astrocytes[a].coincidence;
        const bool is_out = is_done(a, manipulation_kind::knock_out) > 0;
        for (std::size_t u = 0; u < calcium_[a].size(); ++u) {
            zone_marks& z = marked_[a][u];
            double& calcium = calcium_[a][u];
            z.trace *= exp_exact_bits(-net_.tick_s / c.trace_tau_s);
            calcium *= exp_exact_bits(-net_.tick_s / c.tau_s);
            for (std::int64_t* left : {&z.deaf_for, &z.opened_for, &z.shut_for}) {
                if (*left > 0) --*left;
            }
            if (z.rises_in >= 0 && --z.rises_in == 0) {
                calcium = std::min(calcium + c.rise, c.cap);
                z.rises_in = -1;
            }
            if (z.trace >= c.strong && z.deaf_for == 0) {
                z.rises_in = std::max<std::int64_t>(1, ticks_in(c.latency_s));
                z.deaf_for = std::max<std::int64_t>(1, ticks_in(c.refractory_s));
            }
            if (is_out) {
                calcium = 0;
                z.rises_in = -1;
            }
            if (z.shut_for == 0 && z.trace >= c.weak && calcium >= c.raised) {
                z.opened_for = std::max<std::int64_t>(1, ticks_in(c.open_s));
                z.shut_for = z.opened_for + ticks_in(c.pause_s);
            }
        }
    }

    void open_gates(std::size_t a) {
        for (std::size_t u = 0; u < calcium_[a].size(); ++u) {
            const double open = net_.astrocytes[a].coincidence
                                    ? (marked_[a][u].opened_for > 0 ? 1 : 0)
                                    : opening(*net_.astrocytes[a].calcium, calcium_[a][u]);
            const double least = is_done(a, manipulation_kind::activate);
            gate_[a][u] = is_done(a, manipulation_kind::inhibit) ? 0 : std::max(open, least);
        }
    }

    // The sum of what fields add to a neuron; gates are those of the tick before.
    double effects_on(const population& what, std::uint32_t j, effect_kind kind) const {
        double sum = 0;
        for (std::size_t a = 0; a < calcium_.size(); ++a) {
            const astrocyte_field& field = net_.astrocytes[a];
            for (const astrocyte_effect& e : field.effects) {
                if (e.kind != kind || (e.of.empty() ? field.senses : e.of) != what.name) continue;
                sum += e.strength * gate_[a][j / field.neurons_per_unit];
            }
        }
        return sum;
    }

    void flow(std::size_t a) {
        if (!net_.astrocytes[a].coupling) return;
        const std::vector<double> before = calcium_[a];
        for (std::uint32_t u = 0; u < before.size(); ++u) {
            for (std::uint32_t v = 0; v < before.size(); ++v) {
                if (!are_coupled(net_, net_.astrocytes[a], u, v)) continue;
                calcium_[a][u] +=
                    net_.astrocytes[a].coupling->conductance * (before[v] - before[u]);
            }
        }
    }

    bool is_deaf(std::size_t p, std::uint32_t j) const {
        const double ticks = lif_of(net_.populations[p], j).refractory_s / net_.tick_s;
        return static_cast<double>(tick_ - populations_[p].last[j]) < std::floor(ticks + 0.5);
    }

    bool hears(std::size_t p, std::uint32_t j) const {
        const auto& lif = net_.populations[p].lif;
        return !lif || lif->reset != lif_reset::hold || !is_deaf(p, j);
    }

    bool is_clamped(const population& what) const {
        if (!what.clamp) return false;
        for (const clamp_window& w : what.clamp->windows) {
            const auto tick = static_cast<double>(tick_);
            if (std::floor(w.from_s / net_.tick_s + 0.5) <= tick &&
                tick < std::floor(w.until_s / net_.tick_s + 0.5)) {
                return true;
            }
        }
        return false;
    }

    void fire(std::size_t p) {
        const population& what = net_.populations[p];
        neurons& n = populations_[p];
        if (what.spikes) {
            for (const spike_event& s : what.spikes->spikes) {
                if (static_cast<std::int64_t>(s.tick) == tick_) n.fired[s.neuron].push_back(tick_);
            }
        } else if (is_clamped(what)) {
            for (std::uint32_t j = 0; j < what.size; ++j) {
                n.v[j] = n.first[j];
                n.u[j] = what.izhikevich ? what.izhikevich->b * n.v[j] : 0;
                n.g[j] = n.raise[j] = 0;
                n.last[j] = long_ago;
            }
            for (const spike_event& s : what.clamp->spikes) {
                if (static_cast<std::int64_t>(s.tick) == tick_) n.fired[s.neuron].push_back(tick_);
            }
        } else if (what.izhikevich) {
            for (std::uint32_t j = 0; j < what.size; ++j) fire_izhikevich(what, n, j);
        } else if (what.adex) {
            for (std::uint32_t j = 0; j < what.size; ++j) fire_adex(what, n, j);
        } else {
            for (std::uint32_t j = 0; j < what.size; ++j) {
                const lif_config lif = lif_of(what, j);
                const double decay = exp_exact_bits(-net_.tick_s / lif.tau_m_s);
                const double g = n.g[j];
                if (lif.exponential) {
                    n.g[j] *= exp_exact_bits(-net_.tick_s / lif.exponential->tau_s);
                }
                const auto& adaptive = what.lif->adaptive_threshold;
                if (adaptive) n.raise[j] *= exp_exact_bits(-net_.tick_s / adaptive->tau_s);
                const bool settles = is_settling(what);
                if (settles) {
                    n.offset[j] -= what.lif->homeostasis->rise *
                                   (what.lif->homeostasis->rate_hz * net_.tick_s);
                }
                const bool is_held = what.lif->reset == lif_reset::hold;
                if (is_held && is_deaf(p, j)) continue;
                const double drive = n.bias[j] + current_into(what, j);
                n.v[j] = drive + decay * n.v[j] - decay * drive + g * gain_of(lif);
                if (lif.noise > 0) {
                    const auto bits = rounding_bits(n.noise_tag[j], static_cast<unsigned>(tick_));
                    const double part = (2.0 * bits - 65'535) / 65'536;
                    n.v[j] += (1 - decay) * (lif.noise * part);
                }
                n.v[j] = std::max(n.v[j], lif.v_floor);
                const double threshold = lif.threshold +
                                         effects_on(what, j, effect_kind::threshold) + n.raise[j] +
                                         n.offset[j];
                if (!is_deaf(p, j) && n.v[j] >= threshold) {
                    if (adaptive) n.raise[j] += adaptive->increment;
                    if (settles) n.offset[j] += what.lif->homeostasis->rise;
                    n.fired[j].push_back(tick_);
                    n.last[j] = tick_;
                    if (what.lif->reset == lif_reset::set) n.v[j] = what.lif->v_reset;
                    if (what.lif->reset == lif_reset::subtract) {
                        n.v[j] -= lif.threshold - what.lif->v_reset;
                    }
                }
            }
        }
        for (std::uint32_t j = 0; j < what.size; ++j) {
            if (fired_at(p, j, tick_)) spikes_.push_back({tick_, p, j});
        }
    }

    bool is_settling(const population& what) const {
        const auto& h = what.lif->homeostasis;
        const auto tick = static_cast<double>(tick_);
        return h && std::floor(h->from_s / net_.tick_s + 0.5) <= tick &&
               tick < std::floor(h->until_s / net_.tick_s + 0.5);
    }

    double current_into(const population& what, std::uint32_t j) const {
        double current = 0;
        for (const stimulus& s : net_.stimuli) {
            if (s.population != what.name) continue;
            const auto tick = static_cast<double>(tick_);
            const bool is_on = std::floor(s.from_s / net_.tick_s + 0.5) <= tick &&
                               tick < std::floor(s.to_s / net_.tick_s + 0.5);
            if (is_on) current += s.current;
        }
        return current + effects_on(what, j, effect_kind::current);
    }

    // The lines of the paper's program, for any tick.
    void fire_izhikevich(const population& what, neurons& n, std::uint32_t j) {
        const izhikevich_config& cell = *what.izhikevich;
        const double ms = net_.tick_s * 1e3;
        const double input = n.bias[j] + current_into(what, j) + n.g[j];
        double v = n.v[j];
        double& u = n.u[j];
        for (int half = 0; half < 2; ++half) {
            v = v + 0.5 * ms * (0.04 * v * v + 5 * v + 140 - u + input);
        }
        u = u + cell.a * ms * (cell.b * (v > 30 ? 30 : v) - u);
        n.g[j] *= cell.exponential ? exp_exact_bits(-net_.tick_s / cell.exponential->tau_s) : 0;
        if (v >= 30) {
            v = cell.c;
            u += cell.d;
            n.fired[j].push_back(tick_);
        }
        n.v[j] = v;
    }

    void fire_adex(const population& what, neurons& n, std::uint32_t j) {
        const adex_config& cell = *what.adex;
        const double input = n.bias[j] + current_into(what, j) + n.g[j];
        const double spike_current =
            cell.g_leak_siemens * cell.delta_t_v * std::exp((n.v[j] - cell.v_t_v) / cell.delta_t_v);
        const double leak = cell.g_leak_siemens * (cell.e_leak_v - n.v[j]);
        const double v_slope = (leak + spike_current - n.u[j] + input) / cell.c_m_f;
        const double w_slope = (cell.a_siemens * (n.v[j] - cell.e_leak_v) - n.u[j]) / cell.tau_w_s;
        n.v[j] += net_.tick_s * v_slope;
        n.u[j] += net_.tick_s * w_slope;
        n.g[j] *= cell.exponential ? exp_exact_bits(-net_.tick_s / cell.exponential->tau_s) : 0;
        if (n.v[j] >= cell.v_cut_v) {
            n.v[j] = cell.v_reset_v;
            n.u[j] += cell.b_a;
            n.fired[j].push_back(tick_);
        }
    }

    // The textbook's form, which cancels where the two time constants are near.
    double gain_of(const lif_config& lif) const {
        if (!lif.exponential) return 0;
        const double tau_g = lif.exponential->tau_s;
        return (std::exp(-net_.tick_s / tau_g) - std::exp(-net_.tick_s / lif.tau_m_s)) * tau_g /
               (tau_g - lif.tau_m_s);
    }

    double share_of(const std::string& projection_name, const synapse& s) const {
        for (std::size_t a = 0; a < calcium_.size(); ++a) {
            const astrocyte_field& field = net_.astrocytes[a];
            for (const astrocyte_effect& e : field.effects) {
                if (std::count(e.projections.begin(), e.projections.end(), projection_name) == 0) {
                    continue;
                }
                const std::uint32_t j = e.by == gated_side::target ? s.target : s.source;
                return std::max(0.0, 1 + e.strength * gate_[a][j / field.neurons_per_unit]);
            }
        }
        return 1;
    }

    void deliver(std::size_t i) {
        const projection& p = net_.projections[i];
        const std::size_t source = index_of(net_.populations, p.source);
        const std::size_t target = index_of(net_.populations, p.target);
        for (one_synapse& s : synapses_[i]) {
            if (p.stdp) {
                s.pre *= std::exp(-net_.tick_s / p.stdp->tau_plus_s);
                s.post *= std::exp(-net_.tick_s / p.stdp->tau_minus_s);
                if (p.stdp->reward) s.eligibility *= std::exp(-net_.tick_s / p.stdp->reward->tau_s);
            }
            if (!fired_at(source, s.is.source, tick_ - s.is.delay_ticks)) continue;
            if (populations_[target].has_current) {
                populations_[target].g[s.is.target] += s.weight * share_of(p.name, s.is);
            } else if (hears(target, s.is.target)) {
                populations_[target].v[s.is.target] += s.weight * share_of(p.name, s.is);
            }
            if (!p.stdp) continue;
            s.pre += p.stdp->a_plus;
            change(p, s, -s.post);
        }
        if (!p.stdp) return;
        for (one_synapse& s : synapses_[i]) {
            if (!fired_at(target, s.is.target, tick_)) continue;
            s.post += p.stdp->a_minus;
            change(p, s, s.pre);
        }
        if (!p.stdp->reward) return;
        const std::size_t by = index_of(net_.populations, p.stdp->reward->by);
        int rewards = 0;
        for (std::uint32_t j = 0; j < net_.populations[by].size; ++j) {
            if (fired_at(by, j, tick_)) ++rewards;
        }
        for (one_synapse& s : synapses_[i]) {
            const double more = p.stdp->reward->gain * rewards * s.eligibility;
            s.weight = std::clamp(s.weight + more, 0.0, p.stdp->w_max);
        }
    }

    static void change(const projection& p, one_synapse& s, double by) {
        if (p.stdp->reward) {
            s.eligibility += by;
        } else {
            s.weight = std::clamp(s.weight + by, 0.0, p.stdp->w_max);
        }
    }

    network net_;
    std::int64_t tick_ = 0;
    std::vector<neurons> populations_;
    std::vector<std::vector<one_synapse>> synapses_;
    std::vector<std::vector<double>> calcium_;
    std::vector<std::vector<double>> gate_;  ///< of the last tick
    std::vector<std::vector<zone_marks>> marked_;
    std::vector<spike> spikes_;
};

}  // namespace memglia::test
