#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "snan/models/neuron_bank.hpp"

namespace memglia {

/// The adaptive exponential neurons of one population. They hear into currents, and are reset in
/// the tick of their spike.
class adex_bank final : public neuron_bank {
  public:
    adex_bank(const network& net, const population& p);

    void drive(std::span<const double> currents) override {
        std::copy(currents.begin(), currents.end(), drive_.begin());
    }
    void advance(std::vector<std::uint32_t>& spiking) override;
    void clamp() override;
    double* inbox() override { return current_.data(); }
    const line_vector<double>& potential() const override { return potential_; }
    void hold(std::span<const std::uint32_t>) override {}
    std::uint32_t refractory_ticks() const override { return 0; }

  private:
    adex_config cell_;
    double tick_per_capacitance_;
    double tick_per_tau_w_;
    double current_decay_;  ///< of a tick; 0: currents last one
    line_vector<double> potential_;
    line_vector<double> bias_;
    line_vector<double> drive_;
    line_vector<double> w_;
    line_vector<double> current_;
    line_vector<double> initial_;  ///< potentials, of neurons with a clamp
};

}  // namespace memglia
