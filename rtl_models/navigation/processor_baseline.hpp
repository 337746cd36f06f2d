#pragma once

#include "base/field.hpp"
#include "rtl_models/cost/processor_cost.hpp"
#include "rtl_models/navigation/baselines.hpp"

// The same decision as a program: operations counted from the fixed-point rule, priced on a small
// RISC-V core and on a CPU. See docs/baselines.md.
namespace memglia {

/// Parts of the fixed-point rule as straight-line code with tables in memory, constants in
/// registers and no loop overhead: what a careful programmer would need.
namespace rule_operations {
operation_count decayed_calcium();   ///< of one astrocyte, from its word and two decay tables
operation_count observe();           ///< cell and contacts come in, time goes on
operation_count visit();             ///< the visited astrocyte's calcium rises
operation_count side();              ///< one action: gate, gain, weight, inhibition, maximum
operation_count choose();            ///< ties are broken with a shift-register random number
operation_count tag();               ///< eligibility tag and trail
operation_count reward_test();       ///< after the move
operation_count tagged_place();      ///< a trail entry and its tag
operation_count prime();             ///< own site and those of the four sides
operation_count wave_site();         ///< one site of a breadth-first wave with a queue
operation_count reinforced_place();  ///< four synapses
}  // namespace rule_operations

/// One decision with the learning it causes.
operation_count decision_operations(const decision_events& decision);

/// A program that finds the goal as the network does, without one: how many instructions it takes.
struct explorer_config {
    table_entry instructions;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "instructions",
                    .doc = "of a decision of node counting with breadth-first search"},
              self.instructions);
    }

    void validate() const { require_entries(*this); }
};

}  // namespace memglia
