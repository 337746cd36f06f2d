#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "snan/reference/fixed_astrocyte_units.hpp"
#include "snan/reference/fixed_resource.hpp"

namespace memglia {

/// Units of the model `resource` in whole quanta.
class fixed_resource_units final : public fixed_astrocyte_units {
  public:
    fixed_resource_units(const fixed_resource_model& fixed, const zones& places)
        : places_(places), units_(fixed), spikes_(places.units()) {}

    void knock_out(bool is_out) override { is_out_ = is_out; }
    void advance(std::uint32_t tick) override {
        if (!is_out_) units_.exchange(tick);
    }
    std::int32_t gate(std::uint32_t unit, std::uint32_t) const override {
        return units_.gate(unit);
    }
    void sense(std::span<const std::uint32_t> spiking, std::uint32_t tick) override {
        if (is_out_) return;
        std::fill(spikes_.begin(), spikes_.end(), 0);
        for (const std::uint32_t j : spiking) {
            for (const std::uint32_t u : places_.sensing(j)) ++spikes_[u];
        }
        units_.react(spikes_, tick);
    }
    std::size_t recorded_values() const override { return 2 * units_.units(); }
    std::int64_t recorded(std::uint32_t index, std::uint32_t) const override {
        const auto units = static_cast<std::uint32_t>(units_.units());
        return index < units ? units_.synaptic(index) : units_.astrocytic(index - units);
    }

  private:
    const zones& places_;
    fixed_resource units_;
    std::vector<std::uint32_t> spikes_;
    bool is_out_ = false;
};

}  // namespace memglia
