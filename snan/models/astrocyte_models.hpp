#pragma once

#include <optional>
#include <string>

#include "base/field.hpp"
#include "snan/models/calcium_gate.hpp"
#include "snan/models/coincidence_gate.hpp"
#include "snan/models/resource.hpp"
#include "snan/models/transient_gate.hpp"
#include "snan/models/ullah_gate.hpp"

namespace memglia {

/// What the units of an astrocyte field may be: the one list of astrocyte models. Each field has
/// one.
struct astrocyte_models {
    std::optional<calcium_gate_config> calcium;
    std::optional<coincidence_config> coincidence;
    std::optional<ullah_config> ullah;
    std::optional<ullah_transient_config> ullah_transient;
    std::optional<resource_config> resource;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "calcium", .doc = "calcium that spikes raise and that opens a gate"},
              self.calcium);
        visit(field{.name = "coincidence",
                    .doc = "a strong drive raises calcium, a weak one on raised calcium opens"},
              self.coincidence);
        visit(field{.name = "ullah", .doc = "calcium, IP3 and its receptor, Gordleeva et al. 2021"},
              self.ullah);
        visit(field{.name = "ullah_transient",
                    .doc = "the stored answer of that model to one drive, all or none"},
              self.ullah_transient);
        visit(field{.name = "resource",
                    .doc = "resource that synapses and astrocytes share; the gate is what synapses "
                           "lack"},
              self.resource);
    }
};

/// Those that are there: visit(name, configuration).
template <class Visitor>
void for_each_model(const astrocyte_models& models, Visitor&& visit) {
    astrocyte_models::fields(models, [&visit](const field& f, const auto& model) {
        if (model) visit(f.name, *model);
    });
}

/// All names there are.
inline std::string astrocyte_model_names() {
    std::string names;
    const astrocyte_models none;
    astrocyte_models::fields(none, [&names](const field& f, const auto&) {
        names += (names.empty() ? "" : ", ") + std::string(f.name);
    });
    return names;
}

}  // namespace memglia
