#include "snan/reference/network_engine.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "snan/models/neuron_bank.hpp"
#include "snan/network/clamp_schedule.hpp"
#include "snan/network/manipulation_schedule.hpp"
#include "snan/network/probe_recorder.hpp"
#include "snan/network/readout_recorder.hpp"
#include "snan/network/stimulus_schedule.hpp"
#include "snan/reference/field_units.hpp"
#include "snan/reference/held_neurons.hpp"
#include "snan/reference/input_spikes.hpp"
#include "snan/reference/synapse_rows.hpp"

namespace memglia {

namespace {

/// What a field does to the neurons of a population.
struct field_effect {
    std::size_t field = 0;
    std::size_t effect = 0;
};

/// One population as it runs, with the spikes that are still on their way.
struct running_population {
    std::unique_ptr<neuron_bank> neurons;  ///< none in an input
    std::optional<input_spikes> inputs;
    std::vector<std::vector<std::uint32_t>> spikes;  ///< a ring over 2^n ticks
    held_neurons held;
    std::optional<clamp_schedule> clamp;  ///< of neurons
    bool is_clamped = false;              ///< in this tick
    std::uint64_t spikes_so_far = 0;
    std::uint32_t size = 0;
    std::vector<double> stimuli;  ///< currents of them; empty until there are some
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
    std::unique_ptr<synapse_rows> rows;
};

running_projection make_projection(const network& net, std::size_t index, registers allowed) {
    const projection& p = net.projections[index];
    running_projection made;
    made.source = index_of(net.populations, p.source);
    made.target = index_of(net.populations, p.target);
    made.gating = gating_of(net, p.name);
    gate_place gate = gate_place::nowhere;
    if (made.gating) {
        gate = made.gating->by == gated_side::target ? gate_place::target : gate_place::source;
    }
    if (p.tripartite) {
        made.rows = make_tripartite_rows(net, index, gate);
        made.learns_until = end_tick(*p.tripartite, net.tick_s);
        if (!p.tripartite->astrocytes.empty()) {
            made.permits = index_of(net.astrocytes, p.tripartite->astrocytes);
        }
    } else if (!p.stdp) {
        made.rows = make_static_rows(net, index, gate);
    } else if (p.stdp->reward) {
        made.rows = make_reward_rows(net, index, gate);
        made.rewards = index_of(net.populations, p.stdp->reward->by);
    } else {
        made.rows = make_stdp_rows(net, index, gate, allowed);
    }
    return made;
}

running_population make_population(const network& net, const population& p, registers allowed) {
    running_population made;
    made.size = p.size;
    if (has_neurons(p)) {
        made.neurons = make_neuron_bank(net, p, allowed);
        made.clamp.emplace(net, p);
    } else {
        made.inputs.emplace(net, p);
    }
    return made;
}

}  // namespace

class network_engine::state final : public probe_recorder::subject {
  public:
    state(network description, registers allowed)
        : net_(checked(std::move(description))),
          stimuli_(net_),
          manipulations_(net_),
          recorder_(net_),
          readouts_(net_) {
        for (const population& p : net_.populations) {
            populations_.push_back(make_population(net_, p, allowed));
        }
        for (std::size_t i = 0; i < net_.projections.size(); ++i) {
            projections_.push_back(make_projection(net_, i, allowed));
        }
        for (const astrocyte_field& a : net_.astrocytes) {
            fields_.emplace_back(net_, a);
            sensed_.push_back(index_of(net_.populations, a.senses));
            note_effects(a);
        }
        for (std::size_t i = 0; i < populations_.size(); ++i) {
            populations_[i].spikes.resize(std::bit_ceil(longest_memory(i) + 1));
        }
    }

