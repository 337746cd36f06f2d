#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "snan/network/transient_shape.hpp"
#include "snan/reference/astrocyte_units.hpp"

namespace memglia {

/// Units of the model `ullah_transient`.
class transient_units final : public astrocyte_units {
  public:
    transient_units(const network& net, const astrocyte_field& field, const zones& places);

    void knock_out(bool is_out) override { is_out_ = is_out; }
    void advance() override;
    double gate(std::uint32_t unit) const override { return gate_opening(config_, calcium_[unit]); }
    void sense(std::span<const std::uint32_t> spiking) override;
    const std::vector<double>& recorded() const override { return calcium_; }

  private:
    ullah_transient_config config_;
    const zones& places_;
    transient_shape shape_;
    double trace_factor_;  ///< of a tick
    std::uint64_t ticks_ = 0;
    std::vector<double> trace_;
    std::vector<std::optional<std::uint64_t>> began_;  ///< tick, while it is under way
    std::vector<double> calcium_;
    bool is_out_ = false;
};

}  // namespace memglia
