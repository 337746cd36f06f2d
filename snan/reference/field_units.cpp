#include "snan/reference/field_units.hpp"

#include <algorithm>

#include "snan/reference/calcium_units.hpp"
#include "snan/reference/coincidence_units.hpp"
#include "snan/reference/resource_units.hpp"
#include "snan/reference/transient_units.hpp"
#include "snan/reference/ullah_units.hpp"

namespace memglia {

std::unique_ptr<astrocyte_units> make_astrocyte_units(const network& net,
                                                      const astrocyte_field& field,
                                                      const zones& places) {
    if (field.resource) return std::make_unique<resource_units>(net, field, places);
    if (field.ullah_transient) return std::make_unique<transient_units>(net, field, places);
    if (field.ullah) return std::make_unique<ullah_units>(net, field, places);
    if (field.coincidence) return std::make_unique<coincidence_units>(net, field, places);
    return std::make_unique<calcium_units>(net, field, places);
}

field_units::field_units(const network& net, const astrocyte_field& field)
    : field_(field),
      places_(std::make_unique<zones>(net, field)),
      units_(make_astrocyte_units(net, field, *places_)),
      gate_(places_->units() + std::size_t{1}),
      is_for_neurons_(
          std::any_of(field.effects.begin(), field.effects.end(),
                      [](const astrocyte_effect& e) { return e.kind != effect_kind::gain; })),
      shares_(field.effects.size()) {
    for (std::uint32_t j = 0; j < places_->neurons(); ++j) {
        region_.push_back(places_->region_of(j).value_or(places_->units()));
    }
    if (is_for_neurons_) find_gates();
}

void field_units::control(const astrocyte_control& control) {
    control_ = control;
    units_->knock_out(control.knock_out);
}

void field_units::advance() {
    units_->advance();
    has_gates_ = false;
    for (shares& s : shares_) s.is_new = false;
    if (is_for_neurons_) find_gates();
}

void field_units::find_gates() {
    for (std::uint32_t u = 0; u < places_->units(); ++u) {
        gate_[u] = control_.gate(units_->gate(u));
    }
    has_gates_ = true;
}

const double* field_units::share(std::size_t effect) {
    shares& of = shares_[effect];
    if (of.is_new) return of.of_neuron.data();
    if (!has_gates_) find_gates();
    const double strength = field_.effects[effect].strength;
    of.of_neuron.assign(region_.size() + 1, 1.0);
    for (std::size_t j = 0; j < region_.size(); ++j) {
        of.of_neuron[j] = std::max(0.0, 1 + strength * gate_[region_[j]]);
    }
    of.is_new = true;
    return of.of_neuron.data();
}

void field_units::add_effect(std::size_t effect, std::span<double> values) const {
    const double strength = field_.effects[effect].strength;
    for (std::size_t j = 0; j < region_.size(); ++j) {
        values[j] += strength * gate_[region_[j]];
    }
}

}  // namespace memglia
