#pragma once

#include "base/field.hpp"

namespace memglia {

/// Synapses as currents: g decays with tau_s, and a synapse that delivers adds its weight to it,
/// also while the neuron is refractory.
struct exponential_synapses_config {
    static constexpr std::string_view short_form = "tau_s";
    double tau_s = 5e-3;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "tau_s",
                    .unit = "s",
                    .doc = "decay of the current",
                    .min = 1e-6,
                    .max = 1e3},
              self.tau_s);
    }
};

}  // namespace memglia
