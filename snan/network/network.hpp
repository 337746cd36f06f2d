#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "snan/models/stimulus.hpp"
#include "snan/network/astrocyte_field.hpp"
#include "snan/network/population.hpp"
#include "snan/network/probe.hpp"
#include "snan/network/projection.hpp"
#include "snan/network/readout.hpp"

// What a network is: populations, projections, stimuli, astrocyte fields, probes and readouts.
// Data without behaviour; engines, mappings and files share it. Time is counted in ticks. Members
// outside the field lists are tables that whoever reads files puts there.
namespace memglia {

struct current_pulse;

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
    std::vector<readout> readouts;

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
        visit(field{.name = "readouts", .doc = "answers read from spikes"}, self.readouts);
    }
};

/// Throws input_error with the dotted path of what does not fit: names that nothing has, sizes that
/// differ, weights and delays out of range, keys without effect, too many neurons or synapses.
/// Needs no more memory than the description itself.
void check(const network& net);

/// Throw input_error for what cannot be done at run time; see network_simulation.
void check_pulse(const network& net, const current_pulse& pulse);
void check_injection(const network& net, std::size_t population_index, std::uint32_t neuron);
void check_control(const network& net, std::size_t field_index, const astrocyte_control& control);

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
