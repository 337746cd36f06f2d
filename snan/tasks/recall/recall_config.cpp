#include "snan/tasks/recall/recall_config.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"

namespace memglia {

namespace {

// Digits enough to see by how much a size is beyond its limit.
std::string number(double value) {
    return std::to_string(static_cast<std::uint64_t>(value));
}

}  // namespace

void recall_config::validate() const {
    const auto fail = [](const char* path, const std::string& found, const std::string& expected) {
        throw input_error({.path = path, .found = "found " + found, .expected = expected});
    };
    if (patterns.ticks <= delays) {
        fail("patterns.ticks", std::to_string(patterns.ticks) + " ticks",
             "more than delays, " + std::to_string(delays));
    }
    if (cue.ticks > delays) {
        fail("cue.ticks", std::to_string(cue.ticks) + " ticks",
             "at most delays, " + std::to_string(delays));
    }
    if (cue.silenced_neurons > neurons) {
        fail("cue.silenced_neurons", std::to_string(cue.silenced_neurons) + " neurons",
             "at most " + std::to_string(neurons));
    }
    if (training.free_epochs > training.epochs) {
        fail("training.free_epochs", std::to_string(training.free_epochs) + " epochs",
             "at most training.epochs, " + std::to_string(training.epochs));
    }
    // What the larger rule needs is below 2 GiB with these.
    constexpr double most_entries = 1e9;
    constexpr double most_spikes = 50e6;
    constexpr double most_synapses = 50e6;
    constexpr double most_in_contexts = 100e6;
    constexpr double most_unrolled = 50e6;
    const double entries = static_cast<double>(neurons) * patterns.ticks * patterns.count;
    const double spikes = entries * patterns.spike_probability;
    if (entries > most_entries || spikes > most_spikes) {
        fail("patterns.count",
             number(entries) + " neurons times ticks times patterns, about " + number(spikes) +
                 " spikes",
             "at most 1e9 and 5e7");
    }
    const double places = static_cast<double>(neurons) * neurons * delays;
    const bool is_inverse = is_computed() && weights.rule == weight_rule::pseudo_inverse;
    const bool is_dense = is_inverse || !is_computed();
    const double pairs = 2 * spikes * delays * neurons * patterns.spike_probability;
    const double synapses = is_dense ? places : std::min(places, pairs);
    if (synapses > most_synapses) {
        fail("neurons", "up to " + number(synapses) + " synapses", "at most 5e7");
    }
    if (is_inverse && spikes * delays > most_in_contexts) {
        fail("patterns.spike_probability", number(spikes * delays) + " spikes in all contexts",
             "at most 1e8 for pseudo_inverse");
    }
    if (training.epochs > 0 && entries > most_unrolled) {
        fail("patterns.count", number(entries) + " neurons times ticks times patterns",
             "at most 5e7 for training");
    }
}

unused_keys training_config::unused() const {
    unused_keys all;
    if (epochs == 0) {
        add_unused(all, {"free_epochs", "start", "noise", "learning_rate", "slope"},
                   "epochs is 0: weights stay as they are computed", "epochs", "epochs above 0");
    } else if (start == training_start::computed) {
        add_unused(all, {"noise"}, "start is 'computed': nothing is added to the weights", "start",
                   "start perturbed");
    }
    return all;
}

unused_keys recall_config::unused() const {
    unused_keys all;
    if (!is_computed()) {
        add_unused(all, {"weights"}, "training.start is 'random': no weights are computed",
                   "training.start", "training.start computed");
    }
    return all;
}

}  // namespace memglia
