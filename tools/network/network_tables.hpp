#pragma once

#include <filesystem>
#include <vector>

#include "snan/network/network.hpp"

// The tables that a network names: CSV with a line of column names, or .npz with an array per
// column; matrices and values also as .npy or as CSV of numbers alone. All throw input_error.
namespace memglia {

/// Columns neuron (or index, i) and tick (or step, or time_s).
std::vector<spike_event> read_spike_table(const std::filesystem::path& file, double tick_s);

/// Columns source (or pre, i), target (or post, j), and, where they differ from synapse to synapse,
/// weight (or w) and delay_ticks (or delay, or delay_s).
synapse_table read_synapse_table(const std::filesystem::path& file, double tick_s);

/// Columns first and second.
std::vector<unit_edge> read_edge_table(const std::filesystem::path& file);

/// A row per source and a column per target; a place with nan is no synapse.
synapse_table read_weight_matrix(const std::filesystem::path& file, std::uint32_t sources,
                                 std::uint32_t targets);

/// One number per neuron, in a row or in a column.
std::vector<double> read_neuron_values(const std::filesystem::path& file);

}  // namespace memglia
