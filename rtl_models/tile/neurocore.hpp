#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rtl_models/tile/core_image.hpp"
#include "rtl_models/tile/delay_line.hpp"
#include "rtl_models/tile/neuron_array.hpp"
#include "rtl_models/tile/plasticity_engine.hpp"
#include "rtl_models/tile/synapse_array.hpp"
#include "rtl_models/tile/tripartite_engine.hpp"

namespace memglia {

/// One neurocore: axon table, delay line, synapse array, neurons, fan-out table, plasticity. In
/// each tick fire(), then packets and gates come, then deliver(). A spike packet names an axon; its
/// rows wait in the delay line and are read, one after the other, in the tick in which they are
/// due; their sums go to the neurons at the end of the tick.
class neurocore {
  public:
    neurocore(const core_image& image, const synapse_array_config& config,
              const device_config& device, const access_config& access, double line_cell_f,
              std::uint64_t seed, std::uint64_t index);

    /// A spike of `tick` has come by packet.
    void receive(std::uint32_t axon, std::uint64_t tick) {
        const axon_word* word = &axon_words_[axon];
        for (;; ++word, ++received_) {
            delays_.insert(word->row, tick, word->delay_ticks);
            if (word->is_last) break;
        }
        ++received_;
    }
    void prefetch_axon(std::uint32_t axon) const { __builtin_prefetch(&axon_words_[axon]); }

    /// The host names a column of a clamped slice that spikes in the coming fire().
    void force(std::uint32_t column);

    /// A gate register before the first tick: it is part of loading.
    void load_gate(std::uint32_t gate, std::int32_t open);

    /// How far open, of 256, a gate register says from now on: for what arrives in this tick, for
    /// neurons from the next one on.
    void set_gate(std::uint32_t gate, std::int32_t open);

    /// Neurons leak and fire.
    void fire(std::uint64_t tick);

    /// Due rows are read, plasticity acts, neurons take what has arrived. Returns what the tick
    /// took.
    struct duration {
        /// While neurons fire: a neuron and a packet that is sent, one each.
        std::uint64_t fire_cycles = 0;
        /// While rows are delivered: a word of the axon table and of the delay line, a product of a
        /// sum with its gain, a trace and a change of a synapse, one each.
        std::uint64_t deliver_cycles = 0;
        std::uint64_t rows = 0;  ///< read one after the other
        double write_s = 0;
    };
    duration deliver(std::uint64_t tick);

    /// Columns that spiked in this tick, ascending.
    const std::vector<std::uint32_t>& spiking() const { return spiking_; }

    /// Where the spikes of a column go.
    const spike_address* fan_out_begin(std::uint32_t column) const {
        return fan_out_.data() + fan_out_begin_[column];
    }
    const spike_address* fan_out_end(std::uint32_t column) const {
        return fan_out_.data() + fan_out_begin_[column + 1];
    }

    neuron_array& neurons() { return neurons_; }
    const neuron_array& neurons() const { return neurons_; }
    synapse_array& synapses() { return synapses_; }
    const synapse_array& synapses() const { return synapses_; }
    const plasticity_engine& plasticity() const { return plasticity_; }
    const tripartite_engine& tripartite() const { return tripartite_; }
    const delay_line& delays() const { return delays_; }

    struct work {
        std::uint64_t words_scanned = 0;  ///< 32-bit words of the delay line and its summary
        std::uint64_t gated_events = 0;   ///< each with a gain of its own
        std::uint64_t group_gains = 0;    ///< one a group and column in a tick
        std::uint64_t gate_writes = 0;
        std::uint64_t shares_made = 0;  ///< products of a strength and a gate
        std::uint64_t gains_made = 0;   ///< products of a unit and a share
        std::uint64_t effects = 0;      ///< words of a current or threshold changed by a gate
        std::uint64_t fan_out_reads = 0;
        std::uint64_t rewards = 0;  ///< that came by an axon
    };
    const work& done() const { return work_; }

  private:
    struct group {
        std::int32_t gain = 0;
        bool by_column = false;
        std::vector<std::int32_t> column_gain;
    };
    std::int32_t gated(const gain_group& is, std::int32_t unit, std::uint32_t gate) const {
        const std::int32_t share = is.share(gate == no_gate ? 0 : gate_[gate]);
        const std::int64_t exact = (std::int64_t{unit} * share + 128) >> 8U;
        return static_cast<std::int32_t>(std::min(exact, most_state_));
    }
    bool is_scaled(const gain_group& is) const {
        return is.tripartite && tripartite_is_scaled_[*is.tripartite];
    }
    /// What a level adds in a column of a group whose columns differ.
    std::int32_t column_gain(const gain_group& is, std::uint32_t column) const;
    void take_gates(std::size_t g);
    double consolidate(std::uint64_t tick);
    void read(std::size_t row, std::uint64_t tick);
    void take_rewards();
    void give_rewards(std::uint64_t tick);

    std::vector<gain_group> group_is_;
    std::vector<group> groups_;
    std::int64_t most_state_;
    std::vector<std::int32_t> gate_;
    std::vector<column_effect> effect_is_;
    std::vector<std::vector<std::uint32_t>> groups_of_gate_;
    struct columns_of_effect {
        std::uint32_t effect = 0;
        std::vector<std::uint32_t> columns;
    };
    std::vector<std::vector<columns_of_effect>> effects_of_gate_;
    std::vector<axon_word> axon_words_;
    std::vector<std::uint32_t> fan_out_begin_;
    std::vector<spike_address> fan_out_;
    delay_line delays_;
    synapse_array synapses_;
    neuron_array neurons_;
    plasticity_engine plasticity_;
    tripartite_engine tripartite_;
    std::vector<unsigned char> tripartite_is_scaled_;  ///< by rule
    std::vector<std::vector<std::uint32_t>> groups_of_tripartite_;
    std::vector<std::uint32_t> spiking_;
    std::vector<std::uint32_t> due_;
    std::vector<std::uint32_t> reward_rule_;  ///< of what lies behind the last row
    std::vector<std::uint32_t> rewards_;      ///< of this tick, by rule
    std::uint64_t received_ = 0;              ///< words of axons, and spikes that were forced
    std::uint32_t last_group_ = 0;            ///< of the rows of this tick
    duration took_;
    work work_;
};

}  // namespace memglia
