#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "snan/network/network.hpp"

// A network's connection rules, spelled out.
namespace memglia {

struct synapse {
    std::uint32_t source = 0;
    std::uint32_t target = 0;
    double weight = 0;
    std::uint32_t delay_ticks = 1;
};

/// How many synapses a projection has; their mean number where chance decides. No table is walked.
double expected_synapses(const network& net, std::size_t projection_index);

/// Every synapse of a projection: by source, and those of one source by target, or in the order of
/// the table. Weights and delays left to chance come from streams of (seed, projection), so every
/// call visits the same. The network must have passed check().
void for_each_synapse(const network& net, std::size_t projection_index,
                      const std::function<void(const synapse&)>& visit);

/// Which field gates a projection, and by which of its effects.
struct gating_effect {
    std::size_t field = 0;
    std::size_t effect = 0;
    gated_side by = gated_side::target;
    double strength = 0;
};
std::optional<gating_effect> gating_of(const network& net, const std::string& projection_name);

/// Population whose neurons a current or a threshold of a field acts on.
std::size_t affected_population(const network& net, const astrocyte_field& field,
                                const astrocyte_effect& effect);

}  // namespace memglia
