#pragma once

#include "tools/experiments/task.hpp"
#include "tools/experiments/working_memory/working_memory_experiment.hpp"

namespace memglia {

/// Memory that astrocytes hold over a delay, and what becomes of it when they are tampered with
/// (docs/working-memory.md).
class working_memory_task final : public task_with<working_memory_experiment> {
  public:
    std::string_view name() const override { return "working_memory"; }
    std::string_view about() const override {
        return "delayed match to sample and alternation, held by astrocytes, under manipulations";
    }
    std::string_view seed_key() const override { return "seed"; }
    std::string_view counts() const override { return "networks"; }

    task_outcome run(const working_memory_experiment& config,
                     const task_context& how) const override;
    std::vector<rung> rungs(const working_memory_experiment& config, unsigned jobs) const override;
    report_page page(const nlohmann::ordered_json& result,
                     const nlohmann::ordered_json& shown) const override;
};

}  // namespace memglia
