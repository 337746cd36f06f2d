#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/rounding_bits.hpp"
#include "snan/network/quantise.hpp"
#include "snan/network/simulation.hpp"
#include "snan/reference/poisson_train.hpp"
#include "testbenches/support/coupled_units.hpp"
#include "testbenches/support/dense_fixed_cells.hpp"

namespace memglia::test {

/// A network in fixed point, run step by step in the plainest way: every synapse looked at in every
/// tick, traces of its own at every synapse, everything kept. Slow, and without anything in common
/// with the engine but quantise() and the chance of Poisson inputs.
class dense_fixed_network final : public network_simulation {
  public:
    dense_fixed_network(const network& net, const number_format& format)
        : net_(net), fixed_(quantise(net, format)), most_(format.most_state()) {
        for (std::size_t p = 0; p < net.populations.size(); ++p) {
            neurons n;
            const std::uint32_t size = net.populations[p].size;
            if (fixed_.populations[p]) {
                const auto& first = v_initial_of(*fixed_.populations[p]);
                n.v.assign(first.begin(), first.end());
                for (const integer v : n.v)
                    n.slow.push_back(slow_initial(*fixed_.populations[p], v));
            }
            n.last.assign(size, never);
            n.g.resize(size);
            n.raise.resize(size);
            n.offset.resize(size);
            n.sum.resize(size);
            n.fired.resize(size);
            if (net.populations[p].poisson) n.chance.emplace(net, net.populations[p]);
            populations_.push_back(n);
        }
        synapses_.resize(net.projections.size());
        for (std::size_t i = 0; i < net.projections.size(); ++i) {
            for_each_fixed_synapse(net, fixed_, i, [this, i](const fixed_synapse& s) {
                synapses_[i].push_back({s, s.level, {}, {}, {}});
            });
        }
        for (const astrocyte_field& a : net.astrocytes) {
            calcium_.emplace_back(unit_count(net, a));
        }
    }

    void run(std::uint64_t ticks) override {
        for (std::uint64_t k = 0; k < ticks; ++k) {
            step();
            ++tick_;
            keep();
        }
    }

    const network& description() const override { return net_; }
    std::uint64_t ticks() const override { return tick_; }

    recording recorded(std::size_t probe_index) const override {
        const probe& p = net_.probes[probe_index];
        recording r;
        if (p.record == probe_kind::spikes) {
            const auto& fired = populations_[index_of(net_.populations, p.of)].fired;
            for (std::uint64_t tick = 0; tick < tick_; ++tick) {
                for (std::uint32_t j = 0; j < fired.size(); ++j) {
                    if (has(fired[j], tick)) r.spikes.push_back({j, tick});
                }
            }
            return r;
        }
        for (std::uint64_t after = 1; after <= tick_; ++after) {
            const bool due = p.every_ticks == 0 ? after == tick_ : after % p.every_ticks == 0;
            if (!due) continue;
            const std::vector<double>& row = kept(p, after);
            r.width = row.size();
            r.after_ticks.push_back(after);
            r.values.insert(r.values.end(), row.begin(), row.end());
        }
        return r;
    }

    readout_result read(std::size_t readout_index) const override {
        const readout& is = net_.readouts[readout_index];
        const auto& fired = populations_[index_of(net_.populations, is.of)].fired;
        readout_result r;
        r.groups.resize(fired.size() / is.neurons_per_group);
        const double begin = std::floor(is.from_s / net_.tick_s + 0.5);
        const double end = std::floor(is.to_s / net_.tick_s + 0.5);
        for (std::uint64_t tick = 0; tick < tick_; ++tick) {
            const auto now = static_cast<double>(tick);
            if (now < begin || now >= end) continue;
            ++r.ticks;
            for (std::size_t j = 0; j < fired.size(); ++j) {
                if (!has(fired[j], tick)) continue;
                group_reading& g = r.groups[j / is.neurons_per_group];
                ++g.spikes;
                if (!g.first_tick) g.first_tick = tick;
            }
        }
        r.is_over = static_cast<double>(tick_) >= end;
        std::uint64_t most = 0;
        for (const group_reading& g : r.groups) most = std::max(most, g.spikes);
        for (std::uint32_t g = 0; g < r.groups.size(); ++g) {
            if (most > 0 && r.groups[g].spikes == most) r.winners.push_back(g);
            if (r.ticks == 0) continue;
            r.groups[g].rate_hz =
                static_cast<double>(r.groups[g].spikes) /
                (net_.tick_s * is.neurons_per_group * static_cast<double>(r.ticks));
        }
        return r;
    }

