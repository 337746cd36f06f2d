#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snan/models/neuron_bank.hpp"

namespace memglia {

/// The LIF neurons of one population. They hear into potentials, or with exponential synapses into
/// currents.
class lif_bank final : public neuron_bank {
  public:
    lif_bank(const network& net, const population& p, registers allowed);

    void drive(std::span<const double> currents) override;
    void shift_thresholds(std::span<const double> shifts) override;
    void advance(std::vector<std::uint32_t>& spiking) override;
    void clamp() override;
    double* inbox() override { return has_current_ ? current_.data() : potential_.data(); }
    const line_vector<double>& potential() const override { return potential_; }
    void hold(std::span<const std::uint32_t> refractory) override;
    std::uint32_t refractory_ticks() const override { return refractory_ticks_; }

  private:
    template <bool has_current, bool adapts>
    [[gnu::target("avx2")]] void advance_wide(std::vector<std::uint32_t>& spiking);
    template <bool has_current, bool adapts>
    void advance_narrow(std::vector<std::uint32_t>& spiking);
    template <bool has_current, bool adapts>
    void advance_as(std::vector<std::uint32_t>& spiking);
    void advance_full(std::vector<std::uint32_t>& spiking);
    void note_spikes(std::size_t begin, unsigned above, std::vector<std::uint32_t>& spiking);

    bool is_wide_;
    bool has_current_;
    bool adapts_;
    bool is_full_;  ///< noise, a floor, homeostasis or shifted thresholds
    lif_reset after_spike_;
    std::uint32_t size_;
    std::uint32_t refractory_ticks_;
    double threshold_;
    double reset_;
    double decay_;  ///< of a tick
    double current_gain_ = 0;
    double current_decay_ = 0;
    double raise_decay_ = 0;
    double raise_per_spike_ = 0;
    double noise_step_ = 0;  ///< what noise adds to v at most
    double floor_ = no_floor;
    bool settles_ = false;  ///< by homeostasis
    std::uint64_t settles_from_ = 0;
    std::uint64_t settles_until_ = 0;
    double offset_per_spike_ = 0;
    double offset_sink_ = 0;  ///< in a tick
    std::uint64_t tick_ = 0;
    line_vector<double> potential_;
    line_vector<double> current_;
    line_vector<double> raise_;    ///< of the threshold
    line_vector<double> offset_;   ///< of the threshold, by homeostasis
    std::vector<double> shifted_;  ///< thresholds; empty until something shifts them
    std::vector<std::uint32_t> noise_tag_;
    line_vector<double> own_bias_;  ///< without what drives all; empty until something does
    line_vector<double> bias_;
    line_vector<double> decayed_bias_;
    line_vector<double> initial_;  ///< potentials, of neurons with a clamp
    std::vector<std::uint64_t> deaf_until_;
};

}  // namespace memglia
