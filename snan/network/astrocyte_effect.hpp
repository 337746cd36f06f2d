#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"

namespace memglia {

enum class effect_kind { gain, current, threshold };
constexpr std::string_view choice_words(effect_kind) {
    return "gain|current|threshold";
}

enum class gated_side { target, source };
constexpr std::string_view choice_words(gated_side) {
    return "target|source";
}

/// What the gate G of a unit does. gain: synapses of the projections that end in its region
/// (target) or begin there (source) deliver w max(0, 1 + strength G). current: strength G beside
/// the bias of the neurons in its region, from the next tick on. threshold: theirs is higher by
/// strength G, from the next tick on.
struct astrocyte_effect {
    effect_kind kind = effect_kind::gain;
    std::vector<std::string> projections;
    gated_side by = gated_side::target;
    std::string of = "";
    double strength = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(
            field{.name = "kind",
                  .doc = "gain: what synapses deliver, times 1 + strength G and at least 0; "
                         "current, threshold: strength G more for neurons, from the next tick on"},
            self.kind);
        visit(field{.name = "projections", .doc = "of a gain: whose synapses"}, self.projections);
        visit(field{.name = "by",
                    .doc = "of a gain: end of the synapse that says which unit gates it"},
              self.by);
        visit(field{.name = "of",
                    .doc = "of a current or threshold: population, as large as the one that is "
                           "sensed; none: that one"},
              self.of);
        visit(field{.name = "strength",
                    .unit = "1",
                    .doc = "of an open gate; of a gain -1 to 15",
                    .min = -1e6,
                    .max = 1e6},
              self.strength);
    }
};

}  // namespace memglia
