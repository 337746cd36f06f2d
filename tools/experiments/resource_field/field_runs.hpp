#pragma once

#include <string>

#include "tools/experiments/resource_field/resource_field_experiment.hpp"
#include "tools/experiments/task.hpp"

namespace memglia {

/// One trial of the conserved field with what the analysis says of it.
task_outcome run_conserved(const resource_field_experiment& config);

/// The same on a ring, with what hardware it took.
task_outcome run_ring(const resource_field_experiment& config);

/// What the analysis says of a bump.
nlohmann::ordered_json analysis_json(const conserved_parameters& p);
std::string analysis_text(const nlohmann::ordered_json& analysis);

/// One trial of the other field, the range of beta with stable activity by diffusion, and the signs
/// before its end.
task_outcome run_brief(const resource_field_experiment& config, const task_context& how);

}  // namespace memglia
