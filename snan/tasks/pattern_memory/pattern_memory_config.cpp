#include "snan/tasks/pattern_memory/pattern_memory_config.hpp"

#include <string>

#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

namespace {

void fail(const char* path, const std::string& found, const std::string& expected) {
    throw input_error({.path = path, .found = "found " + found, .expected = expected});
}

}  // namespace

unused_keys zone_astrocyte_config::unused() const {
    unused_keys all;
    if (!acts || conductance == 0) {
        add_unused(all,
                   {"glutamate_threshold", "active_neurons", "drive_s", "calcium_threshold_um",
                    "coincident_spikes", "window_s"},
                   acts ? "conductance is 0: nothing reaches a synapse"
                        : "acts is false: nothing reaches a synapse",
                   acts ? "conductance" : "acts", acts ? "conductance above 0" : "acts true");
    }
    if (!acts) add_unused(all, {"conductance"}, "acts is false", "acts", "acts true");
    return all;
}

void pattern_memory_config::validate() const {
    if (novel && images > 5) {
        fail("images", std::to_string(images),
             "at most 5 where novel is true: there are 10 digits");
    }
    if (learn.every_s < learn.lasts_s) {
        fail("learn.every_s", number_text(learn.every_s) + " s",
             "at least learn.lasts_s, " + number_text(learn.lasts_s) + " s");
    }
    if (cue.every_s < cue.lasts_s || cue.every_s < cue_window_s()) {
        fail("cue.every_s", number_text(cue.every_s) + " s",
             "at least cue.lasts_s and the window of a cue, astrocytes.acts_s");
    }
    const double learned_s = learn.from_s + learn.every_s * (images - 1) + learn.lasts_s;
    if (cue.from_s < learned_s) {
        fail("cue.from_s", number_text(cue.from_s) + " s",
             "at least " + number_text(learned_s) + " s, the end of learning");
    }
    constexpr double longest_s = 1000;
    if (ends_s() > longest_s) {
        fail("cue.every_s", "an end at " + number_text(ends_s()) + " s", "at most 1000 s");
    }
    constexpr double most_synapses = 50e6;
    const double synapses_all = 1.0 * neurons() * synapses.per_neuron;
    if (synapses_all > most_synapses) {
        fail("synapses.per_neuron", number_text(synapses_all) + " synapses", "at most 5e7");
    }
    // Distinct places within reach have to suffice, or drawing them would not end.
    constexpr double least_area = 4;  // of a disc of the mean length, over the synapses
    if (4 * synapses.radius * synapses.radius < synapses.per_neuron / least_area) {
        fail("synapses.radius", number_text(synapses.radius) + " pixels",
             "room for synapses.per_neuron different targets");
    }
}

}  // namespace memglia
