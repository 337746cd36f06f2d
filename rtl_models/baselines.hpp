#pragma once

#include <cstdint>

#include "base/field.hpp"
#include "rtl_models/ledger.hpp"
#include "rtl_models/technology.hpp"

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

/// Event-driven digital core of leaky integrate-and-fire neurons (Davies et al., IEEE Micro 2018).
struct loihi_config {
    table_entry synaptic_op_j;
    table_entry stdp_update_j;
    table_entry active_update_j;
    table_entry inactive_update_j;
    table_entry tile_spike_j;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "synaptic_op_j", .doc = "one synaptic operation"}, self.synaptic_op_j);
        visit(field{.name = "stdp_update_j", .doc = "one learning update of a synapse"},
              self.stdp_update_j);
        visit(field{.name = "active_update_j", .doc = "update of a neuron that has input"},
              self.active_update_j);
        visit(field{.name = "inactive_update_j", .doc = "update of a neuron that only decays"},
              self.inactive_update_j);
        visit(field{.name = "tile_spike_j", .doc = "one spike within a tile"}, self.tile_spike_j);
    }

    void validate() const { require_entries(*this); }
};

/// Event counts of such a core; means, so not whole numbers.
struct spike_core_events {
    double synaptic_ops = 0;
    double stdp_updates = 0;
    double active_updates = 0;
    double inactive_updates = 0;
    double tile_spikes = 0;
};

/// J.
double price(const spike_core_events& events, const loihi_config& core);

/// One navigation decision of the same network on one core of that kind:
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

/// Chips of which a synaptic operation's energy is published, and nothing else is asked.
struct synaptic_op_config {
    table_entry reckon_j;
    table_entry seneca_j;
    table_entry truenorth_j;
    table_entry tianjic_j;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "reckon_j", .doc = "a synaptic operation of ReckOn"}, self.reckon_j);
        visit(field{.name = "seneca_j", .doc = "a synaptic operation of SENECA"}, self.seneca_j);
        visit(field{.name = "truenorth_j", .doc = "a synaptic operation of TrueNorth"},
              self.truenorth_j);
        visit(field{.name = "tianjic_j", .doc = "a synaptic operation of Tianjic"}, self.tianjic_j);
    }

    void validate() const { require_entries(*this); }
};

/// Affine power of a whole digital core (Frenkel et al., IEEE TBioCAS 2019).
struct odin_config {
    table_entry static_w;
    table_entry clock_j;
    table_entry sop_j;
    table_entry cycles_per_sop;
    table_entry max_clock_hz;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "static_w", .doc = "power at rest"}, self.static_w);
        visit(field{.name = "clock_j", .doc = "one clock cycle"}, self.clock_j);
        visit(field{.name = "sop_j", .doc = "one synaptic operation, without its cycles"},
              self.sop_j);
        visit(field{.name = "cycles_per_sop", .doc = "clock cycles of a synaptic operation"},
              self.cycles_per_sop);
        visit(field{.name = "max_clock_hz", .doc = "largest clock"}, self.max_clock_hz);
    }

    void validate() const { require_entries(*this); }
};

/// P = static + clock_j f + sop_j r, W.
double power_w(const odin_config& core, double clock_hz, double sop_rate_hz);

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
