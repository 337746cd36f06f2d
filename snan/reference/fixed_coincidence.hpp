#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "snan/reference/fixed_astrocyte_units.hpp"
#include "snan/reference/fixed_trace.hpp"

namespace memglia {

/// Units of the model `coincidence` in fixed point.
class fixed_coincidence final : public fixed_astrocyte_units {
  public:
    fixed_coincidence(const fixed_coincidence_model& fixed, const zones& places)
        : fixed_(fixed), places_(places), units_(places.units()) {}

    void knock_out(bool is_out) override { is_out_ = is_out; }
    void advance(std::uint32_t tick) override;
    std::int32_t gate(std::uint32_t unit, std::uint32_t tick) const override {
        return tick < units_[unit].open_until ? 256 : 0;
    }
    void sense(std::span<const std::uint32_t> spiking, std::uint32_t tick) override;
    std::size_t recorded_values() const override { return units_.size(); }
    std::int64_t recorded(std::uint32_t unit, std::uint32_t tick) const override {
        return units_[unit].calcium.at(tick, fixed_.decay);
    }

  private:
    struct unit_state {
        fixed_trace trace;
        fixed_trace calcium;
        std::optional<std::uint64_t> rises_at;
        std::uint64_t strong_from = 0;  ///< ticks from which a strong trace counts again
        std::uint64_t open_until = 0;
        std::uint64_t open_from = 0;  ///< and from which the gate may open again
    };

    fixed_coincidence_model fixed_;
    const zones& places_;
    std::vector<unit_state> units_;
    bool is_out_ = false;
};

}  // namespace memglia
