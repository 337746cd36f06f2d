#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snan/models/neuron_bank.hpp"

namespace memglia {

/// The Izhikevich neurons of one population. They hear into currents, and are reset in the tick of
/// their spike.
class izhikevich_bank final : public neuron_bank {
  public:
    izhikevich_bank(const network& net, const population& p, registers allowed);

    void drive(std::span<const double> currents) override;
    void advance(std::vector<std::uint32_t>& spiking) override;
    void clamp() override;
    double* inbox() override { return current_.data(); }
    const line_vector<double>& potential() const override { return potential_; }
    void hold(std::span<const std::uint32_t>) override {}
    std::uint32_t refractory_ticks() const override { return 0; }

  private:
    [[gnu::target("avx2")]] void advance_wide();
    void advance_narrow();
    [[gnu::always_inline]] inline void advance_all();

    bool is_wide_;
    std::uint32_t size_;
    double half_step_ms_;
    double recovery_;  ///< a times the tick
    double b_;
    double c_;
    double d_;
    double current_decay_;  ///< of a tick; 0: currents last one
    line_vector<double> potential_;
    line_vector<double> u_;
    line_vector<double> own_bias_;  ///< without what drives all; empty until something does
    line_vector<double> bias_;
    line_vector<double> current_;
    line_vector<double> initial_;  ///< potentials, of neurons with a clamp
};

}  // namespace memglia
