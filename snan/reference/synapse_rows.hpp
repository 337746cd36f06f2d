#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "snan/network/wiring.hpp"
#include "snan/reference/wide.hpp"

namespace memglia {

/// Where a delivery is weakened: nowhere, by the share of the target, by that of the source.
enum class gate_place { nowhere, target, source };

/// What a delivery acts on. `share` has an entry per neuron of the gated side, or is null.
struct delivery_site {
    double* inbox = nullptr;  ///< of the targets, and one more that nobody reads
    const double* share = nullptr;
};

/// A row over which a spike arrives.
struct due_row {
    std::size_t row = 0;
    std::uint32_t source = 0;
};

/// Where each synapse of a projection lies: a row per source and delay, rows one after the other,
/// each filled up to a multiple of `padding` places.
class row_layout {
  public:
    row_layout(const network& net, std::size_t projection_index, std::uint32_t padding);

    /// Those that occur, the longest first: older spikes come before younger ones.
    std::span<const std::uint32_t> delays_ticks() const { return delays_; }

    std::size_t rows() const { return begin_.size() - 1; }
    std::size_t places() const { return begin_.back(); }
    std::size_t row_of(std::uint32_t source, std::size_t delay_index) const {
        return source * delays_.size() + delay_index;
    }
    std::size_t begin(std::size_t row) const { return begin_[row]; }
    std::size_t end(std::size_t row) const { return begin_[row + 1]; }
    void prefetch(std::size_t row) const { __builtin_prefetch(&begin_[row]); }

    /// Synapses in a row, without what fills it up.
    std::uint32_t synapses(std::size_t row) const { return synapses_[row]; }

    /// Every synapse as the network has it, with its place.
    void for_each_place(const network& net, std::size_t projection_index,
                        const std::function<void(const synapse&, std::size_t)>& visit) const;

  private:
    std::size_t row_of(const synapse& s) const;

    std::vector<std::uint32_t> delays_;
    std::vector<std::size_t> begin_;
    std::vector<std::uint32_t> synapses_;
};

/// Synapses of one projection as an engine uses them.
class synapse_rows {
  public:
    explicit synapse_rows(row_layout layout) : layout_(std::move(layout)) {}
    virtual ~synapse_rows() = default;

    const row_layout& layout() const { return layout_; }

    /// Spikes arrive over these rows, in this order.
    virtual void deliver(std::span<const due_row> due, const delivery_site& site) = 0;

    /// Ends the synapses' part of a tick: these targets spiked in it.
    virtual void end_tick(std::span<const std::uint32_t> spiking_targets) = 0;

    /// After end_tick(): so many rewards came in that tick. Rows without a reward have no use for
    /// it.
    virtual void reward(std::uint64_t) {}

    /// After end_tick(): these targets spiked in that tick and are permitted to change. Rows
    /// without a tripartite rule have no use for it.
    virtual void consolidate(std::span<const std::uint32_t>) {}

    /// The weight at every place, with all that has happened until now. Reading changes nothing.
    virtual line_vector<double> settled_weights() const = 0;

    std::uint64_t deliveries() const { return deliveries_; }

  protected:
    // What is due is known long before it is needed: first what says where a row lies, then the
    // row.
    static constexpr std::size_t far_ahead = 12;
    static constexpr std::size_t near_ahead = 6;

    template <class Index>
    static void prefetch_places(const line_vector<double>& weight, const line_vector<Index>& target,
                                std::size_t begin, std::size_t end) {
        constexpr std::size_t line_bytes = 64;
        for (std::size_t i = begin; i < end; i += line_bytes / sizeof(double)) {
            __builtin_prefetch(&weight[i]);
        }
        for (std::size_t i = begin; i < end; i += line_bytes / sizeof(Index)) {
            __builtin_prefetch(&target[i]);
        }
    }

    std::uint64_t deliveries_ = 0;

  private:
    row_layout layout_;
};

/// For projections without and with plasticity.
std::unique_ptr<synapse_rows> make_static_rows(const network& net, std::size_t projection_index,
                                               gate_place gate);
std::unique_ptr<synapse_rows> make_stdp_rows(const network& net, std::size_t projection_index,
                                             gate_place gate, registers allowed);

/// For pair STDP whose changes wait for rewards.
std::unique_ptr<synapse_rows> make_reward_rows(const network& net, std::size_t projection_index,
                                               gate_place gate);

/// For tripartite plasticity.
std::unique_ptr<synapse_rows> make_tripartite_rows(const network& net, std::size_t projection_index,
                                                   gate_place gate);

/// Targets of 16 bits where they suffice: half the memory that a delivery reads beside weights.
inline bool has_short_targets(std::uint32_t targets) {
    return targets < 65'535;
}

/// The targets of a layout; what fills a row up leads to the neuron behind the last.
template <class Index>
line_vector<Index> targets_of(const network& net, std::size_t projection_index,
                              const row_layout& layout, std::uint32_t targets) {
    line_vector<Index> all(layout.places(), static_cast<Index>(targets));
    layout.for_each_place(net, projection_index, [&all](const synapse& s, std::size_t place) {
        all[place] = static_cast<Index>(s.target);
    });
    return all;
}

/// The weights of a layout; 0 where a row is filled up.
line_vector<double> weights_of(const network& net, std::size_t projection_index,
                               const row_layout& layout);

}  // namespace memglia
