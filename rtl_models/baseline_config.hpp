#pragma once

#include "base/field.hpp"
#include "rtl_models/baselines.hpp"
#include "rtl_models/processor_baseline.hpp"

namespace memglia {

/// Everything that the chip's decision is compared with.
struct baseline_config {
    loihi_config loihi;
    odin_config odin;
    riscv_config riscv;
    cpu_config cpu;

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
        visit(field{.name = "riscv",
                    .doc = "small RISC-V core",
                    .presets = "baselines",
                    .preset = "riscv"},
              self.riscv);
        visit(field{.name = "cpu",
                    .doc = "application processor",
                    .presets = "baselines",
                    .preset = "cpu"},
              self.cpu);
    }
};

}  // namespace memglia
