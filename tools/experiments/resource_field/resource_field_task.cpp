#include "tools/experiments/resource_field/resource_field_task.hpp"

#include "tools/experiments/resource_field/field_runs.hpp"
#include "tools/experiments/resource_field/plane_trials.hpp"

namespace memglia {

task_outcome resource_field_task::run(const resource_field_experiment& config,
                                      const task_context& how) const {
    if (config.model == field_model::brief) return run_brief(config, how);
    const bool on_ring = config.simulate == field_medium::ring;
    task_outcome outcome = on_ring ? run_ring(config) : run_conserved(config);
    if (!config.plane.run) return outcome;
    const nlohmann::ordered_json plane = run_plane(config, how);
    outcome.result["plane"] = plane;
    outcome.tables.push_back({"plane.csv", plane_table(plane)});
    outcome.tables.push_back({"boundary.csv", boundary_table(plane)});
    outcome.text += plane_text(plane);
    return outcome;
}

}  // namespace memglia
