#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "snan/models/astrocyte_models.hpp"
#include "snan/network/astrocyte_effect.hpp"
#include "snan/network/coupling_config.hpp"
#include "snan/network/manipulation.hpp"

namespace memglia {

/// Square zones on the grid of a population, one a unit: unit r n + c has the neurons of columns
/// c stride to c stride + side - 1 and rows r stride to r stride + side - 1; there are as many,
/// n in a row, as fit whole.
struct zone_config {
    std::uint32_t side = 1;
    std::uint32_t stride = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "side", .unit = "neurons", .doc = "of a zone", .min = 1}, self.side);
        visit(field{.name = "stride",
                    .unit = "neurons",
                    .doc = "from a zone to the next; less than side: they overlap, and the later "
                           "one has the effects",
                    .min = 1},
              self.stride);
    }
};

/// Astrocyte units over a population. Unit u senses the spikes of neurons u n to u n + n - 1, or of
/// its zone, and has effects on these or on those at the same places of another population.
struct astrocyte_field : astrocyte_models {
    std::string name = "";
    std::string senses = "";
    std::uint32_t neurons_per_unit = 1;
    std::optional<zone_config> zone;
    std::vector<astrocyte_effect> effects;
    std::vector<manipulation> manipulations;
    std::optional<coupling_config> coupling;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "what probes call it"}, self.name);
        visit(field{.name = "senses", .doc = "population whose spikes raise calcium"}, self.senses);
        visit(field{.name = "neurons_per_unit",
                    .unit = "neurons",
                    .doc = "how many neighbours share a unit; the last may have fewer",
                    .min = 1},
              self.neurons_per_unit);
        visit(field{.name = "zone", .doc = "squares of the population's grid, in place of that"},
              self.zone);
        astrocyte_models::fields(self, visit);
        visit(field{.name = "effects", .doc = "what open gates do"}, self.effects);
        visit(field{.name = "manipulations", .doc = "what is done to its units, and when"},
              self.manipulations);
        visit(field{.name = "coupling", .doc = "calcium that flows between its units"},
              self.coupling);
    }
};

/// That the description names.
inline double largest_gate(const astrocyte_field& a) {
    double largest = 1;
    for (const manipulation& m : a.manipulations) largest = std::max(largest, m.gate);
    return largest;
}

}  // namespace memglia
