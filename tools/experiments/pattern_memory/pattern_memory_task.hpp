#pragma once

#include "tools/experiments/pattern_memory/pattern_memory_experiment.hpp"
#include "tools/experiments/task.hpp"

namespace memglia {

/// Images that astrocytes hold for a few seconds (docs/environment.md).
class pattern_memory_task final : public task_with<pattern_memory_experiment> {
  public:
    std::string_view name() const override { return "pattern_memory"; }
    std::string_view about() const override {
        return "images that astrocytes hold for seconds, recalled from poor cues";
    }
    std::string_view seed_key() const override { return "memory.seed"; }
    std::string_view counts() const override { return "networks"; }

    task_outcome run(const pattern_memory_experiment& config,
                     const task_context& how) const override;
    std::vector<rung> rungs(const pattern_memory_experiment& config, unsigned jobs) const override;
    report_page page(const nlohmann::ordered_json& result,
                     const nlohmann::ordered_json& shown) const override;
};

}  // namespace memglia
