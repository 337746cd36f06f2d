#pragma once

#include <cstdint>
#include <vector>

#include "base/field.hpp"
#include "snan/network/simulation.hpp"
#include "snan/tasks/resource_field/resource_bump.hpp"

namespace memglia {

/// A ring of spiking neurons and astrocyte units that does what the conserved field does. A neuron
/// spikes in every tick in which its potential u is at its threshold; all have synapses on all with
/// the cosine of their distance, which deliver in the same tick what the resource of the source's
/// unit allows. An adaptive threshold turns the step into a short ramp: a neuron near theta spikes
/// in a part of the ticks, so that the edge of a bump may lie between neurons.
struct ring_config {
    std::uint32_t units = 32;
    std::uint32_t neurons_per_unit = 8;
    double dt = 0.05;
    double ramp = 2;
    double ramp_decay = 0.6;
    std::uint32_t quanta_bits = 16;

    std::uint32_t neurons() const { return units * neurons_per_unit; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "units",
                    .unit = "units",
                    .doc = "astrocyte units around the ring",
                    .min = 8,
                    .max = 512},
              self.units);
        visit(field{.name = "neurons_per_unit", .unit = "neurons", .min = 1, .max = 64},
              self.neurons_per_unit);
        visit(field{.name = "dt",
                    .unit = "1",
                    .doc = "a tick, in membrane time constants",
                    .min = 1e-3,
                    .max = 0.2},
              self.dt);
        visit(field{.name = "ramp",
                    .unit = "neurons",
                    .doc = "how many neighbours at an edge spike in a part of the ticks",
                    .min = 0.1,
                    .max = 20},
              self.ramp);
        visit(field{.name = "ramp_decay",
                    .unit = "1",
                    .doc = "what a tick leaves of what a spike adds to a threshold",
                    .min = 0.05,
                    .max = 0.95},
              self.ramp_decay);
        visit(field{.name = "quanta_bits",
                    .unit = "bits",
                    .doc = "in integers a full synapse is 2^bits quanta",
                    .min = 4,
                    .max = 20},
              self.quanta_bits);
    }
};

inline constexpr double ring_membrane_s = 20e-3;

/// The ring with a stationary bump whose u is displaced by `share` of its peak times sin x. Probes
/// 0 and 1 record u, and q and a of the units, every `every_ticks`. Throws input_error where there
/// is no bump.
network ring_network(const conserved_parameters& p, const ring_config& ring, double share,
                     std::uint32_t every_ticks);

/// What a bump did on a ring, and what is seen of it.
struct ring_result {
    double time = 0;          ///< of the run
    double displacement = 0;  ///< of the bump's centre, rad
    double velocity = 0;      ///< in the last quarter, rad per time
    double mass_error = 0;    ///< largest |mass / mass at the first sample - 1|
    bool is_alive = false;    ///< u is above theta somewhere at the end
    bool drifts = false;      ///< goes_on()
    std::vector<double> times, position;
    std::vector<std::vector<double>> activity, synaptic, astrocytic;  ///< by sample
};

/// Runs a ring_network() for `time`.
ring_result try_ring(network_simulation& simulation, const conserved_parameters& p,
                     const ring_config& ring, double time);

/// Ticks between samples so that no bump turns half around between two.
std::uint32_t ring_sample_ticks(const ring_config& ring, double time);

}  // namespace memglia
