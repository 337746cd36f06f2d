#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snan/reference/astrocyte_units.hpp"
#include "snan/ullah_astrocyte.hpp"

namespace memglia {

/// Units of the model `ullah`: a tick is one Runge-Kutta step of fourth order, in which what flows
/// between units stays as it was at its start. They start where the authors' code does; a knock-out
/// holds them there.
class ullah_units final : public astrocyte_units {
  public:
    ullah_units(const network& net, const astrocyte_field& field, const zones& places);

    void knock_out(bool is_out) override { is_out_ = is_out; }
    void advance() override;
    double gate(std::uint32_t unit) const override {
        return ticks_ > 0 && ticks_ - 1 < open_until_[unit] ? 1 : 0;
    }
    void sense(std::span<const std::uint32_t> spiking) override;
    const std::vector<double>& recorded() const override { return calcium_; }

  private:
    void exchange();

    ullah_config config_;
    const zones& places_;
    double tick_s_;
    double glutamate_factor_;  ///< of a tick
    std::uint32_t drive_ticks_;
    std::uint32_t open_ticks_;
    std::vector<unit_edge> edges_;
    std::uint64_t ticks_ = 0;
    std::vector<double> glutamate_;      ///< of neurons
    std::vector<std::uint32_t> active_;  ///< neurons of each unit, in this tick
    std::vector<ullah_state> state_;     ///< of units
    std::vector<ullah_state> inflow_;    ///< from neighbours, per second; h is not used
    std::vector<double> calcium_;
    std::vector<std::uint64_t> driven_until_;
    std::vector<std::uint64_t> open_until_;
    /// Spikes of each unit, tick by tick over the window, and their sum.
    std::vector<std::vector<std::uint32_t>> spikes_;
    std::vector<std::uint32_t> lately_;
    bool is_out_ = false;
};

}  // namespace memglia
