#pragma once

#include <cstdint>
#include <string>

#include "snan/network/simulation.hpp"

namespace memglia {

/// What a probe has seen, as CSV: neuron and tick of spikes; tick, source, target, delay_ticks and
/// weight of synapses; ticks that had passed and a column per neuron or unit for the others.
std::string probe_table(const network_simulation& run, std::size_t probe_index);

/// The same as an .npz file: neuron and tick of spikes; ticks, source, target, delay_ticks and
/// weights (a row per sample) of synapses; ticks and values (a row per sample) of the others.
std::string probe_archive(const network_simulation& run, std::size_t probe_index);

/// Throws input_error if the probes of a run of so many ticks would hold more numbers than
/// reasonable.
void check_probe_sizes(const network& net, std::uint64_t ticks);

}  // namespace memglia
