#pragma once

#include "base/field.hpp"

namespace memglia {

/// Leaky integrate-and-fire neurons with delta synapses: tau dv/dt = bias - v, solved exactly over
/// a tick; a synapse that delivers adds its weight to v. At v >= threshold the neuron spikes and
/// stays at v_reset, deaf to synapses, until refractory_s after that tick. Potentials are in units
/// of the caller's choice.
struct lif_config {
    double tau_m_s = 20e-3;
    double threshold = 1;
    double v_reset = 0;
    double v_initial = 0;
    double refractory_s = 2e-3;
    double bias = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "tau_m_s",
                    .unit = "s",
                    .doc = "time constant of the membrane",
                    .min = 1e-6,
                    .max = 1e3},
              self.tau_m_s);
        visit(field{.name = "threshold",
                    .unit = "1",
                    .doc = "spikes at this potential and above",
                    .min = -1e6,
                    .max = 1e6},
              self.threshold);
        visit(field{.name = "v_reset",
                    .unit = "1",
                    .doc = "potential after a spike",
                    .min = -1e6,
                    .max = 1e6},
              self.v_reset);
        visit(field{.name = "v_initial",
                    .unit = "1",
                    .doc = "potential before the first tick",
                    .min = -1e6,
                    .max = 1e6},
              self.v_initial);
        visit(field{.name = "refractory_s",
                    .unit = "s",
                    .doc = "how long a neuron stays at v_reset, to the nearest tick",
                    .min = 0,
                    .max = 10},
              self.refractory_s);
        visit(field{.name = "bias",
                    .unit = "1",
                    .doc = "constant input: where the potential goes without synapses",
                    .min = -1e6,
                    .max = 1e6},
              self.bias);
    }
};

}  // namespace memglia
