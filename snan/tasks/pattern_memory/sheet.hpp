#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "snan/tasks/pattern_memory/pattern_memory_config.hpp"
#include "snan/ullah_astrocyte.hpp"

namespace memglia {

inline constexpr double sheet_step_s = 1e-4;
inline constexpr std::uint32_t steps_per_ms = 10;

/// Different targets of every neuron, per_neuron of them one after the other: directions are
/// uniform, lengths exponential, both cut to whole pixels; none outside the sheet, none the neuron
/// itself.
std::vector<std::uint32_t> sheet_targets(const pattern_memory_config& config);

/// Izhikevich neurons a sheet, in steps of 0.1 ms: fast spiking, a = 0.1, b = 0.2, c = -65, d = 2.
/// A synapse passes g S(V of its source) (0 - V of its target), S(V) = 1 / (1 + e^(-V / 0.2)).
class izhikevich_sheet {
  public:
    explicit izhikevich_sheet(const pattern_memory_config& config);

    /// One step; afterwards spiked() are those that reached 30 mV in it.
    void step();

    const std::vector<std::uint32_t>& spiked() const { return spiked_; }
    std::vector<double>& applied() { return applied_; }          ///< of every neuron
    std::vector<double>& conductance() { return conductance_; }  ///< of synapses onto a neuron
    std::uint64_t deliveries() const { return deliveries_; }

  private:
    std::uint32_t per_neuron_;
    std::vector<std::uint32_t> targets_;
    std::vector<double> v_;
    std::vector<double> u_;
    std::vector<double> applied_;
    std::vector<double> conductance_;
    std::vector<double> open_;  ///< sum of S over the sources of a neuron
    std::vector<std::uint32_t> spiked_;
    std::uint64_t deliveries_ = 0;
};

/// Pulses of 30 ms with a current between plus and minus an amplitude into every neuron. Intervals
/// are 2/3 s in the mean, with the spread of a Poisson number of 0.1 ms steps.
class noise_pulses {
  public:
    explicit noise_pulses(const pattern_memory_config& config);

    /// Adds to `applied` what begins in this step, and takes off what ends.
    void step(std::uint64_t now, std::vector<double>& applied);

  private:
    struct change {
        std::uint64_t step;
        std::uint32_t neuron;
        double current;
    };
    std::vector<change> changes_;
    std::size_t next_ = 0;
};

/// Astrocytes that watch zones of 4 by 4 neurons, each sharing lines with its neighbours, and act
/// on those of 3 by 3 (the last zones of a row and a column on 4).
class zone_astrocytes {
  public:
    explicit zone_astrocytes(const pattern_memory_config& config);

    /// The spikes of one step.
    void hear(std::uint64_t now, const std::vector<std::uint32_t>& spiked);

    /// At the end of every ms: calcium moves, astrocytes begin and end to act.
    void advance(std::uint64_t now, std::vector<double>& conductance);

    const std::vector<ullah_state>& states() const { return states_; }

  private:
    bool is_active(std::uint32_t neuron) const {
        return glutamate_[neuron] >= config_.glutamate_threshold;
    }
    void act_on_neurons(std::uint32_t zone, double conductance, std::vector<double>& all) const;

    zone_astrocyte_config config_;
    double resting_conductance_;
    std::uint32_t zones_;
    std::uint32_t side_;
    std::vector<ullah_state> states_;
    std::vector<ullah_state> before_;
    std::vector<double> glutamate_;
    std::vector<std::uint64_t> driven_until_;
    std::vector<std::uint64_t> coincidence_at_;  ///< step after the last coincidence
    std::vector<std::uint64_t> acts_until_;
    std::vector<std::uint8_t> acts_;
    std::vector<std::uint32_t> spikes_;
    std::vector<std::uint32_t> touched_;
};

}  // namespace memglia
