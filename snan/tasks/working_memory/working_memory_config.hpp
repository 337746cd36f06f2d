#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "base/unused_key.hpp"

// Memory held by astrocytes: pools of neurons that excite themselves weakly and inhibit each other,
// an astrocyte for each pool. Calcium that a pool's spikes raise opens a gate, and gliotransmission
// keeps the pool spiking when its stimulus has gone. A model hypothesis, not a reproduction; docs/
// working-memory.md names the models that it is near to.
namespace memglia {

struct pool_homeostasis_config {
    double duration_s = 60;
    double rise = 0.03;
    double rate_hz = 0.25;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "duration_s",
                    .unit = "s",
                    .doc = "of power-up: without stimuli, thresholds settle; then they stay. 0: "
                           "there is none",
                    .min = 0,
                    .max = 3600},
              self.duration_s);
        visit(field{.name = "rise",
                    .unit = "1",
                    .doc = "by which a spike raises its neuron's threshold in power-up",
                    .min = 1e-4,
                    .max = 10},
              self.rise);
        visit(field{.name = "rate_hz",
                    .unit = "Hz",
                    .doc = "at which thresholds rest: they sink by rise * rate_hz in a second",
                    .min = 1e-3,
                    .max = 100},
              self.rate_hz);
    }

    unused_keys unused() const;
};

/// Leaky integrate-and-fire neurons with a tick of 1 ms; a threshold of 1 is the unit of
/// potentials.
struct pool_neuron_config {
    double tau_m_s = 20e-3;
    double threshold = 1;
    double refractory_s = 3e-3;
    double v_floor = -1;
    double bias = 0.6;
    double noise = 1.43;
    double tau_synapse_s = 64e-3;
    double excitation = 0.0031;
    double inhibition = 0.0156;
    pool_homeostasis_config homeostasis;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "tau_m_s",
                    .unit = "s",
                    .doc = "time constant of the membrane",
                    .min = 2e-3,
                    .max = 1},
              self.tau_m_s);
        visit(field{.name = "threshold",
                    .unit = "1",
                    .doc = "a neuron spikes there and is set to 0",
                    .min = 0.1,
                    .max = 10},
              self.threshold);
        visit(field{.name = "refractory_s",
                    .unit = "s",
                    .doc = "how long a neuron does not spike again",
                    .min = 1e-3,
                    .max = 0.1},
              self.refractory_s);
        visit(field{.name = "v_floor",
                    .unit = "1",
                    .doc = "potentials do not go below it",
                    .min = -100,
                    .max = 0},
              self.v_floor);
        visit(field{.name = "bias",
                    .unit = "1",
                    .doc = "where a potential rests without noise",
                    .min = -10,
                    .max = 10},
              self.bias);
        visit(field{.name = "noise",
                    .unit = "1",
                    .doc = "added to the bias, uniform in -noise to noise, for every neuron and "
                           "tick",
                    .min = 0,
                    .max = 100},
              self.noise);
        visit(field{.name = "tau_synapse_s",
                    .unit = "s",
                    .doc = "decay of the current that spikes bring",
                    .min = 2e-3,
                    .max = 1},
              self.tau_synapse_s);
        visit(field{.name = "excitation",
                    .unit = "1",
                    .doc = "current that a spike of its own pool brings a neuron",
                    .min = 0,
                    .max = 10},
              self.excitation);
        visit(field{.name = "inhibition",
                    .unit = "1",
                    .doc = "current that a spike of another pool takes from it",
                    .min = 0,
                    .max = 10},
              self.inhibition);
        visit(field{.name = "homeostasis", .doc = "of thresholds, at power-up"}, self.homeostasis);
    }
};

