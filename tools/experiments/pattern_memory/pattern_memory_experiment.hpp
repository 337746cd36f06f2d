#pragma once

#include <cstdint>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "snan/tasks/environment/environment_config.hpp"
#include "snan/tasks/pattern_memory/pattern_memory_config.hpp"

namespace memglia {

/// Which network is shown the images: the published one in double precision, or the field of the
/// task environment in a chip's integers.
enum class memory_network { double_precision, fixed };
constexpr std::string_view choice_words(memory_network) {
    return "double|fixed";
}

/// An experiment file with `task: pattern_memory`.
struct pattern_memory_experiment {
    pattern_memory_config memory;
    memory_network on = memory_network::double_precision;
    environment_neuron_config neuron;
    environment_synapse_config synapses;
    environment_astrocyte_config astrocytes;
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
                    .doc = "double: the published network; fixed: the one of the task environment "
                           "in a chip's integers"},
              self.on);
        visit(field{.name = "neuron", .doc = "of that one"}, self.neuron);
        visit(field{.name = "synapses", .doc = "of that one"}, self.synapses);
        visit(field{.name = "astrocytes", .doc = "of that one"}, self.astrocytes);
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
