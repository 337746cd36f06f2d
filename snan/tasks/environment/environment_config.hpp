#pragma once

#include <cstdint>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"

// Learning of an environment: images that recur are written into synapses, what was seen a moment
// ago is kept by astrocytes, and both come back from a poor cue. Potentials and calcium are in
// units of which a threshold has 4096. A tick is 1 ms.
namespace memglia {

struct environment_neuron_config {
    double tau_s = 0.032;
    double threshold = 4096;
    double refractory_s = 0.004;
    double threshold_rise = 256;
    double threshold_tau_s = 0.064;
    double input_kick = 3584;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "tau_s",
                    .unit = "s",
                    .doc = "time constant of the membrane",
                    .min = 1e-3,
                    .max = 10},
              self.tau_s);
        visit(field{.name = "threshold",
                    .unit = "1",
                    .doc = "spikes at this potential and above",
                    .min = 64,
                    .max = 16384},
              self.threshold);
        visit(field{.name = "refractory_s",
                    .unit = "s",
                    .doc = "for which it is then held at 0",
                    .min = 0,
                    .max = 1},
              self.refractory_s);
        visit(field{.name = "threshold_rise",
                    .unit = "1",
                    .doc = "of the threshold, a spike",
                    .min = 0,
                    .max = 16384},
              self.threshold_rise);
        visit(field{.name = "threshold_tau_s",
                    .unit = "s",
                    .doc = "with which it comes back",
                    .min = 1e-3,
                    .max = 10},
              self.threshold_tau_s);
        visit(field{.name = "input_kick",
                    .unit = "1",
                    .doc = "of the potential by a spike of the neuron's pixel",
                    .min = 0,
                    .max = 16384},
              self.input_kick);
    }
};

struct environment_synapse_config {
    std::uint32_t levels = 15;
    std::uint32_t initial_level = 1;
    bool homeostasis = true;
    double total_drive = 9000;
    double least_sum = 300;
    double level_drive = 12;

    unused_keys unused() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "levels", .unit = "1", .doc = "the highest", .min = 1, .max = 255},
              self.levels);
        visit(field{.name = "initial_level",
                    .unit = "1",
                    .doc = "of all synapses",
                    .min = 0,
                    .max = 255},
              self.initial_level);
        visit(field{.name = "homeostasis",
                    .doc = "a neuron's synapses are scaled by what they are together"},
              self.homeostasis);
        visit(field{.name = "total_drive",
                    .unit = "1",
                    .doc = "of the potential, by a spike of all sources of a neuron: a level moves "
                           "it by total_drive / max(sum of levels, least_sum)",
                    .min = 1,
                    .max = 1e6},
              self.total_drive);
        visit(field{.name = "least_sum",
                    .unit = "1",
                    .doc = "of levels, below which there is no more scaling up",
                    .min = 1,
                    .max = 1e5},
              self.least_sum);
        visit(field{.name = "level_drive",
                    .unit = "1",
                    .doc = "without homeostasis: what a level moves the potential by",
                    .min = 0,
                    .max = 1e4},
              self.level_drive);
    }
};

struct environment_astrocyte_config {
    bool present = true;
    double trace_tau_s = 0.024;
    double trace_rise = 256;
    double strong = 4096;
    double weak = 1280;
    double latency_s = 0.25;
    double calcium_rise = 1024;
    double most_calcium = 1024;
    double calcium_refractory_s = 0.3;
    double calcium_tau_s = 4;
    double calcium_threshold = 410;
    double gain = 8;
    double gain_s = 0.25;
    double pause_s = 0.3;

