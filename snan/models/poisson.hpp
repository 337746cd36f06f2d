#pragma once

#include "base/field.hpp"

namespace memglia {

/// Inputs that spike in every tick with the same probability, each on its own.
struct poisson_config {
    static constexpr std::string_view short_form = "rate_hz";
    double rate_hz = 10;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "rate_hz",
                    .unit = "Hz",
                    .doc = "mean rate of each neuron; at most one spike per tick",
                    .min = 0,
                    .max = 1e6},
              self.rate_hz);
    }
};

}  // namespace memglia
