#pragma once

#include <cstdint>

#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/cost/spike_core_cost.hpp"

// What the chip's mean decision would cost on other hardware. See docs/baselines.md.
namespace memglia {

/// What the chip measured about its mean decision, and what every baseline is asked to do.
struct decision_events {
    double contact_spikes = 0;  ///< per decision
    double reinforcements = 0;  ///< places whose four synapses a reward changes, per decision
    double rate_hz = 0;         ///< decisions per second
    double tags = 1;            ///< eligibility tags per decision; 0 where waves learn
    double wave_sites = 0;      ///< reinforcements that a wave has led to
};

/// From what `decisions` decisions booked. A decision adds four synaptic charges and one charge per
/// contact spike to the action neurons; a tag is two words written; a reinforcement converts the
/// four weights of its place, and where nothing is tagged a wave has led to it.
decision_events mean_events(const activity_record& record, std::uint64_t decisions);

/// One navigation decision of the same network on one core of the kind of loihi_config:
/// - the place spike makes four synaptic operations, every contact spike one;
/// - an astrocyte's calcium is a neuron's state: the visited one is an active update, the four that
///   are read inactive ones;
/// - the four action neurons are active, the winner's spike stays in the tile, no hop;
/// - tagging the chosen synapse is one learning update, a reinforced place four;
/// - a site of the wave is an active neuron whose spike makes four synaptic operations; priming is
///   free.
/// A lower bound: scaling a weight by its astrocyte is free, and no neuron is updated that the
/// decision does not need, though Loihi's cores update all of theirs in every time step.
spike_core_events map_to_spike_core(const decision_events& decision);

/// Neurons, astrocytes and learning updates of the mapping as synaptic operations of one kind.
double synaptic_operations(const decision_events& decision);

struct odin_cost {
    double sops = 0;     ///< per decision
    double cycles = 0;   ///< per decision
    double rate_hz = 0;  ///< decisions per second: the chip's, or what the largest clock allows
    double sop_j = 0;
    double clock_j = 0;
    double static_j = 0;

    double dynamic_j() const { return sop_j + clock_j; }
};

/// One decision at the chip's rate. Synaptic operations, astrocyte updates and learning updates are
/// those of map_to_spike_core(), each one synaptic operation: ODIN updates neuron and synapse in
/// it. The clock is no faster than they need. A lower bound: spikes reach single neurons, where
/// ODIN's plain spike events reach all 256.
odin_cost odin_decision(const odin_config& core, const decision_events& decision);

}  // namespace memglia
