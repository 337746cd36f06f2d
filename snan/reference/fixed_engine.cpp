#include "snan/reference/fixed_engine.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "snan/network/clamp_schedule.hpp"
#include "snan/network/manipulation_schedule.hpp"
#include "snan/network/probe_recorder.hpp"
#include "snan/network/readout_recorder.hpp"
#include "snan/network/stimulus_schedule.hpp"
#include "snan/reference/fixed_field.hpp"
#include "snan/reference/fixed_neuron_bank.hpp"
#include "snan/reference/fixed_rows.hpp"
#include "snan/reference/held_neurons.hpp"
#include "snan/reference/input_spikes.hpp"

namespace memglia {

namespace {

/// What a field does to the neurons of a population.
struct field_effect {
    std::size_t field = 0;
    std::size_t effect = 0;
};

/// One population as it runs, with the spikes that are still on their way.
struct running_population {
    std::unique_ptr<fixed_neuron_bank> neurons;  ///< none in an input
    std::optional<input_spikes> inputs;
    std::vector<std::vector<std::uint32_t>> spikes;  ///< a ring over 2^n ticks
    held_neurons held;
    std::optional<clamp_schedule> clamp;  ///< of neurons
    bool is_clamped = false;              ///< in this tick
    bool has_arrivals = false;            ///< in this tick
    std::uint64_t spikes_so_far = 0;
    std::uint32_t size = 0;
    std::vector<std::int64_t> stimuli;  ///< currents of them; empty until there are some
    std::vector<field_effect> currents;
    std::vector<field_effect> thresholds;

    std::vector<std::uint32_t>& spikes_of(std::uint64_t tick) {
        return spikes[tick & (spikes.size() - 1)];
    }
};

struct running_projection {
    std::size_t source = 0;
    std::size_t target = 0;
    std::optional<gating_effect> gating;
    std::optional<std::size_t> rewards;         ///< the population whose spikes are
    std::optional<std::uint64_t> learns_until;  ///< by a tripartite rule
    std::optional<std::size_t> permits;         ///< the field that does
    std::unique_ptr<fixed_rows> rows;
};

running_projection make_projection(const network& net, const fixed_network& fixed,
                                   std::size_t index) {
    const projection& p = net.projections[index];
    running_projection made;
    made.source = index_of(net.populations, p.source);
    made.target = index_of(net.populations, p.target);
    made.gating = gating_of(net, p.name);
    gate_place gate = gate_place::nowhere;
    if (made.gating) {
        gate = made.gating->by == gated_side::target ? gate_place::target : gate_place::source;
    }
    made.rows = make_fixed_rows(net, fixed, index, gate);
    if (const auto& tripartite = fixed.projections[index].tripartite) {
        made.learns_until = tripartite->until_tick;
        made.permits = tripartite->field;
    }
    if (p.stdp && p.stdp->reward) made.rewards = index_of(net.populations, p.stdp->reward->by);
    return made;
}

}  // namespace

class fixed_engine::state final : public probe_recorder::subject {
  public:
    state(network description, const number_format& format, registers allowed)
        : net_(std::move(description)),
          fixed_(quantise(net_, format)),
          stimuli_(net_),
          manipulations_(net_),
          recorder_(net_),
          readouts_(net_) {
        for (std::size_t i = 0; i < net_.populations.size(); ++i) {
            running_population& made = populations_.emplace_back();
            made.size = net_.populations[i].size;
            if (fixed_.populations[i]) {
                made.neurons = make_fixed_neuron_bank(*fixed_.populations[i], format, allowed);
                made.clamp.emplace(net_, net_.populations[i]);
            } else {
                made.inputs.emplace(net_, net_.populations[i]);
            }
        }
        for (std::size_t i = 0; i < net_.projections.size(); ++i) {
            projections_.push_back(make_projection(net_, fixed_, i));
        }
        for (std::size_t a = 0; a < net_.astrocytes.size(); ++a) {
            fields_.emplace_back(net_, net_.astrocytes[a], fixed_.astrocytes[a]);
            sensed_.push_back(index_of(net_.populations, net_.astrocytes[a].senses));
            note_effects(a);
        }
        for (std::size_t i = 0; i < populations_.size(); ++i) {
            populations_[i].spikes.resize(std::bit_ceil(longest_delay(i) + 1));
        }
    }

    void run(std::uint64_t ticks) {
        constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
        if (ticks > most - tick_) {
            throw input_error({.found = "found " + std::to_string(ticks) + " ticks to run",
                               .expected = "at most " + std::to_string(most - tick_)});
        }
        for (const std::uint64_t end = tick_ + ticks; tick_ < end;) step();
    }

