#pragma once

#include <cstdint>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"

// Recurrent memory with heterogeneous delays (Perrinet 2026, arXiv:2604.14096): patterns of spikes
// are stored in weights with a delay each and come back from their first ticks.
namespace memglia {

/// Where weights come from: averages of what follows what, or the least squares solution.
enum class weight_rule { hebbian, pseudo_inverse };
constexpr std::string_view choice_words(weight_rule) {
    return "hebbian|pseudo_inverse";
}

/// What weights aim at: spikes s(t), or the current s(t) - beta s(t - 1) that makes a membrane
/// without reset follow them.
enum class weight_target { spikes, current };
constexpr std::string_view choice_words(weight_target) {
    return "spikes|current";
}

/// What a spike does to the potential in the next tick: it takes all of it, or one threshold.
enum class reset_rule { to_zero, subtract };
constexpr std::string_view choice_words(reset_rule) {
    return "to_zero|subtract";
}

struct pattern_config {
    std::uint32_t count = 16;
    std::uint32_t ticks = 1000;
    double spike_probability = 1e-3;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "count",
                    .unit = "1",
                    .doc = "patterns that are stored",
                    .min = 1,
                    .max = 4096},
              self.count);
        visit(field{.name = "ticks",
                    .unit = "ticks",
                    .doc = "length of a pattern",
                    .min = 2,
                    .max = 1'000'000},
              self.ticks);
        visit(field{.name = "spike_probability",
                    .unit = "1",
                    .doc = "of every neuron in every tick",
                    .min = 0,
                    .max = 1},
              self.spike_probability);
    }
};

struct weight_config {
    weight_rule rule = weight_rule::hebbian;
    weight_target target = weight_target::current;
    double gain = 1.5;
    double limit = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "rule", .doc = "averages, or least squares"}, self.rule);
        visit(field{.name = "target", .doc = "what weights aim at: s(t), or s(t) - beta s(t - 1)"},
              self.target);
        visit(field{.name = "gain",
                    .unit = "1",
                    .doc = "by which weights are multiplied",
                    .min = 0,
                    .max = 1e6},
              self.gain);
        visit(field{.name = "limit",
                    .unit = "1",
                    .doc = "then larger ones are clipped to this, of either sign; 0: none is",
                    .min = 0,
                    .max = 1e6},
              self.limit);
    }
};

struct memory_neuron_config {
    double beta = 0.7;
    double threshold = 1;
    reset_rule reset = reset_rule::to_zero;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "beta",
                    .unit = "1",
                    .doc = "what is left of a potential after a tick",
                    .min = 0,
                    .max = 1},
              self.beta);
        visit(field{.name = "threshold",
                    .unit = "1",
                    .doc = "spikes at this potential and above",
                    .min = 1e-6,
                    .max = 1e6},
              self.threshold);
        visit(field{.name = "reset", .doc = "after a spike"}, self.reset);
    }
};

struct cue_config {
    std::uint32_t ticks = 0;
    double replace_probability = 0;
    std::uint32_t silenced_neurons = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "ticks",
                    .unit = "ticks",
                    .doc = "of the pattern that are given; 0: as many as delays"},
              self.ticks);
        visit(field{.name = "replace_probability",
                    .unit = "1",
                    .doc = "of every neuron in every tick of the cue to be drawn anew",
                    .min = 0,
                    .max = 1},
              self.replace_probability);
        visit(field{.name = "silenced_neurons",
                    .unit = "neurons",
                    .doc = "that do not spike in the cue; others for every pattern"},
              self.silenced_neurons);
    }
};

/// Which weights training starts from.
enum class training_start { computed, perturbed, random };
constexpr std::string_view choice_words(training_start) {
    return "computed|perturbed|random";
}

struct training_config {
    std::uint32_t epochs = 0;
    std::uint32_t free_epochs = 0;
    training_start start = training_start::computed;
    double noise = 0.1;
    double learning_rate = 3e-3;
    double slope = 8;

    unused_keys unused() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "epochs",
                    .unit = "epochs",
                    .doc = "passes over all patterns, with a step of the weights each; 0: weights "
                           "stay as they are computed",
                    .min = 0,
                    .max = 100'000},
              self.epochs);
        visit(field{.name = "free_epochs",
                    .unit = "epochs",
                    .doc = "the last ones, in which the network's own spikes walk along the "
                           "delays; in those before the pattern's do",
                    .min = 0,
                    .max = 100'000},
              self.free_epochs);
        visit(field{.name = "start",
                    .doc = "weights as computed, these with noise, or noise alone for every pair "
                           "and delay"},
              self.start);
        visit(field{.name = "noise",
                    .unit = "1",
                    .doc = "about how far noise in all synapses moves a potential in one tick, "
                           "over the threshold",
                    .min = 0,
                    .max = 1000},
              self.noise);
        visit(field{.name = "learning_rate",
                    .unit = "1",
                    .doc = "about how far a weight moves per epoch",
                    .min = 0,
                    .max = 1000},
              self.learning_rate);
        visit(field{.name = "slope",
                    .unit = "1",
                    .doc = "of the smooth spike, per unit of potential",
                    .min = 1e-6,
                    .max = 1e6},
              self.slope);
    }
};

struct recall_config {
    std::uint32_t neurons = 1024;
    std::uint32_t delays = 41;
    std::uint64_t seed = 1;
    pattern_config patterns;
    weight_config weights;
    memory_neuron_config neuron;
    cue_config cue;
    training_config training;

    std::uint32_t cue_ticks() const { return cue.ticks == 0 ? delays : cue.ticks; }
    bool is_computed() const {
        return training.epochs == 0 || training.start != training_start::random;
    }

    /// Throws input_error for parts that do not fit together and for more than two GiB of weights.
    void validate() const;

    unused_keys unused() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "neurons",
                    .unit = "neurons",
                    .doc = "all connected to all",
                    .min = 1,
                    .max = 65'535},
              self.neurons);
        visit(field{.name = "delays",
                    .unit = "ticks",
                    .doc = "a pair has a synapse for each delay from 1 to this",
                    .min = 1,
                    .max = 4096},
              self.delays);
        visit(field{.name = "seed", .unit = "1", .doc = "of patterns, cues and training"},
              self.seed);
        visit(field{.name = "patterns", .doc = "what is stored"}, self.patterns);
        visit(field{.name = "weights", .doc = "how it is stored"}, self.weights);
        visit(field{.name = "neuron", .doc = "leaky integrate-and-fire, in ticks"}, self.neuron);
        visit(field{.name = "cue", .doc = "what recall starts from"}, self.cue);
        visit(field{.name = "training", .doc = "surrogate gradients through time"}, self.training);
    }
};

}  // namespace memglia
