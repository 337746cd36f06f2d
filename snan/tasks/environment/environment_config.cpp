#include "snan/tasks/environment/environment_config.hpp"

#include <string>

#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

unused_keys environment_synapse_config::unused() const {
    unused_keys all;
    if (homeostasis) {
        add_unused(all, {"level_drive"}, "homeostasis is true: total_drive says it", "homeostasis",
                   "homeostasis false");
    } else {
        add_unused(all, {"total_drive", "least_sum"}, "homeostasis is false: level_drive says it",
                   "homeostasis", "homeostasis true");
    }
    return all;
}

unused_keys environment_astrocyte_config::unused() const {
    unused_keys all;
    if (!present) {
        add_unused(all,
                   {"trace_tau_s", "trace_rise", "strong", "weak", "latency_s", "calcium_rise",
                    "most_calcium", "calcium_refractory_s", "calcium_tau_s", "calcium_threshold",
                    "gain", "gain_s", "pause_s"},
                   "present is false", "present", "present true");
    }
    return all;
}

unused_keys environment_plasticity_config::unused() const {
    unused_keys all;
    if (!present) {
        add_unused(all, {"pair_s", "interval_s"}, "present is false", "present", "present true");
    }
    return all;
}

unused_keys environment_config::unused() const {
    unused_keys all;
    if (!astrocytes.present) {
        add_unused(all, {"damage.dead_astrocytes"}, "astrocytes.present is false",
                   "astrocytes.present", "astrocytes.present true");
    }
    return all;
}

void environment_config::validate() const {
    const auto fail = [](const char* path, const std::string& found, const std::string& expected) {
        throw input_error({.path = path, .found = "found " + found, .expected = expected});
    };
    const auto seconds = [](double s) { return number_text(s) + " s"; };
    if (synapses.initial_level > synapses.levels) {
        fail("synapses.initial_level", std::to_string(synapses.initial_level),
             "at most synapses.levels, " + std::to_string(synapses.levels));
    }
    if (stream.recurring + test.images > 10) {
        fail("test.images", std::to_string(test.images),
             "at most 10 with stream.recurring: there are 10 digits");
    }
    if (stream.every_s < stream.shown_s) {
        fail("stream.every_s", seconds(stream.every_s),
             "at least stream.shown_s, " + seconds(stream.shown_s));
    }
    if (astrocytes.present && astrocytes.calcium_refractory_s < astrocytes.latency_s) {
        fail("astrocytes.calcium_refractory_s", seconds(astrocytes.calcium_refractory_s),
             "at least astrocytes.latency_s, " + seconds(astrocytes.latency_s));
    }
    const double showings =
        stream.recurring * stream.bouts * (stream.repeats + 1.0 * stream.once) + stream.once_after;
    constexpr double most_showings = 1e5;
    if (showings > most_showings) {
        fail("stream.bouts", number_text(showings) + " showings", "at most 1e5");
    }
    const double length = stream.recurring * stream.bouts *
                              (stream.repeats * stream.every_s + stream.gap_s +
                               stream.once * (stream.shown_s + stream.gap_s)) +
                          stream.once_after * (stream.shown_s + stream.gap_s) +
                          test.images * (test.delay_s + stream.gap_s);
    constexpr double longest_s = 1e5;
    if (length > longest_s) {
        fail("stream.gap_s", "a stream of " + seconds(length), "at most 1e5 s");
    }
}

}  // namespace memglia