/// The astrocyte of a pool. Gate G = (Ca - theta) / slope, 0 to 1.
struct pool_astrocyte_config {
    double tau_s = 2;
    double per_spike = 1.0 / 256;
    double cap = 1.5;
    double theta = 0.5;
    double slope = 0.5;
    double gain = 0.28;
    double current = 0.17;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(
            field{.name = "tau_s", .unit = "s", .doc = "decay of calcium", .min = 0.01, .max = 100},
            self.tau_s);
        visit(field{.name = "per_spike",
                    .unit = "1",
                    .doc = "calcium that a spike of the pool adds",
                    .min = 0,
                    .max = 1},
              self.per_spike);
        visit(field{.name = "cap",
                    .unit = "1",
                    .doc = "calcium that spikes do not raise beyond",
                    .min = 0,
                    .max = 1000},
              self.cap);
        visit(field{.name = "theta",
                    .unit = "1",
                    .doc = "calcium at which gliotransmission begins",
                    .min = 0,
                    .max = 100},
              self.theta);
        visit(field{.name = "slope",
                    .unit = "1",
                    .doc = "calcium from there to where it is full",
                    .min = 1e-3,
                    .max = 100},
              self.slope);
        visit(field{.name = "gain",
                    .unit = "1",
                    .doc = "excitation within the pool is multiplied by 1 + gain G",
                    .min = 0,
                    .max = 15},
              self.gain);
        visit(field{.name = "current",
                    .unit = "1",
                    .doc = "current into the pool's neurons: current G",
                    .min = 0,
                    .max = 10},
              self.current);
    }
};

struct memory_network_config {
    std::uint32_t pools = 4;
    std::uint32_t neurons_per_pool = 32;
    double spread = 0.2;
    pool_neuron_config neuron;
    pool_astrocyte_config astrocyte;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "pools",
                    .unit = "pools",
                    .doc = "stimuli that can be told apart",
                    .min = 2,
                    .max = 64},
              self.pools);
        visit(field{.name = "neurons_per_pool",
                    .unit = "neurons",
                    .doc = "excite each other",
                    .min = 2,
                    .max = 1024},
              self.neurons_per_pool);
        visit(field{.name = "spread",
                    .unit = "1",
                    .doc = "constants of every neuron, synapse and astrocyte are their own: value "
                           "times 1 - spread to 1 + spread, uniform",
                    .min = 0,
                    .max = 0.9},
              self.spread);
        visit(field{.name = "neuron", .doc = "of the pools"}, self.neuron);
        visit(field{.name = "astrocyte", .doc = "one of each pool"}, self.astrocyte);
    }
};

/// Delayed match to sample: a sample of all pools' stimuli, a delay, then the sample and another;
/// the pool with more spikes is chosen. Delayed alternation: the arm that was visited last is the
/// sample, then both arms; the agent goes to the one with fewer spikes, its next sample.
enum class memory_paradigm { match_to_sample, alternation };
constexpr std::string_view choice_words(memory_paradigm) {
    return "match_to_sample|alternation";
}

struct memory_delay {
    static constexpr std::string_view short_form = "delay_s";
    double delay_s = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "delay_s",
                    .unit = "s",
                    .doc = "from the end of the sample to the test",
                    .min = 0,
                    .max = 600},
              self.delay_s);
    }
};

/// 0 to 12 s.
std::vector<memory_delay> usual_memory_delays();

struct memory_trial_config {
    memory_paradigm paradigm = memory_paradigm::match_to_sample;
    std::vector<memory_delay> delays = usual_memory_delays();
    double sample_s = 1;
    double test_s = 0.3;
    double reset_s = 0.2;
    double pause_s = 1.5;
    double cue = 1;
    double cue_spread = 0.15;
    double reset = 5;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "paradigm",
                    .doc = "match_to_sample: which of two was the sample; alternation: two arms, "
                           "go where you have not just been, your choice is the next sample"},
              self.paradigm);
        visit(field{.name = "delays", .doc = "delays, each with as many trials"}, self.delays);
        visit(field{.name = "sample_s",
                    .unit = "s",
                    .doc = "how long the sample is shown",
                    .min = 0.01,
                    .max = 60},
              self.sample_s);
        visit(field{.name = "test_s",
                    .unit = "s",
                    .doc = "how long both choices are shown, and spikes counted",
                    .min = 0.01,
                    .max = 60},
              self.test_s);
        visit(field{.name = "reset_s",
                    .unit = "s",
                    .doc = "of inhibition of all pools after the choice",
                    .min = 0,
                    .max = 60},
              self.reset_s);
        visit(field{.name = "pause_s",
                    .unit = "s",
                    .doc = "from there to the next trial",
                    .min = 0,
                    .max = 600},
              self.pause_s);
        visit(field{.name = "cue",
                    .unit = "1",
                    .doc = "current of a stimulus into its pool",
                    .min = 0,
                    .max = 100},
              self.cue);
        visit(field{.name = "cue_spread",
                    .unit = "1",
                    .doc = "every presentation is cue times 1 - cue_spread to 1 + cue_spread",
                    .min = 0,
                    .max = 1},
              self.cue_spread);
        visit(field{.name = "reset",
                    .unit = "1",
                    .doc = "current taken from all neurons by that inhibition",
                    .min = 0,
                    .max = 100},
              self.reset);
    }
};

