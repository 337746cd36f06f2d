#pragma once

#include "base/field.hpp"
#include "rtl_models/cost/technology.hpp"

// What a program costs on a small RISC-V core and on a CPU.
namespace memglia {

/// Operations of a load-store machine. `adds` are all integer operations of one cycle: additions,
/// shifts, logic, moves.
struct operation_count {
    double loads = 0;
    double stores = 0;
    double adds = 0;
    double multiplies = 0;
    double branches = 0;

    operation_count& operator+=(const operation_count& other);
    double instructions() const { return loads + stores + adds + multiplies + branches; }
};
operation_count operator+(operation_count a, const operation_count& b);
operation_count operator*(double times, const operation_count& each);

/// A small in-order core.
struct riscv_config {
    table_entry add_cycles;
    table_entry multiply_cycles;
    table_entry load_cycles;
    table_entry store_cycles;
    table_entry branch_cycles;
    table_entry cycle_j;
    table_entry instruction_j;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "add_cycles", .doc = "cycles of an addition, shift, logic or move"},
              self.add_cycles);
        visit(field{.name = "multiply_cycles", .doc = "cycles of a multiplication"},
              self.multiply_cycles);
        visit(field{.name = "load_cycles", .doc = "cycles of a load"}, self.load_cycles);
        visit(field{.name = "store_cycles", .doc = "cycles of a store"}, self.store_cycles);
        visit(field{.name = "branch_cycles", .doc = "mean cycles of a branch"}, self.branch_cycles);
        visit(field{.name = "cycle_j", .doc = "one cycle of the core without memory"},
              self.cycle_j);
        visit(field{.name = "instruction_j", .doc = "one instruction with caches: the alternative"},
              self.instruction_j);
    }

    void validate() const { require_entries(*this); }
};

double cycles_of(const operation_count& operations, const riscv_config& core);

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

}  // namespace memglia
