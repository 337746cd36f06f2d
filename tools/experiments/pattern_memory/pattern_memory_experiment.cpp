#include "tools/experiments/pattern_memory/pattern_memory_experiment.hpp"

#include <string>

#include "base/error.hpp"
#include "tools/experiments/chip_keys.hpp"

namespace memglia {

environment_config pattern_memory_experiment::field_config() const {
    environment_config config;
    config.blocks =
        (memory.side() + environment_config::block_side - 1) / environment_config::block_side;
    config.seed = memory.seed;
    config.neuron = neuron;
    config.synapses = synapses;
    config.astrocytes = astrocytes;
    config.plasticity.present = false;
    return config;
}

void pattern_memory_experiment::validate() const {
    memory.validate();
    if (on == substrate::double_precision) return;
    field_config().validate();
    constexpr std::uint32_t widest = 30 * environment_config::block_side;
    if (memory.side() > widest) {
        throw input_error({.path = "memory.zones",
                           .found = "found " + std::to_string(memory.zones),
                           .expected = "at most 89 with on: fixed and chip"});
    }
}

unused_keys pattern_memory_experiment::unused() const {
    unused_keys all;
    add_unused_chip(all, on);
    if (on == substrate::double_precision) {
        add_unused(all, {"neuron", "synapses", "astrocytes"},
                   "on is 'double': the published network has its own", "on", "on fixed");
        return all;
    }
    const std::string reason = "it is the network of the task environment that is shown the images";
    add_unused(all,
               {"memory.noise", "memory.synapses", "memory.learn.current", "memory.cue.current",
                "memory.astrocytes.acts", "memory.astrocytes.glutamate_threshold",
                "memory.astrocytes.active_neurons", "memory.astrocytes.drive_s",
                "memory.astrocytes.calcium_threshold_um", "memory.astrocytes.coincident_spikes",
                "memory.astrocytes.window_s", "memory.astrocytes.conductance"},
               reason, "on", "on double");
    return all;
}

}  // namespace memglia
