#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snan/tasks/working_memory/drawn_pools.hpp"
#include "snan/tasks/working_memory/memory_pools.hpp"

namespace memglia {

/// The rule, plainly, in double precision. In every tick of 1 ms:
///   v = d v + (1 - d) (bias + stimuli + current G + noise) + (what g brings in a tick), at least
///   v_floor, with d = exp(-tick / tau_m) and G of the last tick; g decays with tau_synapse;
///   Ca decays with tau, then G = (Ca - theta) / slope, 0 to 1, or what a manipulation makes of it;
///   v >= threshold + offset and not refractory: a spike, v = 0; in power-up an offset sinks in
///   every tick by rise * rate * tick and a spike raises it by `rise`;
///   a spike brings g of every other neuron its weight, within a pool times 1 + gain G of the pool;
///   Ca rises by per_spike for every spike of the pool, up to the cap.
class pools_in_double final : public memory_pools {
  public:
    pools_in_double(const memory_network_config& config, drawn_pools drawn, std::uint64_t seed);

    void run(std::uint64_t ticks) override;
    void stimulate(std::uint32_t pool, double current, std::uint64_t ticks) override;
    void manipulate(const pool_control& control) override { control_ = control; }
    std::uint32_t count() const override { return static_cast<std::uint32_t>(spikes_.size()); }
    std::uint64_t ticks() const override { return tick_; }
    std::uint64_t spikes(std::uint32_t pool) const override { return spikes_[pool]; }
    std::uint64_t synaptic_events() const override { return synaptic_events_; }
    double calcium(std::uint32_t pool) const override { return calcium_[pool]; }

    /// Neurons that spiked in the last tick.
    std::span<const std::uint32_t> spiking() const { return spiking_; }

  private:
    void tick();
    void find_currents();
    void integrate();
    void open_gates();
    void fire();
    void deliver();

    struct neuron {
        double decay = 0;  ///< of a tick
        double current_decay = 0;
        double current_gain = 0;
        double noise_step = 0;
        double threshold = 0;
        double floor = 0;
        double bias = 0;
        std::uint64_t refractory_ticks = 0;
        std::uint32_t noise_tag = 0;
        double v = 0;
        double g = 0;
        double offset = 0;
        std::uint64_t deaf_until = 0;
    };
    struct pulse {
        std::uint32_t pool = 0;
        double current = 0;
        std::uint64_t until = 0;
    };

    drawn_pools drawn_;
    std::vector<neuron> neurons_;
    double rise_ = 0;
    double sink_ = 0;
    std::uint64_t power_up_ticks_ = 0;
    std::uint64_t tick_ = 0;
    pool_control control_;
    std::vector<pulse> pulses_;
    std::vector<double> current_;  ///< by pool, of this tick
    std::vector<double> calcium_decay_;
    std::vector<double> calcium_;
    std::vector<double> gate_;
    std::vector<std::uint32_t> spiking_;
    std::vector<std::uint64_t> spikes_;
    std::uint64_t synaptic_events_ = 0;
};

}  // namespace memglia
