#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/rounding_bits.hpp"
#include "snan/network/quantise.hpp"
#include "snan/network/simulation.hpp"
#include "snan/reference/poisson_train.hpp"
#include "testbenches/support/dense_fixed_fields.hpp"
#include "testbenches/support/dense_fixed_reading.hpp"
#include "testbenches/support/dense_fixed_steps.hpp"
#include "testbenches/support/dense_tripartite.hpp"

namespace memglia::test {

/// A network in fixed point, run step by step in the plainest way: every synapse looked at in every
/// tick, traces of its own at every synapse, everything kept. Slow, and without anything in common
/// with the engine but quantise() and the chance of Poisson inputs.
class dense_fixed_network final : public network_simulation {
  public:
    dense_fixed_network(const network& net, const number_format& format)
        : net_(net),
          fixed_(quantise(net, format)),
          most_(format.most_state()),
          fields_(net_, fixed_) {
        for (std::size_t p = 0; p < net.populations.size(); ++p) {
            neurons n;
            const std::uint32_t size = net.populations[p].size;
            if (fixed_.populations[p]) {
                const auto& first = v_initial_of(p);
                n.v.assign(first.begin(), first.end());
                for (const integer v : n.v) n.slow.push_back(slow_initial(p, v));
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
            rules_.emplace_back(net.projections[i].tripartite.value_or(tripartite_config{}),
                                net.tick_s);
        }
    }

    void run(std::uint64_t ticks) override {
        for (std::uint64_t k = 0; k < ticks; ++k) {
            step();
            ++tick_;
            keep();
        }
    }

    void stimulate(const current_pulse& pulse) override { pulses_.push_back({pulse, tick_}); }
    void inject(std::size_t p, std::uint32_t neuron) override {
        injected_.push_back({p, {neuron, tick_}});
    }
    void manipulate(std::size_t field, const astrocyte_control& control) override {
        fields_.control(field, control);
    }

    const network& description() const override { return net_; }
    std::uint64_t ticks() const override { return tick_; }

    recording recorded(std::size_t probe_index) const override {
        const probe& p = net_.probes[probe_index];
        recording r;
        if (p.record == probe_kind::spikes) {
            const auto& fired = populations_[index_of(net_.populations, p.of)].fired;
            r.spikes = dense_fixed::spikes_in(fired, tick_);
            return r;
        }
        for (std::uint64_t after = 1; after <= tick_; ++after) {
            const bool due = p.every_ticks == 0 ? after == tick_ : after % p.every_ticks == 0;
            if (!due) continue;
            const std::vector<double>& row = kept_[after - 1].of(net_, p);
            r.width = row.size();
            r.after_ticks.push_back(after);
            r.values.insert(r.values.end(), row.begin(), row.end());
        }
        return r;
    }

    readout_result read(std::size_t readout_index) const override {
        const readout& is = net_.readouts[readout_index];
        const auto& fired = populations_[index_of(net_.populations, is.of)].fired;
        return dense_fixed::reading(is, fired, net_.tick_s, tick_);
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
        std::uint64_t words = 0;
    };
    const ends& reached() const { return reached_; }
    /// Changes of levels by rewards, also those rounded to nothing.
    std::uint64_t rewarded() const { return rewarded_; }
    const dense_tripartite& rule(std::size_t projection) const { return rules_[projection]; }

  private:
    using integer = std::int64_t;

    using mark = dense_fixed_fields::mark;
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
    bool fires(std::size_t p, std::uint32_t j) const {
        return dense_fixed::has(populations_[p].fired[j], tick_);
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

    static integer scaled(integer value, integer factor) {
        return dense_fixed_fields::scaled(value, factor);
    }
    static integer faded(const mark& m, std::uint64_t tick, const decay_table& decay) {
        return dense_fixed_fields::faded(m, tick, decay);
    }

    const std::vector<std::int32_t>& v_initial_of(std::size_t p) const {
        const fixed_population& is = *fixed_.populations[p];
        if (is.lif) return is.lif->v_initial;
        return is.izhikevich ? is.izhikevich->v_initial : is.adex->v_initial;
    }
    integer slow_initial(std::size_t p, integer v) {
        const auto& cell = fixed_.populations[p]->izhikevich;
        return cell ? word(dense_fixed::stepped(v, cell->b)) : 0;
    }

    bool is_refractory(std::size_t p, std::uint32_t j) const {
        if (!fixed_.populations[p]->lif) return false;
        const std::uint64_t last = populations_[p].last[j];
        return last != never && tick_ - last < fixed_.populations[p]->lif->of(j).refractory_ticks;
    }

    void step() {
        for (std::size_t p = 0; p < populations_.size(); ++p) fire(p);
        fields_.step(tick_);
        for (std::size_t i = 0; i < synapses_.size(); ++i) arrive(i);
        for (std::size_t i = 0; i < synapses_.size(); ++i) answer(i);
        for (std::size_t i = 0; i < synapses_.size(); ++i) consolidate(i);
        for (std::size_t i = 0; i < synapses_.size(); ++i) give_rewards(i);
        fields_.sense([this](std::size_t p, std::uint32_t j) { return fires(p, j); });
        for (std::size_t p = 0; p < populations_.size(); ++p) settle(p);
    }

    void fire(std::size_t p) {
        neurons& n = populations_[p];
        const population& what = net_.populations[p];
        if (what.spikes) {
            for (const spike_event& s : what.spikes->spikes) {
                if (s.tick == tick_) n.fired[s.neuron].push_back(tick_);
            }
        }
        if (what.poisson) {
            std::vector<std::uint32_t> now;
            n.chance->advance(now);
            for (const std::uint32_t j : now) n.fired[j].push_back(tick_);
        }
        for (const auto& [of, s] : injected_) {
            if (of != p || s.tick != tick_ || dense_fixed::has(n.fired[s.neuron], tick_)) continue;
            n.fired[s.neuron].push_back(tick_);
        }
        if (!has_neurons(what)) return;
        if (dense_fixed::is_clamped(what, net_.tick_s, tick_)) {
            for (std::uint32_t j = 0; j < what.size; ++j) {
                n.v[j] = v_initial_of(p)[j];
                n.slow[j] = slow_initial(p, n.v[j]);
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

    void fire(std::size_t p, std::uint32_t j) {
        if (fixed_.populations[p]->izhikevich) return fire_izhikevich(p, j);
        if (fixed_.populations[p]->adex) return fire_adex(p, j);
        neurons& n = populations_[p];
        const fixed_lif& lif = *fixed_.populations[p]->lif;
        const fixed_neuron& own = lif.of(j);
        const integer b = driven_bias(p, j, lif.bias[j]);
        const auto shift = fields_.effects_on(net_.populations[p].name, j, effect_kind::threshold);
        n.v[j] = state(b + scaled(n.v[j] - b, own.decay));
        if (lif.has_current) {
            n.v[j] = state(n.v[j] + scaled(n.g[j], own.current_gain));
            n.g[j] = scaled(n.g[j], own.current_decay);
        }
        if (own.noise_step > 0) {
            const auto bits = rounding_bits(lif.noise_tag.at(j), static_cast<unsigned>(tick_));
            const double part = (2.0 * bits - 65'535) / 65'536;
            n.v[j] = state(n.v[j] + static_cast<integer>(std::floor(own.noise_step * part + 0.5)));
        }
        if (own.v_floor) n.v[j] = std::max<integer>(n.v[j], *own.v_floor);
        if (lif.adapts) n.raise[j] = scaled(n.raise[j], lif.raise_decay);
        const integer base = shift ? state(own.threshold + *shift) : own.threshold;
        const integer threshold = base + n.raise[j] + n.offset[j];
        if (is_refractory(p, j) || n.v[j] < threshold) return;
        n.fired[j].push_back(tick_);
        n.last[j] = tick_;
        if (lif.reset == lif_reset::set) n.v[j] = lif.v_reset;
        if (lif.reset == lif_reset::subtract) {
            n.v[j] = state(n.v[j] - (integer{own.threshold} - lif.v_reset));
        }
        if (lif.adapts) n.raise[j] = state(n.raise[j] + lif.raise_increment);
        if (n.settles) n.offset[j] = state(n.offset[j] + lif.homeostasis->rise);
    }

    void fire_izhikevich(std::size_t p, std::uint32_t j) {
        neurons& n = populations_[p];
        const fixed_izhikevich& cell = *fixed_.populations[p]->izhikevich;
        const integer b = driven_bias(p, j, cell.bias[j]);
        const integer u = dense_fixed::to_nearest(n.slow[j], static_cast<int>(cell.fine_bits));
        for (int half = 0; half < 2; ++half) {
            const long double v = n.v[j];
            const auto square =
                static_cast<integer>(std::floor(std::ldexp(v * v, -cell.fraction_bits)));
            const integer slope = square + 25 * (5 * n.v[j] + cell.offset - u + b + n.g[j]);
            n.v[j] = state(n.v[j] + dense_fixed::stepped(dense_fixed::held(slope), cell.half_step));
        }
        const integer goal = dense_fixed::stepped(std::min<integer>(n.v[j], cell.peak), cell.b);
        n.slow[j] = word(n.slow[j] +
                         dense_fixed::stepped(dense_fixed::held(goal - n.slow[j]), cell.recovery));
        n.g[j] = scaled(n.g[j], cell.current_decay);
        if (n.v[j] < cell.peak) return;
        n.fired[j].push_back(tick_);
        n.v[j] = cell.c;
        n.slow[j] = word(n.slow[j] + cell.d);
    }

    void fire_adex(std::size_t p, std::uint32_t j) {
        neurons& n = populations_[p];
        const fixed_adex& cell = *fixed_.populations[p]->adex;
        const integer x = n.v[j];
        const integer rise = dense_fixed::exponential(cell, std::min<integer>(x, cell.cut));
        const integer input =
            (driven_bias(p, j, cell.bias[j]) + n.g[j]) * (integer{1} << cell.fine_bits);
        n.v[j] = state(x + dense_fixed::stepped(rise - (x - cell.rest), cell.leak) +
                       dense_fixed::to_nearest(input - n.slow[j], static_cast<int>(cell.to_v)));
        const integer goal = dense_fixed::stepped(x - cell.rest, cell.follow);
        n.slow[j] = word(n.slow[j] +
                         dense_fixed::stepped(dense_fixed::held(goal - n.slow[j]), cell.recovery));
        n.g[j] = scaled(n.g[j], cell.current_decay);
        if (n.v[j] < cell.cut) return;
        n.fired[j].push_back(tick_);
        n.v[j] = cell.reset;
        n.slow[j] = word(n.slow[j] + cell.increment);
    }

    integer word(integer value) {
        constexpr integer most = (integer{1} << 30) - 1;
        return limited(value, -most, most, reached_.words);
    }

    integer driven_bias(std::size_t p, std::uint32_t j, integer bias) {
        const auto currents = currents_into(p, j);
        return currents ? state(bias + *currents) : bias;
    }
    std::optional<integer> currents_into(std::size_t p, std::uint32_t j) const {
        std::optional<integer> sum =
            fields_.effects_on(net_.populations[p].name, j, effect_kind::current);
        if (const auto stimuli = dense_fixed::stimuli_into(net_, pulses_, p, j, tick_)) {
            sum = sum.value_or(0) + fixed_value(*fixed_.populations[p], *stimuli);
        }
        return sum;
    }

    integer gain(std::size_t i, const fixed_synapse& s) const {
        integer unit = fixed_.projections[i].unit;
        if (const auto& rule = fixed_.projections[i].tripartite; rule && rule->scaling) {
            const integer sum =
                dense_tripartite::sum_onto(synapses_[i], &one_synapse::level, s.target);
            unit = rule->scaling->unit.at(
                static_cast<std::size_t>(sum / (1LL << rule->scaling->shift)));
        }
        const auto share = fields_.share_of(net_.projections[i].name, s.source, s.target);
        return share ? std::min((unit * *share + 128) / 256, most_) : unit;
    }

    std::uint32_t tag(std::size_t i, const fixed_synapse& s) const {
        return row_tag(i, s.source, s.delay_ticks, s.ordinal);
    }
    std::uint32_t target_tag(std::size_t i, const fixed_synapse& s) const {
        return neuron_tag(index_of(net_.populations, net_.projections[i].target), s.target);
    }
    void arrive(std::size_t i) {
        const std::size_t source = index_of(net_.populations, net_.projections[i].source);
        const std::size_t target = index_of(net_.populations, net_.projections[i].target);
        for (std::size_t k = 0; k < synapses_[i].size(); ++k) {
            one_synapse& s = synapses_[i][k];
            if (s.is.delay_ticks > tick_) continue;
            if (!dense_fixed::has(populations_[source].fired[s.is.source],
                                  tick_ - s.is.delay_ticks))
                continue;
            ++deliveries_;
            rules_[i].arrive(k, static_cast<std::int64_t>(tick_));
            populations_[target].sum[s.is.target] += s.level * gain(i, s.is);
            if (!fixed_.projections[i].stdp) continue;
            const fixed_stdp& stdp = *fixed_.projections[i].stdp;
            change(i, s, faded(s.target_spikes, tick_, stdp.minus), -1);
            s.arrivals = {trace(faded(s.arrivals, tick_, stdp.plus) + stdp.a_plus), tick_};
        }
    }

    // By pairs of spikes, up or down: the level, or the eligibility where rewards move that.
    void change(std::size_t i, one_synapse& s, integer size, int sign) {
        const auto& reward = fixed_.projections[i].stdp->reward;
        const std::uint32_t neuron = target_tag(i, s.is);
        if (!reward) {
            const std::uint32_t who = tag(i, s.is) ^ (sign > 0 ? ~neuron : neuron);
            s.level = level(s.level + sign * dense_fixed::moves(size, who, tick_));
        } else if (size != 0) {
            const integer before = faded(s.eligibility, tick_, reward->eligibility);
            s.eligibility = {eligible(before + sign * size), tick_};
        }
    }
    integer eligible(integer value) {
        const integer most = integer{fixed_.format.weight_levels} * 65'536;
        return limited(value, -most, most, reached_.traces);
    }

    void give_rewards(std::size_t i) {
        if (!fixed_.projections[i].stdp || !fixed_.projections[i].stdp->reward) return;
        const fixed_reward& reward = *fixed_.projections[i].stdp->reward;
        const std::size_t by = index_of(net_.populations, net_.projections[i].stdp->reward->by);
        integer rewards = 0;
        for (std::uint32_t j = 0; j < net_.populations[by].size; ++j) rewards += fires(by, j);
        for (one_synapse& s : synapses_[i]) {
            const integer now = faded(s.eligibility, tick_, reward.eligibility);
            const integer size =
                eligible(eligible(dense_fixed::stepped(now, reward.gain)) * rewards);
            if (size == 0) continue;
            const integer by_levels =
                dense_fixed::moves(std::abs(size), tag(i, s.is) ^ target_tag(i, s.is), tick_);
            s.level = level(size > 0 ? s.level + by_levels : s.level - by_levels);
            ++rewarded_;
        }
    }

    void answer(std::size_t i) {
        if (!fixed_.projections[i].stdp) return;
        const fixed_stdp& stdp = *fixed_.projections[i].stdp;
        const std::size_t target = index_of(net_.populations, net_.projections[i].target);
        for (one_synapse& s : synapses_[i]) {
            if (!fires(target, s.is.target)) continue;
            change(i, s, faded(s.arrivals, tick_, stdp.plus), 1);
            s.target_spikes = {trace(faded(s.target_spikes, tick_, stdp.minus) + stdp.a_minus),
                               tick_};
        }
    }

    void consolidate(std::size_t i) {
        const auto& rule = fixed_.projections[i].tripartite;
        if (!rule) return;
        const std::size_t target = index_of(net_.populations, net_.projections[i].target);
        rules_[i].consolidate(synapses_[i], &one_synapse::level, integer{rule->step},
                              integer{fixed_.format.weight_levels},
                              static_cast<std::int64_t>(tick_), [&](std::uint32_t j) {
                                  return fires(target, j) &&
                                         (!rule->field || fields_.permits(*rule->field, j));
                              });
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
            if (const auto f = lif->of(j).v_floor) n.v[j] = std::max<integer>(n.v[j], *f);
            if (lif->reset != lif_reset::hold) continue;
            if (n.last[j] == tick_ || is_refractory(p, j)) n.v[j] = lif->v_reset;
        }
    }

    void keep() {
        dense_fixed::snapshot now;
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
        for (std::size_t a = 0; a < fields_.size(); ++a) now.calcium.push_back(fields_.calcium(a));
        kept_.push_back(now);
    }

    network net_;
    fixed_network fixed_;
    integer most_;
    std::uint64_t tick_ = 0;
    std::vector<neurons> populations_;
    std::vector<std::vector<one_synapse>> synapses_;
    std::vector<dense_tripartite> rules_;
    dense_fixed_fields fields_;
    std::vector<dense_fixed::snapshot> kept_;
    std::vector<std::pair<current_pulse, std::uint64_t>> pulses_;
    std::vector<std::pair<std::size_t, spike_event>> injected_;
    std::uint64_t deliveries_ = 0;
    std::uint64_t rewarded_ = 0;
    ends reached_;
};

}  // namespace memglia::test