    void for_each_synapse_now(std::size_t i,
                              const std::function<void(const synapse&)>& visit) const override {
        for (const one_synapse& s : synapses_[i]) {
            visit({s.is.source, s.is.target,
                   static_cast<double>(s.level) * fixed_.projections[i].weight_unit,
                   s.is.delay_ticks});
        }
    }

    std::uint64_t spikes(std::size_t p) const override {
        std::uint64_t all = 0;
        for (const auto& ticks : populations_[p].fired) all += ticks.size();
        return all;
    }
    std::uint64_t deliveries() const override { return deliveries_; }

    /// How often something would have gone beyond its end.
    struct ends {
        std::uint64_t states = 0;
        std::uint64_t traces = 0;
        std::uint64_t levels = 0;
    };
    const ends& reached() const { return reached_; }

    /// Changes of levels by rewards, also those rounded to nothing.
    std::uint64_t rewarded() const { return rewarded_; }

  private:
    using integer = std::int64_t;

    struct mark {
        integer value = 0;
        std::uint64_t tick = 0;
    };
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    struct neurons {
        std::vector<integer> v;
        std::vector<integer> slow;  ///< recovery of Izhikevich neurons, adaptation of AdEx ones
        std::vector<integer> g;
        std::vector<integer> raise;
        std::vector<integer> offset;
        integer sinking_ticks = 0;
        bool settles = false;                           ///< in this tick
        std::vector<integer> sum;                       ///< of what arrives in this tick
        std::vector<std::vector<std::uint64_t>> fired;  ///< ticks of each neuron's spikes
        std::vector<std::uint64_t> last;  ///< spike since the last clamp, and not of its table
        std::optional<poisson_train> chance;
    };
    struct one_synapse {
        fixed_synapse is;
        integer level = 0;
        mark arrivals;
        mark target_spikes;
        mark eligibility;
    };
    struct snapshot {
        std::vector<std::vector<double>> membranes;
        std::vector<std::vector<double>> weights;
        std::vector<std::vector<double>> calcium;
    };

    static bool has(const std::vector<std::uint64_t>& ticks, std::uint64_t tick) {
        return std::binary_search(ticks.begin(), ticks.end(), tick);
    }
    bool fires(std::size_t p, std::uint32_t j) const {
        return has(populations_[p].fired[j], tick_);
    }

