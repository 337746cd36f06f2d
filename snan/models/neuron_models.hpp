#pragma once

#include <optional>
#include <string>

#include "base/field.hpp"
#include "snan/models/adex.hpp"
#include "snan/models/izhikevich.hpp"
#include "snan/models/lif.hpp"

namespace memglia {

/// What the neurons of a population may be: the one list of neuron models. One at most is there;
/// none where a population is an input.
struct neuron_models {
    std::optional<lif_config> lif;
    std::optional<izhikevich_config> izhikevich;
    std::optional<adex_config> adex;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "lif", .doc = "leaky integrate-and-fire neurons"}, self.lif);
        visit(field{.name = "izhikevich", .doc = "neurons of Izhikevich 2003, in mV and ms"},
              self.izhikevich);
        visit(
            field{.name = "adex", .doc = "adaptive exponential neurons, Brette and Gerstner 2005"},
            self.adex);
    }
};

/// Those that are there: visit(name, configuration).
template <class Visitor>
void for_each_model(const neuron_models& models, Visitor&& visit) {
    neuron_models::fields(models, [&visit](const field& f, const auto& model) {
        if (model) visit(f.name, *model);
    });
}

inline int model_count(const neuron_models& models) {
    int count = 0;
    for_each_model(models, [&count](auto, const auto&) { ++count; });
    return count;
}

inline bool has_neurons(const neuron_models& models) {
    return model_count(models) > 0;
}

/// All names there are: "lif, izhikevich, adex".
inline std::string model_names() {
    std::string names;
    const neuron_models none;
    neuron_models::fields(none, [&names](const field& f, const auto&) {
        names += (names.empty() ? "" : ", ") + std::string(f.name);
    });
    return names;
}

}  // namespace memglia
