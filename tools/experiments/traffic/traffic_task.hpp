#pragma once

#include "tools/experiments/task.hpp"
#include "tools/experiments/traffic/traffic_experiment.hpp"

namespace memglia {

/// A mesh under load (docs/fabric.md).
class traffic_task final : public task_with<traffic_experiment> {
  public:
    std::string_view name() const override { return "traffic"; }
    std::string_view about() const override {
        return "latency, throughput and link load of a mesh under several patterns of packets";
    }
    std::string_view seed_key() const override { return "seed"; }
    std::string_view counts() const override { return "points"; }
    std::vector<std::string> ladder_changes() const override { return {}; }

    task_outcome run(const traffic_experiment& config, const task_context& how) const override;
    std::vector<rung> rungs(const traffic_experiment& config, unsigned jobs) const override;
    report_page page(const nlohmann::ordered_json& result,
                     const nlohmann::ordered_json& shown) const override;
};

}  // namespace memglia
