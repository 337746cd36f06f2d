#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snan/reference/fixed_astrocyte_units.hpp"
#include "snan/reference/fixed_trace.hpp"

namespace memglia {

/// Units of the model `calcium` in fixed point.
class fixed_calcium final : public fixed_astrocyte_units {
  public:
    fixed_calcium(const fixed_calcium_model& fixed, const zones& places)
        : fixed_(fixed), places_(places), calcium_(places.units()) {}

    void knock_out(bool is_out) override { is_out_ = is_out; }

    /// Calcium of coupled units decays and flows between them.
    void advance(std::uint32_t tick) override;
    std::int32_t gate(std::uint32_t unit, std::uint32_t tick) const override;
    void sense(std::span<const std::uint32_t> spiking, std::uint32_t tick) override;
    std::int64_t calcium(std::uint32_t unit, std::uint32_t tick) const override {
        return calcium_[unit].at(tick, fixed_.decay);
    }

  private:
    fixed_calcium_model fixed_;
    const zones& places_;
    std::vector<fixed_trace> calcium_;
    std::vector<std::int64_t> gain_;  ///< of a coupled unit by its edges, in this tick
    bool is_out_ = false;
};

}  // namespace memglia
