#pragma once

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "rtl_models/chip/network_chip_config.hpp"
#include "snan/tasks/working_memory/working_memory_config.hpp"
#include "tools/experiments/chip_keys.hpp"
#include "tools/network/simulate.hpp"

namespace memglia {

/// An experiment file with `task: working_memory`.
struct working_memory_experiment : working_memory_config {
    working_memory_experiment() = default;  // no aggregate: gcc 12 warns of its lists

    substrate on = substrate::double_precision;
    network_chip_config chip;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        working_memory_config::fields(self, visit);
        visit(field{.name = "on",
                    .doc = "what remembers: double precision, a chip's integers, a "
                           "chip"},
              self.on);
        visit(field{.name = "chip",
                    .doc = "the hardware",
                    .presets = "network_chips",
                    .preset = "working_memory"},
              self.chip);
    }

    unused_keys unused() const {
        unused_keys all = working_memory_config::unused();
        add_unused_chip(all, on);
        return all;
    }
};

}  // namespace memglia
