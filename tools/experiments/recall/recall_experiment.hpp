#pragma once

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "rtl_models/chip/network_chip_config.hpp"
#include "snan/tasks/recall/recall_config.hpp"
#include "tools/experiments/chip_keys.hpp"
#include "tools/network/simulate.hpp"

namespace memglia {

/// An experiment file with `task: recall`.
struct recall_experiment {
    recall_config memory;
    substrate on = substrate::double_precision;
    network_chip_config chip;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "memory",
                    .doc = "what is stored and recalled",
                    .presets = "memories",
                    .preset = "sparse"},
              self.memory);
        visit(
            field{.name = "on", .doc = "what recalls: double precision, a chip's integers, a chip"},
            self.on);
        visit(field{.name = "chip",
                    .doc = "the hardware",
                    .presets = "network_chips",
                    .preset = "recall"},
              self.chip);
    }

    unused_keys unused() const {
        unused_keys all;
        add_unused_chip(all, on);
        return all;
    }
};

}  // namespace memglia
