#pragma once

#include <string_view>

#include "base/field.hpp"
#include "snan/models/astrocyte_gate.hpp"

namespace memglia {

enum class calcium_decay { exact, euler };
constexpr std::string_view choice_words(calcium_decay) {
    return "exact|euler";
}

/// Calcium of an astrocyte unit: decays with tau_s, rises by per_spike with every spike that it
/// senses, up to the cap, and opens the unit's gate. The gate of a tick is that of the calcium
/// after its decay and before its spikes.
struct calcium_gate_config {
    double tau_s = 0.5;
    double per_spike = 0.1;
    double theta = 0.6;
    double slope = 0.1;
    gate_shape shape = gate_shape::sigmoid;
    double cap = 1e9;
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
                    .doc = "calcium at which a sigmoid gate is half open and a linear one begins "
                           "to open",
                    .min = -1e6,
                    .max = 1e6},
              self.theta);
        visit(field{.name = "slope",
                    .unit = "1",
                    .doc = "calcium width of the gate: x = (Ca - theta) / slope",
                    .min = 1e-6,
                    .max = 1e6},
              self.slope);
        visit(field{.name = "shape",
                    .doc = "of the gate: sigmoid, 1 / (1 + exp(-x)); linear, x from 0 to 1"},
              self.shape);
        visit(field{.name = "cap",
                    .unit = "1",
                    .doc = "calcium that spikes do not raise beyond",
                    .min = 0,
                    .max = 1e9},
              self.cap);
        visit(field{.name = "decay",
                    .doc = "factor of a tick: exact, exp(-tick/tau); euler, 1 - tick/tau"},
              self.decay);
    }
};

inline double gate_opening(const calcium_gate_config& c, double calcium) {
    return gate_opening(c.shape, c.theta, c.slope, calcium);
}

}  // namespace memglia
