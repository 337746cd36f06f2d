#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "snan/network/quantise.hpp"
#include "snan/reference/synapse_rows.hpp"
#include "snan/reference/wide.hpp"

namespace memglia {

/// Where each synapse of a projection lies: a row per source, delay and ordinal, rows one after the
/// other.
class fixed_layout {
  public:
    struct slot {
        std::uint32_t delay_ticks = 1;
        std::uint32_t ordinal = 0;
        friend auto operator<=>(const slot&, const slot&) = default;
    };

    fixed_layout(const network& net, const fixed_network& fixed, std::size_t projection_index);

    /// Delays and ordinals that occur, by delay.
    std::span<const slot> slots() const { return slots_; }

    std::size_t rows() const { return begin_.size() - 1; }
    std::size_t places() const { return begin_.back(); }
    std::size_t row_of(std::uint32_t source, std::size_t slot_index) const {
        return source * slots_.size() + slot_index;
    }
    std::size_t begin(std::size_t row) const { return begin_[row]; }
    std::size_t end(std::size_t row) const { return begin_[row + 1]; }
    void prefetch(std::size_t row) const { __builtin_prefetch(&begin_[row]); }

    /// Every synapse as the network has it, with its row and place.
    void for_each_place(
        const network& net, const fixed_network& fixed, std::size_t projection_index,
        const std::function<void(const fixed_synapse&, std::size_t row, std::size_t place)>& visit)
        const;

  private:
    std::size_t row_of(const fixed_synapse& s) const;

    std::vector<slot> slots_;
    std::vector<std::size_t> begin_;
};

/// What a delivery in fixed point acts on. `share` has an entry per neuron of the gated side, or is
/// null.
struct fixed_site {
    std::int64_t* inbox = nullptr;
    const std::int32_t* share = nullptr;
    std::uint32_t tick = 0;
};

/// Synapses of one projection in fixed point.
class fixed_rows {
  public:
    explicit fixed_rows(fixed_layout layout) : layout_(std::move(layout)) {}
    virtual ~fixed_rows() = default;

    const fixed_layout& layout() const { return layout_; }

    /// Spikes arrive over these rows.
    virtual void deliver(std::span<const due_row> due, const fixed_site& site) = 0;

    /// Ends the synapses' part of a tick: these targets spiked in it.
    virtual void end_tick(std::span<const std::uint32_t> spiking_targets, std::uint32_t tick) = 0;

    /// After end_tick(): so many rewards came in that tick. Rows without a reward have no use for
    /// it.
    virtual void reward(std::uint64_t, std::uint32_t) {}

    /// After end_tick(): these targets spiked in that tick and are permitted to change. Rows
    /// without a tripartite rule have no use for it.
    virtual void consolidate(std::span<const std::uint32_t>, std::uint32_t) {}

    virtual std::int32_t level(std::size_t place) const = 0;

    std::uint64_t deliveries() const { return deliveries_; }

  protected:
    std::uint64_t deliveries_ = 0;

  private:
    fixed_layout layout_;
};

std::unique_ptr<fixed_rows> make_fixed_rows(const network& net, const fixed_network& fixed,
                                            std::size_t projection_index, gate_place gate);

/// Of a projection with rewards.
std::unique_ptr<fixed_rows> make_fixed_reward_rows(const network& net, const fixed_network& fixed,
                                                   std::size_t projection_index, gate_place gate,
                                                   fixed_layout layout);

/// Of a projection with tripartite plasticity.
std::unique_ptr<fixed_rows> make_fixed_tripartite_rows(const network& net,
                                                       const fixed_network& fixed,
                                                       std::size_t projection_index,
                                                       gate_place gate, fixed_layout layout);

}  // namespace memglia
