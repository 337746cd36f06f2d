#pragma once

#include "base/field.hpp"
#include "rtl_models/cost/technology.hpp"

// What a program costs on a core with caches and on a CPU.
namespace memglia {

/// A small in-order core whose memory is behind caches.
struct riscv_config {
    table_entry instruction_j;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "instruction_j", .doc = "one instruction with caches"},
              self.instruction_j);
    }

    void validate() const { require_entries(*this); }
};

/// An application processor.
struct cpu_config {
    table_entry instruction_dynamic_j;
    table_entry instruction_static_j;
    table_entry cycles_per_instruction;
    table_entry clock_hz;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "instruction_dynamic_j", .doc = "dynamic energy of an instruction"},
              self.instruction_dynamic_j);
        visit(field{.name = "instruction_static_j", .doc = "leakage during an instruction"},
              self.instruction_static_j);
        visit(field{.name = "cycles_per_instruction", .doc = "mean"}, self.cycles_per_instruction);
        visit(field{.name = "clock_hz", .doc = "clock"}, self.clock_hz);
    }

    void validate() const { require_entries(*this); }

    double instruction_j() const {
        return instruction_dynamic_j.value + instruction_static_j.value;
    }
    double decisions_per_s(double instructions_per_decision) const {
        return clock_hz.value / (cycles_per_instruction.value * instructions_per_decision);
    }
};

/// A program that does what the network does, without one: how many instructions it takes.
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
