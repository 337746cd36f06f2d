#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snan/reference/astrocyte_units.hpp"

namespace memglia {

/// Units of the model `resource`.
class resource_units final : public astrocyte_units {
  public:
    resource_units(const network& net, const astrocyte_field& field, const zones& places);

    /// Nothing moves while the units are out.
    void knock_out(bool is_out) override { is_out_ = is_out; }

    void advance() override;
    double gate(std::uint32_t unit) const override { return 1 - resource_[unit]; }
    void sense(std::span<const std::uint32_t> spiking) override;

    /// q of all units, then a.
    const std::vector<double>& recorded() const override { return resource_; }

  private:
    const zones& places_;
    double depletion_;
    double replenishment_;  ///< in a tick
    double conductance_ = 0;
    std::uint32_t exchanges_;
    std::vector<unit_edge> edges_;
    std::vector<double> resource_;
    std::vector<double> gain_;
    std::vector<std::uint32_t> spikes_;
    bool is_out_ = false;
};

}  // namespace memglia
