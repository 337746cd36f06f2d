#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "snan/models/calcium_gate.hpp"
#include "snan/network/coupling_config.hpp"

namespace memglia {

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
        visit(field{.name = "gates", .doc = "projections whose synapses it weakens"}, self.gates);
        visit(field{.name = "by", .doc = "end of the synapse that says which unit gates it"},
              self.by);
        visit(field{.name = "calcium", .doc = "calcium and gate of a unit"}, self.calcium);
        visit(field{.name = "coupling", .doc = "calcium that flows between its units"},
              self.coupling);
    }
};

}  // namespace memglia
