#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tools/experiments/environment/environment_experiment.hpp"

namespace memglia {

enum class variant_group { ablation, cost, delay, images_after, damage };

/// A network that differs from the configured one.
struct environment_variant {
    std::string name;
    variant_group group = variant_group::ablation;
    double at = 0;  ///< bouts, delay in s or images, where the group has one
    environment_config config;
};

/// The configured one first, then what the experiment asks for.
std::vector<environment_variant> variants_of(const environment_experiment& experiment);

/// One network of a variant: scores by condition and what was done. `pictures`: and what the page
/// draws of it.
nlohmann::ordered_json run_variant(const environment_experiment& experiment,
                                   const environment_variant& variant, std::uint64_t network,
                                   bool pictures);

}  // namespace memglia
