#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rtl_models/tile/core_image.hpp"

namespace memglia {

/// The neurons of a core, one per column: digital LIF neurons in words of `state_bits`. In each
/// tick fire(), then sums into inbox(), then settle(). A neuron takes a clock cycle.
class lif_array {
  public:
    explicit lif_array(const core_image& image);

    /// Leak and compare; appends the columns that spike in this tick, ascending.
    void fire(std::uint64_t tick, std::vector<std::uint32_t>& spiking);

    /// What arrives in a tick is summed here, wide enough for any number of events.
    std::int64_t* inbox() { return inbox_.data(); }

    /// Adds what has arrived to potentials or currents, saturating, and holds the refractory.
    void settle(std::uint64_t tick, bool has_arrivals);

    /// In the coming fire(), the neurons of the slice `index` go back to their start instead, and
    /// only those of force() spike.
    void clamp(std::size_t index) { slices_[index].is_clamped = true; }

    /// A column of a clamped slice spikes in the coming fire(). Ascending in a slice.
    void force(std::uint32_t column) { forced_.push_back(column); }

    /// From the next tick on, beside the bias of a neuron: what the host says.
    void drive(std::size_t column, std::int32_t current);

    /// The same, from gates: so much more than so far.
    void add_current(std::size_t column, std::int64_t more);

    /// From the next tick on, the threshold of a neuron is higher by so much more.
    void add_threshold(std::size_t column, std::int64_t more);

    std::int32_t potential(std::size_t column) const { return v_[column]; }
    std::size_t columns() const { return v_.size(); }

    /// Neuron-ticks so far, by what a tick of a neuron does.
    struct work {
        std::uint64_t updates = 0;
        std::uint64_t currents = 0;
        std::uint64_t thresholds = 0;
        std::uint64_t noises = 0;
        std::uint64_t floors = 0;
        std::uint64_t offsets = 0;       ///< thresholds that homeostasis has moved
        std::uint64_t offset_moves = 0;  ///< of them, those that were written
        std::uint64_t own_words = 0;     ///< constants that differ between neurons, word by word
        std::uint64_t spikes = 0;
        std::uint64_t drives = 0;  ///< with a word for the current of gates
        std::uint64_t shifts = 0;  ///< with one for what they add to the threshold
    };
    const work& done() const { return work_; }

  private:
    struct slice {
        lif_slice is;
        std::size_t begin = 0;
        std::size_t end = 0;
        bool is_clamped = false;
        std::int64_t sink_sum = 0;  ///< parts of 2^20 that no threshold has sunk by yet

        bool is_full() const {
            return !is.noise_tag.empty() || is.v_floor || is.homeostasis || is.is_shifted ||
                   !is.own.empty();
        }
    };
    void fire_full(slice& s, std::uint64_t tick, std::vector<std::uint32_t>& spiking);
    bool settle_thresholds(slice& s, std::uint64_t tick);
    void clamp_slice(slice& s, std::vector<std::uint32_t>& spiking);
    template <bool has_current, bool adapts>
    void fire_slice(const slice& s, std::uint64_t tick, std::vector<std::uint32_t>& spiking);
    void sum_bias(std::size_t column);
    void reset(const slice& s, std::size_t j, std::uint64_t tick);
    struct held {
        std::uint32_t column = 0;
        std::int32_t v_reset = 0;
        std::uint64_t until = 0;  ///< first tick in which it is free
    };
    std::int32_t saturated(std::int32_t value) const {
        return std::min(std::max(value, -most_), most_);
    }

    std::int32_t most_;
    std::vector<slice> slices_;
    std::vector<std::int32_t> bias_;
    std::vector<std::int32_t> host_current_;
    std::vector<std::int64_t> gate_current_;
    std::vector<std::int32_t> driven_bias_;  ///< with both
    std::vector<std::int64_t> threshold_shift_;
    std::vector<std::int32_t> threshold_;  ///< with that
    std::vector<std::int32_t> v_;
    std::vector<std::int32_t> current_;
    std::vector<std::int32_t> raise_;
    std::vector<std::int32_t> offset_;  ///< of the threshold, by homeostasis
    std::vector<std::int64_t> inbox_;
    std::vector<std::uint64_t> deaf_until_;  ///< first tick in which it may spike again
    std::vector<held> held_;
    std::vector<std::uint32_t> forced_;
    work work_;
};

}  // namespace memglia