enum class memory_manipulation_kind { knock_out, inhibit, activate };
constexpr std::string_view choice_words(memory_manipulation_kind) {
    return "knock_out|inhibit|activate";
}

enum class memory_phase { always, sample, delay, test };
constexpr std::string_view choice_words(memory_phase) {
    return "always|sample|delay|test";
}

struct memory_manipulation {
    static constexpr std::string_view short_form = "kind";
    memory_manipulation_kind kind = memory_manipulation_kind::knock_out;
    memory_phase phase = memory_phase::always;
    double gate = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "kind",
                    .doc = "of all astrocytes: knock_out, no calcium; inhibit, no "
                           "gliotransmission; activate (chemogenetic), at least that of `gate`, "
                           "with calcium or without"},
              self.kind);
        visit(field{.name = "phase", .doc = "of every trial in which it is done"}, self.phase);
        visit(field{.name = "gate",
                    .unit = "1",
                    .doc = "of activate, above 0; calcium alone opens the gate to 1",
                    .min = 0,
                    .max = 15},
              self.gate);
    }
};

/// What an experimenter does to a network, or another network in its place.
struct memory_condition {
    std::string name = "";
    std::vector<memory_manipulation> manipulations = {};
    bool astrocytes = true;
    double excitation = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "in tables and pictures"}, self.name);
        visit(field{.name = "manipulations", .doc = "once the network is powered up"},
              self.manipulations);
        visit(field{.name = "astrocytes", .doc = "whether the network has any"}, self.astrocytes);
        visit(field{.name = "excitation",
                    .unit = "1",
                    .doc = "by which excitation within pools is multiplied",
                    .min = 0,
                    .max = 100},
              self.excitation);
    }
};

struct working_memory_config {
    std::uint64_t seed = 1;
    std::uint32_t networks = 20;
    std::uint32_t trials = 20;
    memory_network_config network;
    memory_trial_config trial;
    std::vector<memory_condition> conditions = {{.name = "intact"}};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "seed",
                    .unit = "1",
                    .doc = "of the first network and its trials; the next has the next"},
              self.seed);
        visit(field{.name = "networks",
                    .unit = "networks",
                    .doc = "with constants of their own; the same in every condition",
                    .min = 1,
                    .max = 10'000},
              self.networks);
        visit(field{.name = "trials",
                    .unit = "trials",
                    .doc = "of a network, a condition and a delay; the same in every condition",
                    .min = 1,
                    .max = 100'000},
              self.trials);
        visit(field{.name = "network", .doc = "pools and astrocytes"}, self.network);
        visit(field{.name = "trial", .doc = "what is asked of it"}, self.trial);
        visit(field{.name = "conditions", .doc = "what is done to it, one after the other"},
              self.conditions);
    }

    /// Throws input_error for what ranges cannot say.
    void validate() const;

    unused_keys unused() const;
};

/// What pool p is called in networks.
inline std::string pool_name(std::uint32_t p) {
    return "pool_" + std::to_string(p);
}

/// One tick of every substrate.
inline constexpr double memory_tick_s = 1e-3;

/// A time in ticks, to the nearest.
inline std::uint64_t memory_ticks(double time_s) {
    return static_cast<std::uint64_t>(time_s / memory_tick_s + 0.5);
}

}  // namespace memglia