    void stimulate(const current_pulse& pulse) {
        check_pulse(net_, pulse);
        stimuli_.begin(tick_, pulse);
    }
    void inject(std::size_t index, std::uint32_t neuron) {
        check_injection(net_, index, neuron);
        populations_[index].inputs->inject(neuron);
    }
    void manipulate(std::size_t index, const astrocyte_control& control) {
        check_control(net_, index, control);
        manipulations_.set(index, control);
    }

    const network& description() const { return net_; }
    const fixed_network& numbers() const { return fixed_; }
    std::uint64_t ticks() const { return tick_; }

    recording recorded(std::size_t index) const { return recorder_.recorded(index, *this, tick_); }
    readout_result read(std::size_t index) const { return readouts_.read(index, tick_); }

    void for_each_synapse_now(std::size_t index,
                              const std::function<void(const synapse&)>& visit) const {
        const fixed_rows& rows = *projections_[index].rows;
        const double unit = fixed_.projections[index].weight_unit;
        rows.layout().for_each_place(
            net_, fixed_, index, [&](const fixed_synapse& s, std::size_t, std::size_t place) {
                visit({s.source, s.target, rows.level(place) * unit, s.delay_ticks});
            });
    }

    std::uint64_t spikes(std::size_t index) const { return populations_[index].spikes_so_far; }

    std::uint64_t deliveries() const {
        std::uint64_t all = 0;
        for (const running_projection& p : projections_) all += p.rows->deliveries();
        return all;
    }

    std::span<const std::uint32_t> spiking(std::size_t index) const override {
        const auto& ring = populations_[index].spikes;
        return ring[(tick_ - 1) & (ring.size() - 1)];
    }

    void append_values(probe_kind kind, std::size_t index,
                       std::vector<double>& values) const override {
        if (kind == probe_kind::membrane) {
            for (const std::int32_t v : populations_[index].neurons->potential()) {
                values.push_back(fixed_.populations[index]->potential(v));
            }
        } else if (kind == probe_kind::calcium || kind == probe_kind::resource) {
            const double unit = std::ldexp(1.0, -fixed_.astrocytes[index].fraction_bits);
            const std::uint32_t last = now() - (tick_ > 0 ? 1 : 0);
            for (std::uint32_t u = 0; u < fields_[index].recorded_values(); ++u) {
                values.push_back(static_cast<double>(fields_[index].recorded(u, last)) * unit);
            }
        } else {
            for_each_synapse_now(index,
                                 [&values](const synapse& s) { values.push_back(s.weight); });
        }
    }

  private:
    std::uint32_t now() const { return static_cast<std::uint32_t>(tick_); }

    // Ticks for which a population's spikes are on their way.
    std::size_t longest_delay(std::size_t index) const {
        std::size_t longest = 0;
        for (const running_projection& out : projections_) {
            if (out.source != index || out.rows->layout().slots().empty()) continue;
            longest = std::max<std::size_t>(longest, out.rows->layout().slots().back().delay_ticks);
        }
        return longest;
    }

    void note_effects(std::size_t field) {
        const astrocyte_field& a = net_.astrocytes[field];
        for (std::size_t e = 0; e < a.effects.size(); ++e) {
            const effect_kind kind = a.effects[e].kind;
            if (kind == effect_kind::gain) continue;
            running_population& of = populations_[affected_population(net_, a, a.effects[e])];
            auto& effects = kind == effect_kind::current ? of.currents : of.thresholds;
            effects.push_back({field, e});
        }
    }

    // Effects on neurons are those of the last tick's gates; before the first, of units as they
    // begin.
    void take_effects(running_population& p) {
        const auto sum = [this](const std::vector<field_effect>& effects) {
            for (const field_effect& e : effects) fields_[e.field].add_effect(e.effect, values_);
        };
        if (!p.currents.empty()) {
            values_ = p.stimuli;
            values_.resize(p.size);
            sum(p.currents);
            p.neurons->drive(values_);
        }
        if (!p.thresholds.empty()) {
            values_.assign(p.size, 0);
            sum(p.thresholds);
            p.neurons->shift_thresholds(values_);
        }
    }

    void step() {
        stimuli_.advance(tick_, [this](std::size_t of, std::span<const double> currents) {
            std::vector<std::int64_t>& all = populations_[of].stimuli;
            all.clear();
            for (const double c : currents) {
                all.push_back(fixed_value(*fixed_.populations[of], c));
            }
            populations_[of].neurons->drive(all);
        });
        manipulations_.advance(tick_, [this](std::size_t of, const astrocyte_control& control) {
            fields_[of].control(control);
        });
        for (running_population& p : populations_) take_effects(p);
        for (running_population& p : populations_) spike(p);
        for (fixed_field& field : fields_) field.advance(now());
        for (running_projection& p : projections_) deliver(p);
        for (std::size_t a = 0; a < fields_.size(); ++a) {
            fields_[a].sense(populations_[sensed_[a]].spikes_of(tick_), now());
        }
        for (running_population& p : populations_) end_tick(p);
        recorder_.end_tick(*this, ++tick_);
        readouts_.end_tick(*this, tick_);
    }

