#pragma once

#include <cstdint>

#include "base/field.hpp"
#include "rtl_models/processor/core_timing.hpp"

namespace memglia {

/// A RISC-V core with its memory.
struct processor_config {
    std::uint32_t sram_kib = 1024;
    core_timing cycles;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "sram_kib",
                    .unit = "KiB",
                    .doc = "memory for code and data; rounded up to 4 KiB",
                    .min = 4,
                    .max = 262144},
              self.sram_kib);
        visit(field{.name = "cycles", .doc = "cycles of each class of instructions"}, self.cycles);
    }
};

}  // namespace memglia