    void run(std::uint64_t ticks) {
        constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
        if (ticks > most - tick_) {
            throw input_error({.found = "found " + std::to_string(ticks) + " ticks to run",
                               .expected = "at most " + std::to_string(most - tick_)});
        }
        for (std::uint64_t end = tick_ + ticks; tick_ < end;) step();
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
    std::uint64_t ticks() const { return tick_; }

    recording recorded(std::size_t index) const { return recorder_.recorded(index, *this, tick_); }
    readout_result read(std::size_t index) const { return readouts_.read(index, tick_); }

    void for_each_synapse_now(std::size_t index,
                              const std::function<void(const synapse&)>& visit) const {
        const synapse_rows& rows = *projections_[index].rows;
        const line_vector<double> weights = rows.settled_weights();
        rows.layout().for_each_place(net_, index, [&](synapse s, std::size_t place) {
            s.weight = weights[place];
            visit(s);
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
            const auto& v = populations_[index].neurons->potential();
            const auto size = static_cast<std::ptrdiff_t>(net_.populations[index].size);
            values.insert(values.end(), v.begin(), v.begin() + size);
        } else if (kind == probe_kind::calcium || kind == probe_kind::resource) {
            const auto& seen = fields_[index].recorded();
            values.insert(values.end(), seen.begin(), seen.end());
        } else {
            for_each_synapse_now(index,
                                 [&values](const synapse& s) { values.push_back(s.weight); });
        }
    }

  private:
    static network checked(network net) {
        check(net);
        return net;
    }

    // Ticks for which a population's spikes are on their way.
    std::size_t longest_memory(std::size_t index) const {
        std::size_t longest = 0;
        for (const running_projection& out : projections_) {
            if (out.source != index || out.rows->layout().delays_ticks().empty()) continue;
            longest = std::max<std::size_t>(longest, out.rows->layout().delays_ticks().front());
        }
        return longest;
    }

    void note_effects(const astrocyte_field& a) {
        for (std::size_t e = 0; e < a.effects.size(); ++e) {
            const effect_kind kind = a.effects[e].kind;
            if (kind == effect_kind::gain) continue;
            running_population& of = populations_[affected_population(net_, a, a.effects[e])];
            auto& effects = kind == effect_kind::current ? of.currents : of.thresholds;
            effects.push_back({fields_.size() - 1, e});
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
            values_.assign(p.size, 0.0);
            sum(p.thresholds);
            p.neurons->shift_thresholds(values_);
        }
    }

    void step() {
        stimuli_.advance(tick_, [this](std::size_t of, std::span<const double> currents) {
            populations_[of].stimuli.assign(currents.begin(), currents.end());
            populations_[of].neurons->drive(currents);
        });
        manipulations_.advance(tick_, [this](std::size_t of, const astrocyte_control& control) {
            fields_[of].control(control);
        });
        for (running_population& p : populations_) take_effects(p);
        for (running_population& p : populations_) spike(p);
        for (field_units& field : fields_) field.advance();
        for (running_projection& p : projections_) deliver(p);
        for (std::size_t a = 0; a < fields_.size(); ++a) {
            fields_[a].sense(populations_[sensed_[a]].spikes_of(tick_));
        }
        for (running_population& p : populations_) hold(p);
        recorder_.end_tick(*this, ++tick_);
        readouts_.end_tick(*this, tick_);
    }

    void spike(running_population& p) const {
        std::vector<std::uint32_t>& now = p.spikes_of(tick_);
        now.clear();
        p.is_clamped = p.clamp && p.clamp->advance(tick_, now);
        if (p.neurons) p.is_clamped ? p.neurons->clamp() : p.neurons->advance(now);
        if (p.inputs) p.inputs->advance(tick_, now);
        p.spikes_so_far += now.size();
    }

    void deliver(running_projection& p) {
        running_population& source = populations_[p.source];
        running_population& target = populations_[p.target];
        const row_layout& layout = p.rows->layout();
        const auto delays = layout.delays_ticks();
        due_.clear();
        for (std::size_t d = 0; d < delays.size(); ++d) {
            if (delays[d] > tick_) continue;
            for (const std::uint32_t i : source.spikes_of(tick_ - delays[d])) {
                due_.push_back({layout.row_of(i, d), i});
            }
        }
        if (!due_.empty()) {
            delivery_site site{.inbox = target.neurons->inbox()};
            if (p.gating) site.share = fields_[p.gating->field].share(p.gating->effect);
            p.rows->deliver(due_, site);
        }
        p.rows->end_tick(target.spikes_of(tick_));
        if (p.learns_until && tick_ < *p.learns_until) {
            permitted_.clear();
            for (const std::uint32_t j : target.spikes_of(tick_)) {
                if (!p.permits || fields_[*p.permits].permits(j)) permitted_.push_back(j);
            }
            p.rows->consolidate(permitted_);
        }
        if (!p.rewards) return;
        const std::size_t rewards = populations_[*p.rewards].spikes_of(tick_).size();
        if (rewards > 0) p.rows->reward(rewards);
    }

    void hold(running_population& p) const {
        if (!p.neurons) return;
        if (p.is_clamped) {
            p.held.clear();
            p.neurons->hold({});
            return;
        }
        const std::uint64_t ticks = std::max<std::uint64_t>(1, p.neurons->refractory_ticks());
        p.neurons->hold(p.held.in(tick_, ticks, p.spikes_of(tick_)));
    }

    network net_;
    std::uint64_t tick_ = 0;
    std::vector<running_population> populations_;
    std::vector<running_projection> projections_;
    std::vector<field_units> fields_;
    std::vector<std::size_t> sensed_;  ///< population of each field
    std::vector<due_row> due_;
    std::vector<std::uint32_t> permitted_;  ///< targets that spiked in this tick
    std::vector<double> values_;            ///< of the neurons of a population
    stimulus_schedule stimuli_;
    manipulation_schedule manipulations_;
    probe_recorder recorder_;
    readout_recorder readouts_;
};

network_engine::network_engine(network net, registers allowed)
    : state_(std::make_unique<state>(std::move(net), allowed)) {}
network_engine::~network_engine() = default;
network_engine::network_engine(network_engine&&) noexcept = default;

void network_engine::run(std::uint64_t ticks) {
    state_->run(ticks);
}

void network_engine::stimulate(const current_pulse& pulse) {
    state_->stimulate(pulse);
}

void network_engine::inject(std::size_t population_index, std::uint32_t neuron) {
    state_->inject(population_index, neuron);
}

void network_engine::manipulate(std::size_t field_index, const astrocyte_control& control) {
    state_->manipulate(field_index, control);
}

const network& network_engine::description() const {
    return state_->description();
}

std::uint64_t network_engine::ticks() const {
    return state_->ticks();
}

recording network_engine::recorded(std::size_t probe_index) const {
    return state_->recorded(probe_index);
}

readout_result network_engine::read(std::size_t readout_index) const {
    return state_->read(readout_index);
}

void network_engine::for_each_synapse_now(std::size_t projection_index,
                                          const std::function<void(const synapse&)>& visit) const {
    state_->for_each_synapse_now(projection_index, visit);
}

std::uint64_t network_engine::spikes(std::size_t population_index) const {
    return state_->spikes(population_index);
}

std::uint64_t network_engine::deliveries() const {
    return state_->deliveries();
}

}  // namespace memglia
