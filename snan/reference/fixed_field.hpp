#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "snan/reference/fixed_astrocyte_units.hpp"

namespace memglia {

/// One astrocyte field in fixed point: its units, and their effects on neurons and synapses. In
/// each tick: advance(), then share() and add_effect() as often as they are asked for, then
/// sense().
class fixed_field {
  public:
    fixed_field(const network& net, const astrocyte_field& field, const fixed_astrocytes& fixed);

    /// From the next advance() on.
    void control(const astrocyte_control& control);
    void advance(std::uint32_t tick);
    void sense(std::span<const std::uint32_t> spiking, std::uint32_t tick) {
        units_->sense(spiking, tick);
    }

    /// What is delivered of a weight that this gain gates, of 256, per neuron.
    const std::int32_t* share(std::size_t effect);

    /// Whether what leads to a neuron may change in this tick.
    bool permits(std::uint32_t neuron) const {
        return !control_.inhibit && region_[neuron] < places_->units() &&
               units_->permits(region_[neuron], tick_);
    }

    /// Adds what this current or threshold is by the gates of the last advance() to values of
    /// neurons; before the first by those of units as they begin.
    void add_effect(std::size_t effect, std::span<std::int64_t> values) const;

    std::uint32_t units() const { return places_->units(); }
    std::size_t recorded_values() const { return units_->recorded_values(); }
    std::int64_t recorded(std::uint32_t index, std::uint32_t tick) const {
        return units_->recorded(index, tick);
    }

  private:
    void find_gates(std::uint32_t tick);

    std::vector<astrocyte_effect> effects_;
    std::vector<std::int32_t> strengths_;
    std::unique_ptr<zones> places_;
    std::unique_ptr<fixed_astrocyte_units> units_;
    astrocyte_control control_;
    std::vector<std::uint32_t> region_;  ///< of each neuron; one more than units: of none
    std::vector<std::int32_t> gate_;     ///< of each unit, and 0 for no unit
    bool is_for_neurons_;                ///< has effects that outlast the tick
    bool has_gates_ = false;             ///< of this tick
    std::uint32_t tick_ = 0;
    struct shares {
        std::vector<std::int32_t> of_neuron;
        bool is_new = false;  ///< of this tick
    };
    std::vector<shares> shares_;  ///< by effect
};

}  // namespace memglia
