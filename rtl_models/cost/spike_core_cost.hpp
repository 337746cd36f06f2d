#pragma once

#include "base/field.hpp"
#include "rtl_models/cost/technology.hpp"

// What published digital neuromorphic cores take for their events.
namespace memglia {

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

}  // namespace memglia
