#pragma once

#include <string_view>

#include "base/elementary.hpp"
#include "base/field.hpp"

namespace memglia {

enum class calcium_decay { exact, euler };
constexpr std::string_view choice_words(calcium_decay) {
    return "exact|euler";
}

/// Calcium of an astrocyte unit: decays with tau_s, rises by per_spike with every spike that it
/// senses, and gates synapses: w_eff = w (1 - depth G), G = 1 / (1 + exp(-(Ca - theta)/slope)).
/// What arrives in a tick is gated by the calcium after that tick's decay and before its spikes.
struct calcium_gate_config {
    double tau_s = 0.5;
    double per_spike = 0.1;
    double theta = 0.6;
    double slope = 0.1;
    double depth = 0.7;
    calcium_decay decay = calcium_decay::exact;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "tau_s",
                    .unit = "s",
                    .doc = "decay time constant of calcium",
                    .min = 1e-6,
                    .max = 1e6},
              self.tau_s);
        visit(field{.name = "per_spike",
                    .unit = "1",
                    .doc = "calcium added by a spike of a neuron that the unit senses",
                    .min = 0,
                    .max = 1e6},
              self.per_spike);
        visit(field{.name = "theta",
                    .unit = "1",
                    .doc = "calcium at which the gate is half open",
                    .min = -1e6,
                    .max = 1e6},
              self.theta);
        visit(field{.name = "slope",
                    .unit = "1",
                    .doc = "calcium width of the gate",
                    .min = 1e-6,
                    .max = 1e6},
              self.slope);
        visit(field{.name = "depth",
                    .unit = "1",
                    .doc = "alpha: how far an open gate weakens the synapses",
                    .min = 0,
                    .max = 1},
              self.depth);
        visit(field{.name = "decay",
                    .doc = "factor of a tick: exact, exp(-tick/tau); euler, 1 - tick/tau"},
              self.decay);
    }
};

/// How much of a gated weight is delivered at this calcium.
inline double gated_share(const calcium_gate_config& c, double calcium) {
    return 1 - c.depth * logistic_exact_bits((calcium - c.theta) / c.slope);
}

}  // namespace memglia
