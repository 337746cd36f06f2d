#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "snan/reference/astrocyte_units.hpp"

namespace memglia {

/// One astrocyte field in double precision: its units, and their effects on neurons and synapses.
/// In each tick: advance(), then share() and add_effect() as often as they are asked for, then
/// sense().
class field_units {
  public:
    field_units(const network& net, const astrocyte_field& field);

    /// From the next advance() on.
    void control(const astrocyte_control& control);
    void advance();
    void sense(std::span<const std::uint32_t> spiking) { units_->sense(spiking); }

    /// What is delivered of a weight that this gain gates, per neuron and one more; found when
    /// first asked for in a tick.
    const double* share(std::size_t effect);

    /// Whether what leads to a neuron may change in this tick.
    bool permits(std::uint32_t neuron) const {
        return !control_.inhibit && region_[neuron] < places_->units() &&
               units_->permits(region_[neuron]);
    }

    /// Adds what this current or threshold is by the gates of the last advance() to values of
    /// neurons; before the first by those of units as they begin.
    void add_effect(std::size_t effect, std::span<double> values) const;

    const std::vector<double>& recorded() const { return units_->recorded(); }

  private:
    void find_gates();

    astrocyte_field field_;
    std::unique_ptr<zones> places_;
    std::unique_ptr<astrocyte_units> units_;
    astrocyte_control control_;
    std::vector<std::uint32_t> region_;  ///< of each neuron; one more than units: of none
    std::vector<double> gate_;           ///< of each unit, and 0 for no unit
    bool is_for_neurons_;                ///< has effects that outlast the tick
    bool has_gates_ = false;             ///< of this tick
    struct shares {
        std::vector<double> of_neuron;
        bool is_new = false;  ///< of this tick
    };
    std::vector<shares> shares_;  ///< by effect
};

}  // namespace memglia
