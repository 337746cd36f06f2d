#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "snan/models/calcium_gate.hpp"
#include "snan/models/neuron_models.hpp"
#include "snan/models/pair_stdp.hpp"
#include "snan/models/poisson.hpp"
#include "snan/models/stimulus.hpp"

// What a network is: populations, projections, stimuli, astrocyte fields and probes. Data without
// behaviour; engines, mappings and files share it. Time is counted in ticks. Members outside the
// field lists are tables that whoever reads files puts there.
namespace memglia {

struct spike_event {
    std::uint32_t neuron = 0;
    std::uint64_t tick = 0;

    friend bool operator==(const spike_event&, const spike_event&) = default;
};

/// Neurons that spike when a table says so, before anything else in that tick.
struct spike_train_config {
    static constexpr std::string_view short_form = "file";
    std::string file = "";
    std::vector<spike_event> spikes;  ///< in any order; a neuron at most once in a tick

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "file", .doc = "table of spikes: neuron, tick"}, self.file);
    }
};

/// A stretch of ticks: those that begin at from_s or later and before until_s.
struct clamp_window {
    static constexpr std::string_view short_form = "until_s";
    double from_s = 0;
    double until_s = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "from_s",
                    .unit = "s",
                    .doc = "when it begins, to the nearest tick",
                    .min = 0,
                    .max = 1e9},
              self.from_s);
        visit(field{.name = "until_s",
                    .unit = "s",
                    .doc = "when it ends, to the nearest tick",
                    .min = 0,
                    .max = 1e9},
              self.until_s);
    }
};

/// Neurons that are held now and then. In a tick of a window they are set to where they started
/// instead of integrating, and spike as a table says, without a reset. What arrives in such a tick
/// is lost in the next one, if that is of a window, too.
struct clamp_config {
    std::vector<clamp_window> windows;
    std::string file = "";
    std::vector<spike_event> spikes;  ///< in any order, in windows alone

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "windows", .doc = "when neurons are held, one after the other"},
              self.windows);
        visit(field{.name = "file", .doc = "table of spikes: neuron, tick; none: silence"},
              self.file);
    }
};

enum class neuron_parameter { bias, v_initial };
constexpr std::string_view choice_words(neuron_parameter) {
    return "bias|v_initial";
}

/// A parameter with a value of its own for every neuron.
struct neuron_values {
    static constexpr std::string_view short_form = "parameter";
    static constexpr std::string_view map_form = "file";
    neuron_parameter parameter = neuron_parameter::bias;
    std::string file = "";
    std::vector<double> values;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "parameter", .doc = "what differs between neurons"}, self.parameter);
        visit(field{.name = "file", .doc = "as many numbers as neurons"}, self.file);
    }
};

/// Neurons of one model, or an input: exactly one of the neuron models, `spikes` and `poisson`.
struct population : neuron_models {
    std::string name = "";
    std::uint32_t size = 1;
    std::optional<spike_train_config> spikes;
    std::optional<poisson_config> poisson;
    std::optional<clamp_config> clamp;
    std::vector<neuron_values> per_neuron;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "what the other parts call it"}, self.name);
        visit(field{.name = "size", .unit = "neurons", .doc = "number of neurons", .min = 1},
              self.size);
        neuron_models::fields(self, visit);
        visit(field{.name = "spikes", .doc = "an input: spikes from a table"}, self.spikes);
        visit(field{.name = "poisson", .doc = "an input: spikes by chance"}, self.poisson);
        visit(field{.name = "clamp", .doc = "neurons that are held and spike as a table says"},
              self.clamp);
        visit(field{.name = "per_neuron", .doc = "parameters with a value for every neuron"},
              self.per_neuron);
    }
};

enum class connection_rule { all_to_all, one_to_one, probability, list, matrix };
constexpr std::string_view choice_words(connection_rule) {
    return "all_to_all|one_to_one|probability|list|matrix";
}

/// The longest delay, which also fits what chips of this kind store.
inline constexpr std::uint32_t most_delay_ticks = 65'535;

/// Synapses one by one. An empty column: all have the projection's value.
struct synapse_table {
    std::vector<std::uint32_t> source;
    std::vector<std::uint32_t> target;
    std::vector<double> weight;
    std::vector<std::uint32_t> delay_ticks;
};

/// Synapses from one population to another. A spike of tick k is delivered in tick k + delay, when
/// all populations have fired, so that it can make its target spike in the tick after that.
struct projection {
    std::string name = "";
    std::string source = "";
    std::string target = "";
    connection_rule connect = connection_rule::all_to_all;
    double probability = 0;
    bool autapses = false;
    std::string file = "";
    double weight = 0;
    double weight_spread = 0;
    std::uint32_t delay_ticks = 1;
    std::uint32_t delay_spread_ticks = 0;
    std::optional<pair_stdp_config> stdp;
    synapse_table table;  ///< of the rules list and matrix

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "what probes and astrocytes call it"}, self.name);
        visit(field{.name = "source", .doc = "population that it comes from"}, self.source);
        visit(field{.name = "target", .doc = "population of neurons that it leads to"},
              self.target);
        visit(field{.name = "connect",
                    .doc = "which pairs: all, equal indices, each pair with a probability, a table "
                           "of synapses (source, target, weight, delay_ticks), or a matrix of "
                           "weights with a row per source; nan there: no synapse"},
              self.connect);
        visit(field{.name = "probability",
                    .unit = "1",
                    .doc = "of a pair, for connect probability",
                    .min = 0,
                    .max = 1},
              self.probability);
        visit(field{.name = "autapses", .doc = "whether a neuron may connect to itself"},
              self.autapses);
        visit(field{.name = "file", .doc = "of connect list and matrix"}, self.file);
        visit(field{.name = "weight",
                    .unit = "1",
                    .doc = "what a spike adds to the potential or current, unless the file says",
                    .min = -1e6,
                    .max = 1e6},
              self.weight);
        visit(field{.name = "weight_spread",
                    .unit = "1",
                    .doc = "weights are uniform in weight - spread to weight + spread",
                    .min = 0,
                    .max = 1e6},
              self.weight_spread);
        visit(field{.name = "delay_ticks",
                    .unit = "ticks",
                    .doc = "from spike to delivery, unless the file says; 0: in the same tick",
                    .min = 0,
                    .max = most_delay_ticks},
              self.delay_ticks);
        visit(field{.name = "delay_spread_ticks",
                    .unit = "ticks",
                    .doc = "delays are uniform in delay_ticks - spread to delay_ticks + spread",
                    .min = 0,
                    .max = most_delay_ticks},
              self.delay_spread_ticks);
        visit(field{.name = "stdp", .doc = "plasticity by pairs of spikes"}, self.stdp);
    }
};

