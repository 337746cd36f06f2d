#pragma once

#include <cstdint>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"

// Working memory held by astrocytes (Gordleeva et al. 2021, 10.3389/fncel.2021.631485): images
// shown to a sheet of neurons leave calcium in the astrocytes below, which strengthens synapses
// while a poor cue is shown.
namespace memglia {

/// A train of images, one after the other.
struct showing_config {
    double from_s;
    double every_s;
    double lasts_s;
    double current;
    double flipped;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "from_s", .unit = "s", .doc = "the first begins", .min = 0, .max = 100},
              self.from_s);
        visit(field{.name = "every_s",
                    .unit = "s",
                    .doc = "from one to the next",
                    .min = 1e-3,
                    .max = 100},
              self.every_s);
        visit(field{.name = "lasts_s", .unit = "s", .doc = "of each", .min = 1e-3, .max = 100},
              self.lasts_s);
        visit(field{.name = "current",
                    .unit = "1",
                    .doc = "into the neurons of pixels that are on",
                    .min = 0,
                    .max = 1000},
              self.current);
        visit(field{.name = "flipped",
                    .unit = "1",
                    .doc = "share of pixels that are turned over, others each time",
                    .min = 0,
                    .max = 1},
              self.flipped);
    }
};

struct sheet_synapse_config {
    std::uint32_t per_neuron = 40;
    double radius = 5;
    double conductance = 0.025;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "per_neuron",
                    .unit = "1",
                    .doc = "synapses that leave a neuron",
                    .min = 0,
                    .max = 1000},
              self.per_neuron);
        visit(field{.name = "radius",
                    .unit = "pixels",
                    .doc = "mean of the exponential distribution of their lengths",
                    .min = 0.5,
                    .max = 1000},
              self.radius);
        visit(field{.name = "conductance",
                    .unit = "1",
                    .doc = "without the astrocyte",
                    .min = 0,
                    .max = 10},
              self.conductance);
    }
};

struct zone_astrocyte_config {
    bool acts = true;
    double glutamate_threshold = 0.7;
    std::uint32_t active_neurons = 8;
    double drive_s = 0.06;
    double calcium_threshold_um = 0.15;
    std::uint32_t coincident_spikes = 6;
    double window_s = 0.01;
    double acts_s = 0.25;
    double conductance = 0.5;

    unused_keys unused() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "acts", .doc = "false: nothing of what it does reaches a synapse"},
              self.acts);
        visit(field{.name = "glutamate_threshold",
                    .unit = "uM",
                    .doc = "from which on a neuron counts as active",
                    .min = 0,
                    .max = 100},
              self.glutamate_threshold);
        visit(field{.name = "active_neurons",
                    .unit = "neurons",
                    .doc = "of the 16 of a zone, that make it produce IP3",
                    .min = 1,
                    .max = 16},
              self.active_neurons);
        visit(field{.name = "drive_s",
                    .unit = "s",
                    .doc = "for which it then does, at 5 uM/s",
                    .min = 0,
                    .max = 10},
              self.drive_s);
        visit(field{.name = "calcium_threshold_um",
                    .unit = "uM",
                    .doc = "above which it can act",
                    .min = 0,
                    .max = 2},
              self.calcium_threshold_um);
        visit(field{.name = "coincident_spikes",
                    .unit = "spikes",
                    .doc = "of a zone in one step, that make it act",
                    .min = 1,
                    .max = 16},
              self.coincident_spikes);
        visit(field{.name = "window_s",
                    .unit = "s",
                    .doc = "for which it looks back for such a step",
                    .min = 1e-3,
                    .max = 10},
              self.window_s);
        visit(field{.name = "acts_s",
                    .unit = "s",
                    .doc = "for which it then acts, and window in which a cue's spikes count",
                    .min = 1e-3,
                    .max = 10},
              self.acts_s);
        visit(field{.name = "conductance",
                    .unit = "1",
                    .doc = "that it adds to synapses onto its neurons",
                    .min = 0,
                    .max = 10},
              self.conductance);
    }
};

struct pattern_memory_config {
    std::uint32_t zones = 26;
    std::uint32_t images = 4;
    bool novel = false;
    std::uint64_t seed = 1;
    showing_config learn{
        .from_s = 0.5, .every_s = 0.3, .lasts_s = 0.2, .current = 80, .flipped = 0.05};
    showing_config cue{
        .from_s = 2.3, .every_s = 0.4, .lasts_s = 0.15, .current = 8, .flipped = 0.2};
    double noise = 0;
    sheet_synapse_config synapses;
    zone_astrocyte_config astrocytes;

    /// Neurons a side: zones of 4 by 4 that share their outer lines.
    std::uint32_t side() const { return 3 * zones + 1; }
    std::uint32_t neurons() const { return side() * side(); }
    std::uint32_t cues() const { return novel ? 2 * images : images; }
    /// A cue's digit: what was learned, in order, with a digit that was not after each where
    /// `novel`.
    std::uint32_t digit_of_cue(std::uint32_t k) const {
        if (!novel) return k;
        return k % 2 == 0 ? k / 2 : images + k / 2;
    }
    double ends_s() const { return cue.from_s + cue.every_s * (cues() - 1) + cue_window_s(); }
    double cue_window_s() const { return astrocytes.acts_s; }

    /// Throws input_error for parts that do not fit together.
    void validate() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "zones",
                    .unit = "astrocytes",
                    .doc = "a side; of neurons there are 3 times as many and one more",
                    .min = 4,
                    .max = 100},
              self.zones);
        visit(field{.name = "images",
                    .unit = "images",
                    .doc = "that are learned: the digits from 0 on",
                    .min = 1,
                    .max = 10},
              self.images);
        visit(field{.name = "novel", .doc = "a digit that was not learned after each cue, too"},
              self.novel);
        visit(field{.name = "seed", .unit = "1", .doc = "of synapses, flips and noise"}, self.seed);
        visit(field{.name = "learn", .doc = "what is shown first"}, self.learn);
        visit(field{.name = "cue", .doc = "what is shown then"}, self.cue);
        visit(field{.name = "noise",
                    .unit = "1",
                    .doc = "largest current of pulses of 30 ms, about 1.5 a second and neuron",
                    .min = 0,
                    .max = 1000},
              self.noise);
        visit(field{.name = "synapses", .doc = "between neurons"}, self.synapses);
        visit(field{.name = "astrocytes", .doc = "one a zone"}, self.astrocytes);
    }
};

}  // namespace memglia
