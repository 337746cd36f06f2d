#include "snan/reference/fixed_field.hpp"

#include <algorithm>

#include "snan/reference/fixed_calcium.hpp"
#include "snan/reference/fixed_coincidence.hpp"
#include "snan/reference/fixed_resource_units.hpp"
#include "snan/reference/fixed_transient.hpp"

namespace memglia {

std::unique_ptr<fixed_astrocyte_units> make_fixed_astrocyte_units(const fixed_astrocytes& fixed,
                                                                  const zones& places) {
    if (fixed.resource) return std::make_unique<fixed_resource_units>(*fixed.resource, places);
    if (fixed.transient) return std::make_unique<fixed_transient>(*fixed.transient, places);
    if (fixed.coincidence) return std::make_unique<fixed_coincidence>(*fixed.coincidence, places);
    return std::make_unique<fixed_calcium>(*fixed.calcium, places);
}

fixed_field::fixed_field(const network& net, const astrocyte_field& field,
                         const fixed_astrocytes& fixed)
    : effects_(field.effects),
      strengths_(fixed.strengths),
      places_(std::make_unique<zones>(net, field)),
      units_(make_fixed_astrocyte_units(fixed, *places_)),
      gate_(places_->units() + std::size_t{1}),
      is_for_neurons_(
          std::any_of(effects_.begin(), effects_.end(),
                      [](const astrocyte_effect& e) { return e.kind != effect_kind::gain; })),
      shares_(effects_.size()) {
    for (std::uint32_t j = 0; j < places_->neurons(); ++j) {
        region_.push_back(places_->region_of(j).value_or(places_->units()));
    }
    if (is_for_neurons_) find_gates(0);
}

void fixed_field::control(const astrocyte_control& control) {
    control_ = control;
    units_->knock_out(control.knock_out);
}

void fixed_field::advance(std::uint32_t tick) {
    units_->advance(tick);
    tick_ = tick;
    has_gates_ = false;
    for (shares& s : shares_) s.is_new = false;
    if (is_for_neurons_) find_gates(tick);
}

void fixed_field::find_gates(std::uint32_t tick) {
    const std::int32_t least = fixed_gate(control_.least_gate);
    for (std::uint32_t u = 0; u < places_->units(); ++u) {
        gate_[u] = control_.inhibit ? 0 : std::max(units_->gate(u, tick), least);
    }
    has_gates_ = true;
}

const std::int32_t* fixed_field::share(std::size_t effect) {
    shares& of = shares_[effect];
    if (of.is_new) return of.of_neuron.data();
    if (!has_gates_) find_gates(tick_);
    of.of_neuron.resize(region_.size());
    for (std::size_t j = 0; j < region_.size(); ++j) {
        of.of_neuron[j] = gated_share(strengths_[effect], gate_[region_[j]]);
    }
    of.is_new = true;
    return of.of_neuron.data();
}

void fixed_field::add_effect(std::size_t effect, std::span<std::int64_t> values) const {
    for (std::size_t j = 0; j < region_.size(); ++j) {
        values[j] += gated_value(strengths_[effect], gate_[region_[j]]);
    }
}

}  // namespace memglia
