#pragma once

#include <cstdint>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "rtl_models/chip/network_chip_config.hpp"
#include "snan/tasks/environment/environment_config.hpp"
#include "snan/tasks/pattern_memory/pattern_memory_config.hpp"
#include "tools/network/simulate.hpp"

namespace memglia {

/// An experiment file with `task: pattern_memory`.
struct pattern_memory_experiment {
    pattern_memory_config memory;
    substrate on = substrate::double_precision;
    environment_neuron_config neuron;
    environment_synapse_config synapses;
    environment_astrocyte_config astrocytes;
    network_chip_config chip;
    std::uint32_t networks = 20;
    bool ablation = true;

    /// The field that holds the images.
    environment_config field_config() const;

    void validate() const;
    unused_keys unused() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "memory", .doc = "images, times, the published network"}, self.memory);
        visit(field{.name = "on",
                    .doc = "double: the published network; fixed, chip: the one of the task "
                           "environment in a chip's integers, on a chip"},
              self.on);
        visit(field{.name = "neuron", .doc = "of that one"}, self.neuron);
        visit(field{.name = "synapses", .doc = "of that one"}, self.synapses);
        visit(field{.name = "astrocytes", .doc = "of that one"}, self.astrocytes);
        visit(field{.name = "chip",
                    .doc = "the hardware",
                    .presets = "network_chips",
                    .preset = "environment"},
              self.chip);
        visit(field{.name = "networks",
                    .unit = "networks",
                    .doc = "with memory.seed and the seeds after it",
                    .min = 1,
                    .max = 1000},
              self.networks);
        visit(field{.name = "ablation", .doc = "the same without astrocytes, too"}, self.ablation);
    }
};

}  // namespace memglia