    static integer limited(integer value, integer low, integer high, std::uint64_t& reached) {
        if (value < low || value > high) ++reached;
        return std::clamp(value, low, high);
    }
    integer state(integer value) { return limited(value, -most_, most_, reached_.states); }
    integer level(integer value) {
        return limited(value, 0, fixed_.format.weight_levels, reached_.levels);
    }
    integer trace(integer value) {
        return limited(value, 0, integer{fixed_.format.weight_levels} * 65'536, reached_.traces);
    }

    static integer faded(const mark& m, std::uint64_t tick, const decay_table& decay) {
        const std::uint64_t ticks = tick - m.tick;
        if (ticks >= 65'536) return 0;
        return scaled(scaled(m.value, decay.coarse.at(ticks / 256)), decay.fine.at(ticks % 256));
    }

    bool is_refractory(std::size_t p, std::uint32_t j) const {
        if (!fixed_.populations[p]->lif) return false;
        const std::uint64_t last = populations_[p].last[j];
        return last != never && tick_ - last < fixed_.populations[p]->lif->refractory_ticks;
    }

    void step() {
        for (std::size_t p = 0; p < populations_.size(); ++p) fire(p);
        for (std::size_t a = 0; a < calcium_.size(); ++a) flow(a);
        for (std::size_t i = 0; i < synapses_.size(); ++i) arrive(i);
        for (std::size_t i = 0; i < synapses_.size(); ++i) answer(i);
        for (std::size_t i = 0; i < synapses_.size(); ++i) give_rewards(i);
        for (std::size_t a = 0; a < calcium_.size(); ++a) sense(a);
        for (std::size_t p = 0; p < populations_.size(); ++p) settle(p);
    }

    void fire(std::size_t p) {
        neurons& n = populations_[p];
        const population& what = net_.populations[p];
        if (what.spikes) {
            for (const spike_event& s : what.spikes->spikes) {
                if (s.tick == tick_) n.fired[s.neuron].push_back(tick_);
            }
        } else if (what.poisson) {
            std::vector<std::uint32_t> now;
            n.chance->advance(now);
            for (const std::uint32_t j : now) n.fired[j].push_back(tick_);
        } else if (is_clamped(what)) {
            for (std::uint32_t j = 0; j < what.size; ++j) {
                n.v[j] = v_initial_of(*fixed_.populations[p])[j];
                n.slow[j] = slow_initial(*fixed_.populations[p], n.v[j]);
                n.g[j] = n.raise[j] = 0;
                n.last[j] = never;
            }
            for (const spike_event& s : what.clamp->spikes) {
                if (s.tick == tick_) n.fired[s.neuron].push_back(tick_);
            }
        } else {
            sink(p);
            for (std::uint32_t j = 0; j < what.size; ++j) fire(p, j);
        }
    }

    // Thresholds have sunk by the whole part of what all ticks have made.
    void sink(std::size_t p) {
        neurons& n = populations_[p];
        if (!fixed_.populations[p]->lif) return;
        const auto& h = fixed_.populations[p]->lif->homeostasis;
        n.settles = h && tick_ >= h->from_tick && tick_ < h->until_tick;
        if (!n.settles) return;
        const integer before = n.sinking_ticks * h->sink_parts / 1'048'576;
        const integer after = ++n.sinking_ticks * h->sink_parts / 1'048'576;
        for (integer& offset : n.offset) offset = state(offset - (after - before));
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

    void fire(std::size_t p, std::uint32_t j) {
        neurons& n = populations_[p];
        if (!fixed_.populations[p]->lif) {
            dense_cell cell{n.v[j], n.slow[j], n.g[j]};
            if (dense_cell_fires(*fixed_.populations[p], j, most_, cell)) {
                n.fired[j].push_back(tick_);
            }
            n.v[j] = cell.v;
            n.slow[j] = cell.slow;
            n.g[j] = cell.g;
            return;
        }
        const fixed_lif& lif = *fixed_.populations[p]->lif;
        const integer b = lif.bias[j];
        n.v[j] = state(b + scaled(n.v[j] - b, lif.decay));
        if (lif.has_current) {
            n.v[j] = state(n.v[j] + scaled(n.g[j], lif.current_gain));
            n.g[j] = scaled(n.g[j], lif.current_decay);
        }
        if (lif.noise_step > 0) {
            const integer bits =
                rounding_bits(lif.noise_tag.at(j), static_cast<std::uint32_t>(tick_));
            const double part = static_cast<double>(2 * bits - 65'535) / 65'536;
            n.v[j] = state(n.v[j] + static_cast<integer>(std::floor(lif.noise_step * part + 0.5)));
        }
        if (lif.v_floor) n.v[j] = std::max<integer>(n.v[j], *lif.v_floor);
        if (lif.adapts) n.raise[j] = scaled(n.raise[j], lif.raise_decay);
        const integer threshold = lif.threshold + n.raise[j] + n.offset[j];
        if (is_refractory(p, j) || n.v[j] < threshold) return;
        n.fired[j].push_back(tick_);
        n.last[j] = tick_;
        if (lif.reset == lif_reset::set) n.v[j] = lif.v_reset;
        if (lif.reset == lif_reset::subtract) {
            n.v[j] = state(n.v[j] - (integer{lif.threshold} - lif.v_reset));
        }
        if (lif.adapts) n.raise[j] = state(n.raise[j] + lif.raise_increment);
        if (n.settles) n.offset[j] = state(n.offset[j] + lif.homeostasis->rise);
    }

    integer gain(std::size_t i, const fixed_synapse& s) const {
        const integer unit = fixed_.projections[i].unit;
        for (std::size_t a = 0; a < calcium_.size(); ++a) {
            const astrocyte_field& field = net_.astrocytes[a];
            const fixed_astrocytes& f = fixed_.astrocytes[a];
            if (std::count(field.gates.begin(), field.gates.end(), net_.projections[i].name) == 0) {
                continue;
            }
            const std::uint32_t j = field.by == gated_side::target ? s.target : s.source;
            const integer c = faded(calcium_[a][j / field.neurons_per_unit], tick_, f.decay);
            const integer width = integer{1} << f.table_shift;
            const auto entry = static_cast<integer>(
                std::floor(static_cast<double>(c - f.table_from) / static_cast<double>(width)));
            const integer share =
                f.share.at(static_cast<std::size_t>(std::clamp<integer>(entry, 0, 63)));
            return (unit * share + 128) / 256;
        }
        return unit;
    }

    std::uint32_t tag(std::size_t i, const fixed_synapse& s) const {
        return row_tag(i, s.source, s.delay_ticks, s.ordinal);
    }
    std::uint32_t target_tag(std::size_t i, const fixed_synapse& s) const {
        return neuron_tag(index_of(net_.populations, net_.projections[i].target), s.target);
    }
    static integer moves(integer change, std::uint32_t who, std::uint64_t tick) {
        return (change + rounding_bits(who, static_cast<std::uint32_t>(tick))) / 65'536;
    }

    void arrive(std::size_t i) {
        const std::size_t source = index_of(net_.populations, net_.projections[i].source);
        const std::size_t target = index_of(net_.populations, net_.projections[i].target);
        for (one_synapse& s : synapses_[i]) {
            if (s.is.delay_ticks > tick_) continue;
            if (!has(populations_[source].fired[s.is.source], tick_ - s.is.delay_ticks)) continue;
            ++deliveries_;
            populations_[target].sum[s.is.target] += s.level * gain(i, s.is);
            if (!fixed_.projections[i].stdp) continue;
            const fixed_stdp& stdp = *fixed_.projections[i].stdp;
            const integer size = faded(s.target_spikes, tick_, stdp.minus);
            if (stdp.reward) {
                make_eligible(s, -size, *stdp.reward);
            } else {
                s.level = level(s.level - moves(size, tag(i, s.is) ^ target_tag(i, s.is), tick_));
            }
            s.arrivals = {trace(faded(s.arrivals, tick_, stdp.plus) + stdp.a_plus), tick_};
        }
    }

    void answer(std::size_t i) {
        if (!fixed_.projections[i].stdp) return;
        const fixed_stdp& stdp = *fixed_.projections[i].stdp;
        const std::size_t target = index_of(net_.populations, net_.projections[i].target);
        for (one_synapse& s : synapses_[i]) {
            if (!fires(target, s.is.target)) continue;
            const integer size = faded(s.arrivals, tick_, stdp.plus);
            if (stdp.reward) {
                make_eligible(s, size, *stdp.reward);
            } else {
                s.level = level(s.level + moves(size, tag(i, s.is) ^ ~target_tag(i, s.is), tick_));
            }
            s.target_spikes = {trace(faded(s.target_spikes, tick_, stdp.minus) + stdp.a_minus),
                               tick_};
        }
    }

    integer eligible(integer value) {
        const integer most = integer{fixed_.format.weight_levels} * 65'536;
        return limited(value, -most, most, reached_.traces);
    }
    void make_eligible(one_synapse& s, integer by, const fixed_reward& reward) {
        if (by == 0) return;
        s.eligibility = {eligible(faded(s.eligibility, tick_, reward.eligibility) + by), tick_};
    }

    void give_rewards(std::size_t i) {
        if (!fixed_.projections[i].stdp || !fixed_.projections[i].stdp->reward) return;
        const fixed_reward& reward = *fixed_.projections[i].stdp->reward;
        const std::size_t by = index_of(net_.populations, net_.projections[i].stdp->reward->by);
        integer rewards = 0;
        for (std::uint32_t j = 0; j < net_.populations[by].size; ++j) rewards += fires(by, j);
        for (one_synapse& s : synapses_[i]) {
            const integer each =
                eligible(scaled(faded(s.eligibility, tick_, reward.eligibility), reward.gain));
            const integer size = eligible(each * rewards);
            if (size == 0) continue;
            const integer by_levels =
                moves(std::abs(size), tag(i, s.is) ^ target_tag(i, s.is), tick_);
            s.level = level(size > 0 ? s.level + by_levels : s.level - by_levels);
            ++rewarded_;
        }
    }

    void flow(std::size_t a) {
        const fixed_astrocytes& f = fixed_.astrocytes[a];
        if (!f.coupling) return;
        for (mark& m : calcium_[a]) m = {faded(m, tick_, f.decay), tick_};
        const std::vector<mark> before = calcium_[a];
        for (std::uint32_t u = 0; u < before.size(); ++u) {
            for (std::uint32_t v = 0; v < before.size(); ++v) {
                if (!are_coupled(net_, net_.astrocytes[a], u, v)) continue;
                const long double apart = before[v].value - before[u].value;
                const auto flux =
                    static_cast<integer>(std::trunc(apart * f.coupling->conductance / 1'048'576));
                calcium_[a][u].value = state(calcium_[a][u].value + flux);
            }
        }
    }

    void sense(std::size_t a) {
        const astrocyte_field& field = net_.astrocytes[a];
        const fixed_astrocytes& f = fixed_.astrocytes[a];
        const std::size_t p = index_of(net_.populations, field.senses);
        for (std::size_t u = 0; u < calcium_[a].size(); ++u) {
            integer sensed = 0;
            for (std::uint32_t j = 0; j < net_.populations[p].size; ++j) {
                if (j / field.neurons_per_unit == u && fires(p, j)) ++sensed;
            }
            if (sensed == 0) continue;
            mark& m = calcium_[a][u];
            m = {state(faded(m, tick_, f.decay) + sensed * f.per_spike), tick_};
        }
    }

    void settle(std::size_t p) {
        if (!fixed_.populations[p]) return;
        neurons& n = populations_[p];
        const auto& lif = fixed_.populations[p]->lif;
        for (std::uint32_t j = 0; j < net_.populations[p].size; ++j) {
            integer& into = !lif || lif->has_current ? n.g[j] : n.v[j];
            into = state(into + n.sum[j]);
            n.sum[j] = 0;
            if (!lif) continue;
            if (lif->v_floor) n.v[j] = std::max<integer>(n.v[j], *lif->v_floor);
            if (lif->reset != lif_reset::hold) continue;
            if (n.last[j] == tick_ || is_refractory(p, j)) n.v[j] = lif->v_reset;
        }
    }

    void keep() {
        snapshot now;
        for (std::size_t p = 0; p < populations_.size(); ++p) {
            auto& row = now.membranes.emplace_back();
            for (const integer v : populations_[p].v) {
                row.push_back(fixed_.populations[p]->potential(static_cast<std::int32_t>(v)));
            }
        }
        for (std::size_t i = 0; i < synapses_.size(); ++i) {
            auto& row = now.weights.emplace_back();
            for_each_synapse_now(i, [&row](const synapse& s) { row.push_back(s.weight); });
        }
        for (std::size_t a = 0; a < calcium_.size(); ++a) {
            auto& row = now.calcium.emplace_back();
            for (const mark& m : calcium_[a]) {
                row.push_back(static_cast<double>(faded(m, tick_ - 1, fixed_.astrocytes[a].decay)) /
                              std::pow(2.0, fixed_.astrocytes[a].fraction_bits));
            }
        }
        kept_.push_back(now);
    }

    const std::vector<double>& kept(const probe& p, std::uint64_t after) const {
        const snapshot& then = kept_[after - 1];
        if (p.record == probe_kind::membrane) {
            return then.membranes[index_of(net_.populations, p.of)];
        }
        if (p.record == probe_kind::calcium) {
            return then.calcium[index_of(net_.astrocytes, p.of)];
        }
        return then.weights[index_of(net_.projections, p.of)];
    }

    network net_;
    fixed_network fixed_;
    integer most_;
    std::uint64_t tick_ = 0;
    std::vector<neurons> populations_;
    std::vector<std::vector<one_synapse>> synapses_;
    std::vector<std::vector<mark>> calcium_;
    std::vector<snapshot> kept_;
    std::uint64_t deliveries_ = 0;
    std::uint64_t rewarded_ = 0;
    ends reached_;
};

}  // namespace memglia::test
