#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "snan/reference/astrocyte_units.hpp"

namespace memglia {

/// Units of the model `coincidence`.
class coincidence_units final : public astrocyte_units {
  public:
    coincidence_units(const network& net, const astrocyte_field& field, const zones& places);

    void knock_out(bool is_out) override { is_out_ = is_out; }
    void advance() override;
    double gate(std::uint32_t unit) const override { return now() < units_[unit].open_until; }
    void sense(std::span<const std::uint32_t> spiking) override;
    const std::vector<double>& recorded() const override { return calcium_; }

  private:
    struct unit_state {
        double trace = 0;
        std::optional<std::uint64_t> rises_at;
        std::uint64_t strong_from = 0;  ///< ticks from which a strong trace counts again
        std::uint64_t open_until = 0;
        std::uint64_t open_from = 0;  ///< and from which the gate may open again
    };
    std::uint64_t now() const { return ticks_ == 0 ? 0 : ticks_ - 1; }

    coincidence_config config_;
    const zones& places_;
    double trace_factor_;  ///< of a tick
    double factor_;
    std::uint32_t latency_ticks_;
    std::uint32_t refractory_ticks_;
    std::uint32_t open_ticks_;
    std::uint32_t pause_ticks_;
    std::uint64_t ticks_ = 0;
    std::vector<unit_state> units_;
    std::vector<double> calcium_;
    bool is_out_ = false;
};

}  // namespace memglia
