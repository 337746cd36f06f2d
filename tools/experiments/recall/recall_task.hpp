#pragma once

#include "tools/experiments/recall/recall_experiment.hpp"
#include "tools/experiments/task.hpp"

namespace memglia {

/// Patterns of spikes stored in a recurrent network with many delays, and recalled from cues
/// (docs/recall.md).
class recall_task final : public task_with<recall_experiment> {
  public:
    std::string_view name() const override { return "recall"; }
    std::string_view about() const override {
        return "patterns of spikes stored in a network with delays, recalled from their cues";
    }
    std::string_view seed_key() const override { return "memory.seed"; }
    std::string_view counts() const override { return "patterns"; }

    task_outcome run(const recall_experiment& config, const task_context& how) const override;
    std::vector<rung> rungs(const recall_experiment& config, unsigned jobs) const override;
    report_page page(const nlohmann::ordered_json& result,
                     const nlohmann::ordered_json& shown) const override;
};

}  // namespace memglia