    unused_keys unused() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "present", .doc = "false: nothing gates synapses or plasticity"},
              self.present);
        visit(field{.name = "trace_tau_s",
                    .unit = "s",
                    .doc = "decay of the trace of input spikes in its zone of 3 by 3",
                    .min = 1e-3,
                    .max = 10},
              self.trace_tau_s);
        visit(field{.name = "trace_rise",
                    .unit = "1",
                    .doc = "of the trace, a spike",
                    .min = 1,
                    .max = 16384},
              self.trace_rise);
        visit(field{.name = "strong",
                    .unit = "1",
                    .doc = "trace from which on calcium is released, and synapses may change",
                    .min = 1,
                    .max = 16384},
              self.strong);
        visit(field{.name = "weak",
                    .unit = "1",
                    .doc = "trace from which on, with calcium raised, gain is",
                    .min = 1,
                    .max = 16384},
              self.weak);
        visit(field{.name = "latency_s",
                    .unit = "s",
                    .doc = "from strong drive to the rise of calcium",
                    .min = 1e-3,
                    .max = 10},
              self.latency_s);
        visit(field{.name = "calcium_rise", .unit = "1", .doc = "of each", .min = 1, .max = 16384},
              self.calcium_rise);
        visit(field{.name = "most_calcium",
                    .unit = "1",
                    .doc = "that rises add up to",
                    .min = 1,
                    .max = 16384},
              self.most_calcium);
        visit(field{.name = "calcium_refractory_s",
                    .unit = "s",
                    .doc = "from a release to the next, not below latency_s",
                    .min = 1e-3,
                    .max = 10},
              self.calcium_refractory_s);
        visit(field{.name = "calcium_tau_s",
                    .unit = "s",
                    .doc = "decay of calcium",
                    .min = 1e-2,
                    .max = 1000},
              self.calcium_tau_s);
        visit(field{.name = "calcium_threshold",
                    .unit = "1",
                    .doc = "from which on it is raised",
                    .min = 1,
                    .max = 16384},
              self.calcium_threshold);
        visit(field{.name = "gain",
                    .unit = "1",
                    .doc = "of synapses onto the zone in a window",
                    .min = 1,
                    .max = 16},
              self.gain);
        visit(field{.name = "gain_s", .unit = "s", .doc = "of a window", .min = 1e-3, .max = 10},
              self.gain_s);
        visit(field{.name = "pause_s",
                    .unit = "s",
                    .doc = "after a window, before the next",
                    .min = 0,
                    .max = 10},
              self.pause_s);
    }
};

struct environment_plasticity_config {
    bool present = true;
    double pair_s = 0.016;
    double interval_s = 0.2;

    unused_keys unused() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "present", .doc = "false: levels stay as they are"}, self.present);
        visit(field{.name = "pair_s",
                    .unit = "s",
                    .doc = "a source that spiked as lately as this raises a level, else it sinks",
                    .min = 0,
                    .max = 10},
              self.pair_s);
        visit(field{.name = "interval_s",
                    .unit = "s",
                    .doc = "between two changes of a neuron's levels, at least",
                    .min = 0,
                    .max = 100},
              self.interval_s);
    }
};

/// What is seen before anything is asked.
struct environment_stream_config {
    std::uint32_t recurring = 4;
    std::uint32_t bouts = 3;
    std::uint32_t repeats = 4;
    std::uint32_t once = 1;
    std::uint32_t once_after = 0;
    double shown_s = 0.2;
    double every_s = 0.3;
    double gap_s = 4;
    double period_s = 0.008;
    double flipped = 0.05;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "recurring",
                    .unit = "images",
                    .doc = "the digits from 0 on",
                    .min = 1,
                    .max = 10},
              self.recurring);
        visit(field{.name = "bouts",
                    .unit = "1",
                    .doc = "of every recurring image, in random order",
                    .min = 0,
                    .max = 10'000},
              self.bouts);
        visit(
            field{
                .name = "repeats", .unit = "1", .doc = "showings in a bout", .min = 1, .max = 1000},
            self.repeats);
        visit(field{.name = "once",
                    .unit = "images",
                    .doc = "after every bout that are seen once and never again",
                    .min = 0,
                    .max = 1000},
              self.once);
        visit(field{.name = "once_after",
                    .unit = "images",
                    .doc = "more of them after the last bout",
                    .min = 0,
                    .max = 10'000},
              self.once_after);
        visit(field{.name = "shown_s", .unit = "s", .doc = "a showing", .min = 1e-3, .max = 10},
              self.shown_s);
        visit(field{.name = "every_s",
                    .unit = "s",
                    .doc = "from a showing of a bout to the next",
                    .min = 1e-3,
                    .max = 10},
              self.every_s);
        visit(field{.name = "gap_s",
                    .unit = "s",
                    .doc = "of nothing after every bout, every image seen once and every delay",
                    .min = 0,
                    .max = 100},
              self.gap_s);
        visit(field{.name = "period_s",
                    .unit = "s",
                    .doc = "of the spikes of a pixel that is on, in whole ticks",
                    .min = 1e-3,
                    .max = 10},
              self.period_s);
        visit(field{.name = "flipped",
                    .unit = "1",
                    .doc = "share of pixels that are turned over, others in each showing",
                    .min = 0,
                    .max = 1},
              self.flipped);
    }
};

