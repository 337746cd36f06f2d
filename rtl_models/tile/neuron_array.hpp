#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "rtl_models/tile/core_image.hpp"
#include "rtl_models/tile/neuron_slice.hpp"

namespace memglia {

/// The neurons of a core, one per column, in words of `state_bits`. In each tick fire(), then sums
/// into inbox(), then settle(). A neuron takes a clock cycle.
class neuron_array {
  public:
    explicit neuron_array(const core_image& image);
    neuron_array(const neuron_array&) = delete;  // slices point into it
    neuron_array& operator=(const neuron_array&) = delete;

    /// Integrate and compare; appends the columns that spike in this tick, ascending.
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

    std::int32_t potential(std::size_t column) const;
    std::size_t columns() const { return inbox_.size(); }
    const neuron_work& done() const { return work_; }

  private:
    struct slice {
        std::unique_ptr<neuron_slice> is;
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        bool is_clamped = false;
        bool is_driven = false;
    };
    const slice& slice_at(std::size_t column) const;

    std::vector<std::int64_t> inbox_;
    std::vector<slice> slices_;
    std::vector<std::uint32_t> forced_;
    neuron_work work_;
};

}  // namespace memglia
