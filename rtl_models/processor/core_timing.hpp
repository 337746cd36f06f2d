#pragma once

#include <array>
#include <cstdint>

#include "base/field.hpp"
#include "rtl_models/processor/instruction.hpp"

namespace memglia {

/// Cycles of a two-stage in-order core with single-cycle memory and multiplier. Source of the
/// defaults: Ibex reference guide, "Pipeline Details" (stall cycles + 1), a branch target computed
/// in the second cycle. Every instruction of a class takes the same time.
struct core_timing {
    std::uint32_t integer = 1;
    std::uint32_t multiply = 1;
    std::uint32_t multiply_high = 2;
    std::uint32_t divide = 38;
    std::uint32_t load = 2;
    std::uint32_t store = 2;
    std::uint32_t branch = 1;
    std::uint32_t branch_taken = 3;
    std::uint32_t jump = 2;
    std::uint32_t csr = 1;
    std::uint32_t system = 2;
    std::uint32_t trap = 3;
    std::uint32_t split = 1;  ///< more, for a load or store that crosses a word's end

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        const auto cycles = [&](std::string_view name, std::string_view doc, auto& member) {
            visit(field{.name = name, .unit = "cycles", .doc = doc, .min = 1, .max = 1000}, member);
        };
        cycles("integer", "addition, shift, logic, move, fence", self.integer);
        cycles("multiply", "low word of a product", self.multiply);
        cycles("multiply_high", "high word of a product", self.multiply_high);
        cycles("divide", "quotient or remainder", self.divide);
        cycles("load", "a load", self.load);
        cycles("store", "a store", self.store);
        cycles("branch", "a branch that is not taken", self.branch);
        cycles("branch_taken", "a branch that is taken", self.branch_taken);
        cycles("jump", "jal and jalr", self.jump);
        cycles("csr", "access to a control and status register", self.csr);
        cycles("system", "mret, wfi, fence.i", self.system);
        cycles("trap", "entry into a trap handler", self.trap);
        cycles("split", "more, for a load or store that crosses a word's end", self.split);
    }

    std::array<std::uint32_t, instruction_class_count> by_class() const {
        return {integer, multiply,     multiply_high, divide, load,   store,
                branch,  branch_taken, jump,          csr,    system, trap};
    }
};

}  // namespace memglia
