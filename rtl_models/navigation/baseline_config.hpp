#pragma once

#include "base/field.hpp"
#include "rtl_models/cost/processor_cost.hpp"
#include "rtl_models/navigation/baselines.hpp"

namespace memglia {

/// Everything that the chip's decision is compared with.
struct baseline_config {
    loihi_config loihi;
    odin_config odin;
    synaptic_op_config synaptic_operations;
    riscv_config riscv;
    cpu_config cpu;
    explorer_config explorer;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "loihi",
                    .doc = "event-driven digital core, energy per event",
                    .presets = "baselines",
                    .preset = "loihi"},
              self.loihi);
        visit(field{.name = "odin",
                    .doc = "event-driven digital core, affine power",
                    .presets = "baselines",
                    .preset = "odin"},
              self.odin);
        visit(field{.name = "synaptic_operations",
                    .doc = "chips by the published energy of a synaptic operation",
                    .presets = "baselines",
                    .preset = "synaptic_operations"},
              self.synaptic_operations);
        visit(field{.name = "riscv",
                    .doc = "in-order core with caches",
                    .presets = "baselines",
                    .preset = "riscv"},
              self.riscv);
        visit(field{.name = "cpu",
                    .doc = "application processor",
                    .presets = "baselines",
                    .preset = "cpu"},
              self.cpu);
        visit(field{.name = "explorer",
                    .doc = "the cheapest program that does the task",
                    .presets = "baselines",
                    .preset = "explorer"},
              self.explorer);
    }
};

}  // namespace memglia