/// What is asked.
struct environment_test_config {
    std::uint32_t images = 4;
    double cue_s = 0.25;
    double period_s = 0.025;
    double between_s = 0.4;
    double delay_s = 1;
    double flipped = 0.2;
    double occluded = 0.3;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "images",
                    .unit = "images",
                    .doc = "of short-term recall, and never seen: the digits after the recurring",
                    .min = 1,
                    .max = 9},
              self.images);
        visit(field{.name = "cue_s",
                    .unit = "s",
                    .doc = "a cue, and the window in which spikes count",
                    .min = 1e-3,
                    .max = 10},
              self.cue_s);
        visit(field{.name = "period_s",
                    .unit = "s",
                    .doc = "of the spikes of its pixels that are on, in whole ticks",
                    .min = 1e-3,
                    .max = 10},
              self.period_s);
        visit(field{.name = "between_s",
                    .unit = "s",
                    .doc = "of nothing between cues",
                    .min = 0,
                    .max = 100},
              self.between_s);
        visit(field{.name = "delay_s",
                    .unit = "s",
                    .doc = "from the end of a showing to its cue, in short-term recall",
                    .min = 0,
                    .max = 1000},
              self.delay_s);
        visit(field{.name = "flipped",
                    .unit = "1",
                    .doc = "share of pixels turned over in cues of short-term recall and of what "
                           "was never seen",
                    .min = 0,
                    .max = 1},
              self.flipped);
        visit(field{.name = "occluded",
                    .unit = "1",
                    .doc = "height of the band that hides an image, over that of the image",
                    .min = 0,
                    .max = 1},
              self.occluded);
    }
};

/// What is wrong with a network.
struct environment_damage_config {
    double spread = 0;
    double dead_neurons = 0;
    double dead_astrocytes = 0;
    double stuck_synapses = 0;
    double lost_spikes = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "spread",
                    .unit = "1",
                    .doc = "thresholds of neurons and astrocytes, kicks and calcium's rise differ "
                           "from one to the other by up to this share",
                    .min = 0,
                    .max = 0.9},
              self.spread);
        visit(field{.name = "dead_neurons",
                    .unit = "1",
                    .doc = "share of neurons that never spike",
                    .min = 0,
                    .max = 1},
              self.dead_neurons);
        visit(field{.name = "dead_astrocytes",
                    .unit = "1",
                    .doc = "share of astrocytes without calcium",
                    .min = 0,
                    .max = 1},
              self.dead_astrocytes);
        visit(field{.name = "stuck_synapses",
                    .unit = "1",
                    .doc = "share of synapses at a level of their own for ever",
                    .min = 0,
                    .max = 1},
              self.stuck_synapses);
        visit(field{.name = "lost_spikes",
                    .unit = "1",
                    .doc = "share of input spikes that nobody gets",
                    .min = 0,
                    .max = 1},
              self.lost_spikes);
    }
};

struct environment_config {
    static constexpr double tick_s = 1e-3;
    static constexpr std::uint32_t block_side = 9;  ///< neurons that are connected
    static constexpr std::uint32_t zone_side = 3;   ///< neurons of an astrocyte

    std::uint32_t blocks = 9;
    std::uint64_t seed = 1;
    environment_neuron_config neuron;
    environment_synapse_config synapses;
    environment_astrocyte_config astrocytes;
    environment_plasticity_config plasticity;
    environment_stream_config stream;
    environment_test_config test;
    environment_damage_config damage;

    std::uint32_t side() const { return block_side * blocks; }
    std::uint32_t neurons() const { return side() * side(); }
    std::uint32_t zones() const { return side() / zone_side; }

    /// Throws input_error for parts that do not fit together.
    void validate() const;

    unused_keys unused() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "blocks",
                    .unit = "blocks",
                    .doc = "a side, of 9 by 9 neurons that are connected to each other",
                    .min = 2,
                    .max = 30},
              self.blocks);
        visit(field{.name = "seed", .unit = "1", .doc = "of orders, flips, phases and damage"},
              self.seed);
        visit(field{.name = "neuron", .doc = "leaky integrate-and-fire, one a pixel"}, self.neuron);
        visit(field{.name = "synapses", .doc = "within blocks"}, self.synapses);
        visit(field{.name = "astrocytes", .doc = "one a zone of 3 by 3 neurons"}, self.astrocytes);
        visit(field{.name = "plasticity", .doc = "at a spike, where the astrocyte lets it"},
              self.plasticity);
        visit(field{.name = "stream", .doc = "what is seen"}, self.stream);
        visit(field{.name = "test", .doc = "what is asked"}, self.test);
        visit(field{.name = "damage", .doc = "what is wrong with the network"}, self.damage);
    }
};

inline std::uint64_t environment_ticks(double seconds) {
    return static_cast<std::uint64_t>(seconds / environment_config::tick_s + 0.5);
}

}  // namespace memglia
