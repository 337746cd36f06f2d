#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rtl_models/tile/neuron_image.hpp"

// What is loaded into one neurocore before it runs: integers in the widths of its memories.
namespace memglia {

/// A spike on its way: an axon of a core, by the index of its first word, or a unit of an astrocyte
/// tile.
struct spike_address {
    std::uint32_t node = 0;
    std::uint32_t axon = 0;
};

/// By what the level of a synapse is multiplied: a constant, times the share of a gate register of
/// the row, or of the column.
struct gain_group {
    enum class gating : std::uint8_t { none, row, column };
    std::int32_t unit = 0;
    gating by = gating::none;
    std::uint32_t gate = 0;  ///< the register, if by row
    /// The register of each column, if by column.
    std::vector<std::uint32_t> gate_of_column;
    std::optional<std::uint32_t> plasticity;  ///< index of a rule
};

/// What spikes of a rewarding population do; see stdp_rule.
struct reward_rule {
    scaler gain;
    decay_rom eligibility;
};

/// Pair STDP: steps of the traces in 2^-16 levels, and their decays.
struct stdp_rule {
    std::int32_t a_plus = 0;
    std::int32_t a_minus = 0;
    decay_rom plus;
    decay_rom minus;
    /// With it changes go to a word of the synapse, and to its level when a reward comes.
    std::optional<reward_rule> reward;
};

/// A row of synapses. Rows of a group follow one another.
struct row_entry {
    std::uint32_t group = 0;
    std::uint32_t tag = 0;  ///< makes its stochastic roundings its own
};

/// A row that an axon leads to: it is read so many ticks after the spike. The words of an axon
/// follow one another.
struct axon_word {
    std::uint32_t row = 0;
    std::uint16_t delay_ticks = 1;
    bool is_last = true;
};

struct core_image {
    std::uint32_t weight_levels = 15;  ///< of each sign
    std::uint32_t state_bits = 24;
    std::vector<neuron_slice_image> slices;
    std::vector<std::uint32_t> column_tag;

    std::vector<gain_group> groups;
    std::vector<stdp_rule> rules;
    std::uint32_t gates = 0;  ///< gate registers: shares of 256, at first 256

    std::vector<row_entry> rows;
    std::vector<std::uint32_t> row_begin;  ///< into the synapses; one entry more than rows
    std::vector<std::uint32_t> column;     ///< of each synapse, ascending in a row
    std::vector<std::int32_t> level;

    std::vector<axon_word> axon_words;
    /// Axons may also lead to what lies behind the last row: a reward for this rule, in the tick of
    /// the spike.
    std::vector<std::uint32_t> rewards;

    std::vector<std::uint32_t> fan_out_begin;  ///< by column; one entry more than columns
    std::vector<spike_address> fan_out;

    std::uint32_t columns() const { return static_cast<std::uint32_t>(column_tag.size()); }
    std::uint32_t longest_delay_ticks() const {
        std::uint32_t longest = 1;
        for (const axon_word& w : axon_words)
            longest = std::max<std::uint32_t>(longest, w.delay_ticks);
        return longest;
    }
};

}  // namespace memglia
