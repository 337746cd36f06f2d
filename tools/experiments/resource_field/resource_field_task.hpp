#pragma once

#include "tools/experiments/resource_field/resource_field_experiment.hpp"
#include "tools/experiments/task.hpp"

namespace memglia {

/// Bumps of activity in a neural field whose synapses live on what astrocytes share
/// (docs/resource-field.md).
class resource_field_task final : public task_with<resource_field_experiment> {
  public:
    std::string_view name() const override { return "resource_field"; }
    std::string_view about() const override {
        return "bumps of activity in a neural field whose resource diffuses between astrocytes";
    }
    std::string_view seed_key() const override { return "seed"; }
    std::string_view counts() const override { return "trials"; }

    std::vector<std::string> ladder_changes() const override { return {}; }

    task_outcome run(const resource_field_experiment& config,
                     const task_context& how) const override;
    std::vector<rung> rungs(const resource_field_experiment& config, unsigned jobs) const override;
    report_page page(const nlohmann::ordered_json& result,
                     const nlohmann::ordered_json& shown) const override;
};

}  // namespace memglia
