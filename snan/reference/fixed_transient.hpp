#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "snan/reference/fixed_astrocyte_units.hpp"
#include "snan/reference/fixed_trace.hpp"

namespace memglia {

/// Units of the model `ullah_transient` in fixed point.
class fixed_transient final : public fixed_astrocyte_units {
  public:
    fixed_transient(const fixed_transient_model& fixed, const zones& places)
        : fixed_(fixed), places_(places), units_(places.units()) {}

    void knock_out(bool is_out) override { is_out_ = is_out; }
    void advance(std::uint32_t tick) override;
    std::int32_t gate(std::uint32_t unit, std::uint32_t tick) const override {
        return fixed_.gate[sample(unit, tick)];
    }
    void sense(std::span<const std::uint32_t> spiking, std::uint32_t tick) override;
    std::size_t recorded_values() const override { return units_.size(); }
    std::int64_t recorded(std::uint32_t unit, std::uint32_t tick) const override {
        return fixed_.calcium[sample(unit, tick)];
    }

  private:
    struct unit_state {
        fixed_trace trace;
        std::optional<std::uint32_t> began;  ///< tick, while it is under way
    };
    std::size_t last_sample() const { return fixed_.gate.size() - 1; }
    std::size_t sample(std::uint32_t unit, std::uint32_t tick) const {
        const auto& began = units_[unit].began;
        return began ? (tick - *began) / fixed_.sample_ticks : last_sample();
    }

    fixed_transient_model fixed_;
    const zones& places_;
    std::vector<unit_state> units_;
    bool is_out_ = false;
};

}  // namespace memglia
