#pragma once

#include "tools/experiments/environment/environment_experiment.hpp"
#include "tools/experiments/task.hpp"

namespace memglia {

/// Images that recur are learned, images just seen are kept by astrocytes (docs/environment.md).
class environment_task final : public task_with<environment_experiment> {
  public:
    std::string_view name() const override { return "environment"; }
    std::string_view about() const override {
        return "recurring images learned by tripartite synapses, the last seen kept by astrocytes";
    }
    std::string_view seed_key() const override { return "environment.seed"; }
    std::string_view counts() const override { return "networks"; }
    std::vector<std::string> ladder_changes() const override {
        return {"on=fixed", "questions=chip", "damage=false"};
    }

    task_outcome run(const environment_experiment& config, const task_context& how) const override;
    std::vector<rung> rungs(const environment_experiment& config, unsigned jobs) const override;
    report_page page(const nlohmann::ordered_json& result,
                     const nlohmann::ordered_json& shown) const override;
};

}  // namespace memglia
