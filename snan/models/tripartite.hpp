#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/field.hpp"

namespace memglia {

/// Synaptic scaling (Turrigiano 2008, 10.1016/j.cell.2008.10.008): a synapse of weight w delivers
/// w total / max(S, floor), S the sum of the weights of the projection onto its target. What all
/// sources of a neuron do together is `total`, however its weights are spread.
struct synaptic_scaling_config {
    double total = 1;
    double floor = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "total",
                    .unit = "1",
                    .doc = "what a spike of every source adds together",
                    .min = 1e-18,
                    .max = 1e6},
              self.total);
        visit(field{.name = "floor",
                    .unit = "1",
                    .doc = "sum of weights below which they are not scaled up any more",
                    .min = 1e-18,
                    .max = 1e9},
              self.floor);
    }
};

/// Plasticity by three factors, of which an astrocyte is the third. At a spike of a target every
/// weight of the projection onto it moves by `step`: up if a spike has arrived over the synapse
/// within window_s, this tick included, down if not; within 0 and w_max. This happens where the
/// astrocyte of the target permits it and pause_s have passed since it last did. Within a tick it
/// comes after all deliveries.
struct tripartite_config {
    std::string astrocytes = "";
    double step = 1;
    double w_max = 15;
    double window_s = 16e-3;
    double pause_s = 0.2;
    double until_s = 1e9;
    std::optional<synaptic_scaling_config> synaptic_scaling = {};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "astrocytes",
                    .doc = "field of the model coincidence, over the targets or as many neurons: "
                           "it permits changes while a unit's trace is `strong` and its calcium "
                           "`raised`; none: changes are always permitted"},
              self.astrocytes);
        visit(field{.name = "step",
                    .unit = "1",
                    .doc = "by which a weight moves",
                    .min = 1e-18,
                    .max = 1e6},
              self.step);
        visit(field{.name = "w_max",
                    .unit = "1",
                    .doc = "largest weight; the smallest is 0",
                    .min = 1e-18,
                    .max = 1e6},
              self.w_max);
        visit(field{.name = "window_s",
                    .unit = "s",
                    .doc = "from an arrival to a spike of the target that still raises the weight",
                    .min = 0,
                    .max = 1e3},
              self.window_s);
        visit(field{.name = "pause_s",
                    .unit = "s",
                    .doc = "from a change of a target's weights to the next, at least",
                    .min = 0,
                    .max = 1e4},
              self.pause_s);
        visit(field{.name = "until_s",
                    .unit = "s",
                    .doc = "weights stay from then on, to the nearest tick",
                    .min = 0,
                    .max = 1e9},
              self.until_s);
        visit(field{.name = "synaptic_scaling",
                    .doc = "weights are scaled by what those of a target are together"},
              self.synaptic_scaling);
    }
};

/// The first tick in which weights stay.
inline std::uint64_t end_tick(const tripartite_config& t, double tick_s) {
    return static_cast<std::uint64_t>(t.until_s / tick_s + 0.5);
}

}  // namespace memglia