    void spike(running_population& p) const {
        std::vector<std::uint32_t>& spiking = p.spikes_of(tick_);
        spiking.clear();
        p.is_clamped = p.clamp && p.clamp->advance(tick_, spiking);
        if (p.neurons) p.is_clamped ? p.neurons->clamp() : p.neurons->advance(spiking);
        if (p.inputs) p.inputs->advance(tick_, spiking);
        p.spikes_so_far += spiking.size();
    }

    void deliver(running_projection& p) {
        running_population& source = populations_[p.source];
        running_population& target = populations_[p.target];
        const fixed_layout& layout = p.rows->layout();
        const auto slots = layout.slots();
        due_.clear();
        for (std::size_t i = 0; i < slots.size() && slots[i].delay_ticks <= tick_; ++i) {
            for (const std::uint32_t from : source.spikes_of(tick_ - slots[i].delay_ticks)) {
                due_.push_back({layout.row_of(from, i), from});
            }
        }
        if (!due_.empty()) {
            fixed_site site{.inbox = target.neurons->inbox(), .tick = now()};
            if (p.gating) site.share = fields_[p.gating->field].share(p.gating->effect);
            p.rows->deliver(due_, site);
            target.has_arrivals = true;
        }
        p.rows->end_tick(target.spikes_of(tick_), now());
        if (p.learns_until && tick_ < *p.learns_until) {
            permitted_.clear();
            for (const std::uint32_t j : target.spikes_of(tick_)) {
                if (!p.permits || fields_[*p.permits].permits(j)) permitted_.push_back(j);
            }
            p.rows->consolidate(permitted_, now());
        }
        if (!p.rewards) return;
        const std::size_t rewards = populations_[*p.rewards].spikes_of(tick_).size();
        if (rewards > 0) p.rows->reward(rewards, now());
    }

    void end_tick(running_population& p) const {
        if (!p.neurons) return;
        if (p.has_arrivals) p.neurons->take_inbox();
        p.has_arrivals = false;
        if (p.is_clamped) {
            p.held.clear();
            p.neurons->hold({});
            return;
        }
        const std::uint64_t ticks = std::max<std::uint64_t>(1, p.neurons->refractory_ticks());
        p.neurons->hold(p.held.in(tick_, ticks, p.spikes_of(tick_)));
    }

    network net_;
    fixed_network fixed_;
    std::uint64_t tick_ = 0;
    std::vector<running_population> populations_;
    std::vector<running_projection> projections_;
    std::vector<fixed_field> fields_;
    std::vector<std::size_t> sensed_;  ///< population of each field
    std::vector<due_row> due_;
    std::vector<std::uint32_t> permitted_;  ///< targets that spiked in this tick
    std::vector<std::int64_t> values_;      ///< of the neurons of a population
    stimulus_schedule stimuli_;
    manipulation_schedule manipulations_;
    probe_recorder recorder_;
    readout_recorder readouts_;
};

fixed_engine::fixed_engine(network net, const number_format& format, registers allowed)
    : state_(std::make_unique<state>(std::move(net), format, allowed)) {}
fixed_engine::~fixed_engine() = default;
fixed_engine::fixed_engine(fixed_engine&&) noexcept = default;

void fixed_engine::run(std::uint64_t ticks) {
    state_->run(ticks);
}

void fixed_engine::stimulate(const current_pulse& pulse) {
    state_->stimulate(pulse);
}

void fixed_engine::inject(std::size_t population_index, std::uint32_t neuron) {
    state_->inject(population_index, neuron);
}

void fixed_engine::manipulate(std::size_t field_index, const astrocyte_control& control) {
    state_->manipulate(field_index, control);
}

const network& fixed_engine::description() const {
    return state_->description();
}

std::uint64_t fixed_engine::ticks() const {
    return state_->ticks();
}

recording fixed_engine::recorded(std::size_t probe_index) const {
    return state_->recorded(probe_index);
}

readout_result fixed_engine::read(std::size_t readout_index) const {
    return state_->read(readout_index);
}

void fixed_engine::for_each_synapse_now(std::size_t projection_index,
                                        const std::function<void(const synapse&)>& visit) const {
    state_->for_each_synapse_now(projection_index, visit);
}

std::uint64_t fixed_engine::spikes(std::size_t population_index) const {
    return state_->spikes(population_index);
}

std::uint64_t fixed_engine::deliveries() const {
    return state_->deliveries();
}

const fixed_network& fixed_engine::numbers() const {
    return state_->numbers();
}

}  // namespace memglia
