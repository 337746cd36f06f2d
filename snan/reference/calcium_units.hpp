#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snan/reference/astrocyte_units.hpp"

namespace memglia {

/// Units of the model `calcium`.
class calcium_units final : public astrocyte_units {
  public:
    calcium_units(const network& net, const astrocyte_field& field, const zones& places);

    void knock_out(bool is_out) override { is_out_ = is_out; }

    /// Calcium decays, then flows between coupled units.
    void advance() override;
    double gate(std::uint32_t unit) const override { return gate_opening(config_, calcium_[unit]); }
    void sense(std::span<const std::uint32_t> spiking) override;
    const std::vector<double>& calcium() const override { return calcium_; }

  private:
    calcium_gate_config config_;
    const zones& places_;
    double factor_;  ///< of a tick
    std::vector<double> calcium_;
    double conductance_ = 0;
    std::vector<unit_edge> edges_;
    std::vector<double> gain_;  ///< of a unit by its edges, in this tick
    bool is_out_ = false;
};

}  // namespace memglia
