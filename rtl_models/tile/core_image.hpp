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

/// Gate registers hold how far an astrocyte unit's gate is open, 256 being open; none: 0.
inline constexpr unsigned gate_bits = 12;
inline constexpr std::uint32_t no_gate = ~std::uint32_t{0};

/// By what the level of a synapse is multiplied: a constant, times the share of the gate register
/// of the row, or of the column.
struct gain_group {
    enum class gating : std::uint8_t { none, row, column };
    std::int32_t unit = 0;
    gating by = gating::none;
    std::int32_t strength = 0;  ///< of an open gate, in 2^-12
    std::uint32_t gate = 0;     ///< the register, if by row
    /// The register of each column, if by column.
    std::vector<std::uint32_t> gate_of_column;
    std::optional<std::uint32_t> plasticity;  ///< index of a rule
    std::optional<std::uint32_t> tripartite;  ///< index of a tripartite rule

    /// What a register leaves of the level, of 256: 16 bits.
    std::int32_t share(std::int32_t open) const {
        const std::int64_t more = (std::int64_t{strength} * open + 2'048) >> 12U;
        return static_cast<std::int32_t>(std::max<std::int64_t>(256 + more, 0));
    }
};

/// What gate registers do to neurons: strength times the register of a column, of 256, is added to
/// its current or its threshold.
struct column_effect {
    enum class on : std::uint8_t { current, threshold };
    on what = on::current;
    std::int32_t strength = 0;  ///< of an open gate
    std::vector<std::uint32_t> gate_of_column;

    std::int64_t value(std::int32_t open) const {
        return (std::int64_t{strength} * open + 128) >> 8U;
    }
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

/// What a level adds to its column by the sum of the levels onto it, instead of a group's unit: a
/// table of at most 64 words.
struct scaling_table {
    std::uint32_t shift = 0;
    std::vector<std::int32_t> unit;

    std::int32_t of(std::uint32_t sum) const { return unit[sum >> shift]; }
};

/// Tripartite plasticity: a column that spikes where its register permits it moves all levels of
/// its rows by a step, up where a spike has come over the row within the window, down elsewhere;
/// then not for pause_ticks, and not from until_tick on.
struct tripartite_rule {
    std::int32_t step = 1;
    std::uint32_t window_ticks = 0;
    std::uint32_t pause_ticks = 0;
    std::uint64_t until_tick = 0;
    bool is_gated = false;
    std::vector<std::uint32_t> gate_of_column;  ///< if so; a column without one never changes
    std::optional<scaling_table> scaling;
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
    std::vector<tripartite_rule> tripartite;
    std::uint32_t gates = 0;  ///< gate registers, at first 0
    std::vector<column_effect> effects;

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