enum class gated_side { target, source };
constexpr std::string_view choice_words(gated_side) {
    return "target|source";
}

/// Astrocyte units over a population. Unit u senses neurons u n to u n + n - 1 and gates, in the
/// projections it names, the synapses that end on them (target) or begin there (source).
struct astrocyte_field {
    std::string name = "";
    std::string senses = "";
    std::uint32_t neurons_per_unit = 1;
    std::vector<std::string> gates;
    gated_side by = gated_side::target;
    calcium_gate_config calcium;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "what probes call it"}, self.name);
        visit(field{.name = "senses", .doc = "population whose spikes raise calcium"}, self.senses);
        visit(field{.name = "neurons_per_unit",
                    .unit = "neurons",
                    .doc = "how many neighbours share a unit; the last may have fewer",
                    .min = 1},
              self.neurons_per_unit);
        visit(field{.name = "gates", .doc = "projections whose synapses it weakens"}, self.gates);
        visit(field{.name = "by", .doc = "end of the synapse that says which unit gates it"},
              self.by);
        visit(field{.name = "calcium", .doc = "calcium and gate of a unit"}, self.calcium);
    }
};

enum class probe_kind { spikes, membrane, weights, calcium };
constexpr std::string_view choice_words(probe_kind) {
    return "spikes|membrane|weights|calcium";
}

/// Something to record: spikes or membranes of a population, weights of a projection, calcium of an
/// astrocyte field. Values are those at the end of a tick.
struct probe {
    std::string name = "";
    probe_kind record = probe_kind::spikes;
    std::string of = "";
    std::uint32_t every_ticks = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "of the file it is written to"}, self.name);
        visit(field{.name = "record", .doc = "what"}, self.record);
        visit(field{.name = "of", .doc = "population, projection or astrocyte field"}, self.of);
        visit(field{.name = "every_ticks",
                    .unit = "ticks",
                    .doc = "distance of samples; 0: at the end alone. Spikes are all recorded"},
              self.every_ticks);
    }
};

struct network {
    double tick_s = 1e-4;
    std::uint64_t seed = 1;
    std::uint32_t most_neurons = 200'000;
    std::uint64_t most_synapses = 50'000'000;
    std::vector<population> populations;
    std::vector<projection> projections;
    std::vector<stimulus> stimuli;
    std::vector<astrocyte_field> astrocytes;
    std::vector<probe> probes;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "tick_s",
                    .unit = "s",
                    .doc = "one tick, in biological time",
                    .min = 1e-7,
                    .max = 1},
              self.tick_s);
        visit(
            field{.name = "seed", .unit = "1", .doc = "of connections, weights, delays and spikes"},
            self.seed);
        visit(field{.name = "most_neurons",
                    .unit = "neurons",
                    .doc = "a larger network is refused: a guard against slips",
                    .min = 1},
              self.most_neurons);
        visit(field{.name = "most_synapses", .unit = "synapses", .doc = "the same", .min = 1},
              self.most_synapses);
        visit(field{.name = "populations", .doc = "neurons and inputs"}, self.populations);
        visit(field{.name = "projections", .doc = "synapses"}, self.projections);
        visit(field{.name = "stimuli", .doc = "currents into populations"}, self.stimuli);
        visit(field{.name = "astrocytes", .doc = "fields of astrocyte units"}, self.astrocytes);
        visit(field{.name = "probes", .doc = "what is recorded"}, self.probes);
    }
};

/// Throws input_error with the dotted path of what does not fit: names that nothing has, sizes that
/// differ, weights and delays out of range, keys without effect, too many neurons or synapses.
/// Needs no more memory than the description itself.
void check(const network& net);

/// The part of it that needs no tables: names, sizes, ends of projections.
void check_structure(const network& net);

/// Position of a name in a list of parts; the list's size if none has it.
template <class Part>
std::size_t index_of(const std::vector<Part>& parts, std::string_view name) {
    std::size_t i = 0;
    while (i < parts.size() && parts[i].name != name) ++i;
    return i;
}

/// The first tick of a window, and the first after it.
std::uint64_t first_tick(const clamp_window& w, double tick_s);
std::uint64_t end_tick(const clamp_window& w, double tick_s);

/// A time in ticks, to the nearest.
std::uint32_t ticks_of(const network& net, double time_s);

/// Units of an astrocyte field. The network must have passed check().
std::uint32_t unit_count(const network& net, const astrocyte_field& astrocytes);

}  // namespace memglia
