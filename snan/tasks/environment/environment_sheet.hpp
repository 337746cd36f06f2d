#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "base/elementary.hpp"
#include "base/random.hpp"
#include "snan/tasks/environment/environment_config.hpp"

namespace memglia {

/// Numbers of the rule in double precision.
struct real_numbers {
    using value = double;
    static value of(double x) { return x; }
    static double decay(double tau_s) {
        return exp_exact_bits(-environment_config::tick_s / tau_s);
    }
    static value decayed(value x, double factor) { return x * factor; }
    static value scaled(value x, double gain) { return x * gain; }
    static double gain(double x) { return x; }

    /// What a level moves the potential by, in a column with this sum of levels.
    class column_scale {
      public:
        explicit column_scale(const environment_synapse_config& s) : synapses_(s) {}
        value operator()(std::uint32_t sum) const {
            return synapses_.total_drive / std::max(double(sum), synapses_.least_sum);
        }

      private:
        environment_synapse_config synapses_;
    };
};

/// Numbers of a chip: potentials, traces and calcium with 8 fractional bits, factors of Q20, gains
/// of Q8, column scales from a table of at most 64 entries.
struct integer_numbers {
    using value = std::int32_t;
    static constexpr double one = 256;
    static value of(double x) { return static_cast<value>(std::lround(one * x)); }
    static std::int32_t decay(double tau_s) {
        return static_cast<std::int32_t>(
            std::lround(0x1p20 * exp_exact_bits(-environment_config::tick_s / tau_s)));
    }
    static value decayed(value x, std::int32_t factor) {
        return static_cast<value>((std::int64_t{x} * factor + (1 << 19)) >> 20);
    }
    static value scaled(value x, std::int32_t gain) {
        return static_cast<value>((std::int64_t{x} * gain + 128) >> 8);
    }
    static std::int32_t gain(double x) { return static_cast<std::int32_t>(std::lround(256 * x)); }

    class column_scale {
      public:
        explicit column_scale(const environment_synapse_config& s)
            : shift_(shift_for(s.levels * (columns - 1))) {
            const std::uint32_t last = (s.levels * (columns - 1)) >> shift_;
            for (std::uint32_t k = 0; k <= last; ++k) {
                const double middle = (k + 0.5) * (1U << shift_) - 0.5;
                table_.push_back(of(s.total_drive / std::max(middle, s.least_sum)));
            }
        }
        value operator()(std::uint32_t sum) const { return table_[sum >> shift_]; }
        std::size_t entries() const { return table_.size(); }

      private:
        static constexpr std::uint32_t columns =
            environment_config::block_side * environment_config::block_side;
        static std::uint32_t shift_for(std::uint32_t most) {
            const auto bits = static_cast<std::uint32_t>(std::bit_width(most));
            return bits > 6 ? bits - 6 : 0;
        }
        std::uint32_t shift_;
        std::vector<value> table_;
    };
};

/// What a network did.
struct environment_work {
    std::uint64_t input_spikes = 0;
    std::uint64_t spikes = 0;
    std::uint64_t synaptic_events = 0;  ///< synapses of spikes, and one of each input spike
    std::uint64_t column_writes = 0;
    std::uint64_t level_changes = 0;
    std::uint64_t calcium_rises = 0;
    std::uint64_t gain_windows = 0;

    friend environment_work operator-(environment_work a, const environment_work& b) {
        a.input_spikes -= b.input_spikes;
        a.spikes -= b.spikes;
        a.synaptic_events -= b.synaptic_events;
        a.column_writes -= b.column_writes;
        a.level_changes -= b.level_changes;
        a.calcium_rises -= b.calcium_rises;
        a.gain_windows -= b.gain_windows;
        return a;
    }
};

/// The network. A tick, in this order:
/// - potentials and raised thresholds decay; neurons at their threshold spike, unless refractory;
/// - traces and calcium of astrocytes decay; latency_s after a trace at `strong` calcium rises; a
///   trace at `weak` where calcium is raised begins a window of gain with this tick;
/// - an input spike adds a kick; a spike of neuron i adds level * scale * gain to every other
///   neuron j of its block, scale of the sum of levels onto j, gain of j's astrocyte; refractory
///   neurons stay at 0;
/// - the levels onto a neuron that spiked move by one, up for sources that spiked within pair_s,
///   down for others, if its zone's trace is at `strong` or above, its calcium raised, and
///   interval_s over since they last moved (without astrocytes: if interval_s is);
/// - input spikes raise the traces of their zones.
/// - astrocytes: trace and calcium decay, input spikes of this tick raise the trace; latency_s
/// after
///   a trace at `strong` calcium rises; a trace at `weak` while calcium is raised begins a window
///   of gain with the next tick.
template <class Numbers>
class environment_sheet {
  public:
    using value = typename Numbers::value;

    explicit environment_sheet(const environment_config& config);

    void step(const std::vector<std::uint32_t>& input, bool learns);

    const std::vector<std::uint32_t>& spiked() const { return spiked_; }  ///< pixels, in order
    const environment_work& work() const { return work_; }
    double calcium(std::uint32_t zone) const { return static_cast<double>(calcium_[zone]) / one_; }
    bool gain_is_up(std::uint32_t zone) const { return up_[zone] != 0; }  ///< in the last tick
    std::uint32_t level(std::uint32_t target, std::uint32_t source) const;
    /// What a spike of a source adds to the potential of a target, without its astrocyte's gain.
    double weight(std::uint32_t target, std::uint32_t source) const {
        return level(target, source) * static_cast<double>(scale_[neuron_of_pixel_[target]]) / one_;
    }

  private:
    static constexpr std::uint32_t columns =
        environment_config::block_side * environment_config::block_side;

    /// As wide as a value, so that vectors of both go together.
    using above = std::conditional_t<sizeof(value) == 8, std::int64_t, std::int32_t>;

    void fire();
    void deliver(const std::vector<std::uint32_t>& input);
    void learn();
    void sense();
    void take(const std::vector<std::uint32_t>& input);
    void scale(std::uint32_t j);
    void set_gain(std::uint32_t zone, bool up);
    void damage();

    environment_config config_;
    double one_ = static_cast<double>(Numbers::of(1));
    typename Numbers::column_scale column_scale_;
    std::uint64_t now_ = 0;
    environment_work work_;
    std::vector<std::uint32_t> spiked_;

    // Neurons lie block by block, so that those of a block are neighbours.
    std::vector<std::uint32_t> neuron_of_pixel_, pixel_of_neuron_, zone_of_neuron_;
    std::vector<std::uint32_t> firing_;
    std::vector<std::uint32_t> held_;  ///< those that are refractory
    std::vector<value> potential_, threshold_, raise_, kick_, scale_, drive_;
    std::vector<std::uint64_t> held_until_, last_spike_, may_change_;
    std::vector<std::uint8_t> dead_;
    std::vector<std::uint8_t> level_;  ///< of block, source, target
    std::vector<std::uint8_t> stuck_;  ///< where any is
    std::vector<std::uint32_t> sum_;   ///< of levels onto a neuron

    std::vector<value> trace_, calcium_, strong_, weak_, rise_;
    std::vector<std::uint64_t> rises_at_, may_release_, gain_until_, may_gain_;
    std::vector<std::uint8_t> silent_, up_;
};

extern template class environment_sheet<real_numbers>;
extern template class environment_sheet<integer_numbers>;

}  // namespace memglia
