#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "rtl_models/tile/neuron_image.hpp"

namespace memglia {

/// Neuron-ticks so far, by what a tick of a neuron does.
struct neuron_work {
    std::uint64_t updates = 0;  ///< of LIF neurons
    std::uint64_t currents = 0;
    std::uint64_t thresholds = 0;
    std::uint64_t noises = 0;
    std::uint64_t floors = 0;
    std::uint64_t offsets = 0;       ///< thresholds that homeostasis has moved
    std::uint64_t offset_moves = 0;  ///< of them, those that were written
    std::uint64_t izhikevich = 0;
    std::uint64_t adex = 0;
    std::uint64_t spikes = 0;
    std::uint64_t refractory = 0;  ///< spikes of neurons that have such a time
    std::uint64_t drives = 0;      ///< with a word for the current of gates
    std::uint64_t shifts = 0;      ///< with one for what they add to the threshold
};

/// Neighbouring neurons of a core, one per column, of one model. Columns are those of the slice. In
/// each tick fire() or clamp(), then what arrives is in inbox(), then settle().
class neuron_slice {
  public:
    virtual ~neuron_slice() = default;

    /// Appends the columns that spike, ascending, each `first` more.
    virtual void fire(std::uint64_t tick, std::uint32_t first,
                      std::vector<std::uint32_t>& spiking) = 0;

    /// Back to the start instead.
    virtual void clamp() = 0;

    /// Takes what has arrived out of the inbox, if something has, saturating.
    virtual void settle(std::uint64_t tick, bool has_arrivals) = 0;

    /// From the next tick on, beside the bias of a neuron: what the host says.
    void drive(std::size_t column, std::int32_t current) {
        host_current_[column] = current;
        sum_bias(column);
    }

    /// The same, from gates: so much more than so far.
    void add_current(std::size_t column, std::int64_t more) {
        gate_current_[column] += more;
        sum_bias(column);
    }

    /// From the next tick on, the threshold of a neuron is higher by so much more.
    virtual void add_threshold(std::size_t, std::int64_t) {
        throw internal_error("a neuron model without a threshold that gates shift");
    }

    std::int32_t potential(std::size_t column) const { return v_[column]; }
    std::size_t columns() const { return v_.size(); }

  protected:
    neuron_slice(const neuron_slice_image& image, std::uint32_t state_bits, std::int64_t* inbox,
                 neuron_work& work)
        : most_(static_cast<std::int32_t>((std::int64_t{1} << (state_bits - 1)) - 1)),
          v_initial_(image.v_initial),
          bias_(image.bias),
          host_current_(image.columns),
          gate_current_(image.columns),
          driven_bias_(image.bias),
          v_(image.v_initial),
          current_(image.columns),
          inbox_(inbox),
          work_(work) {}

    std::int32_t saturated(std::int32_t value) const {
        return std::min(std::max(value, -most_), most_);
    }
    std::int32_t saturated_sum(std::int64_t a, std::int64_t b) const {
        const std::int64_t most = most_;
        return static_cast<std::int32_t>(std::clamp(a + b, -most, most));
    }
    /// Of the 31 bits that slow variables have.
    static std::int32_t in_word(std::int64_t value) {
        constexpr std::int64_t most = 0x3fffffff;
        return static_cast<std::int32_t>(std::clamp(value, -most, most));
    }
    /// Of what a product takes beside a constant of 24 bits.
    static std::int64_t in_product(std::int64_t value) {
        constexpr std::int64_t most = (std::int64_t{1} << 38U) - 1;
        return std::clamp(value, -most, most);
    }
    void sum_bias(std::size_t column) {
        driven_bias_[column] = saturated_sum(std::int64_t{bias_[column]} + host_current_[column],
                                             gate_current_[column]);
    }
    void settle_into(std::vector<std::int32_t>& state) {
        for (std::size_t j = 0; j < state.size(); ++j) {
            state[j] = saturated_sum(state[j], inbox_[j]);
            inbox_[j] = 0;
        }
    }

    std::int32_t most_;
    std::vector<std::int32_t> v_initial_;
    std::vector<std::int32_t> bias_;
    std::vector<std::int32_t> host_current_;
    std::vector<std::int64_t> gate_current_;
    std::vector<std::int32_t> driven_bias_;  ///< with both
    std::vector<std::int32_t> v_;
    std::vector<std::int32_t> current_;
    std::int64_t* inbox_;
    neuron_work& work_;
};

}  // namespace memglia
