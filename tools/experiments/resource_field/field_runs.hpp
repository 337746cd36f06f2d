#pragma once

#include <string>

#include "tools/experiments/resource_field/resource_field_experiment.hpp"
#include "tools/experiments/task.hpp"

namespace memglia {

/// One trial of the conserved field with what the analysis says of it.
task_outcome run_conserved(const resource_field_experiment& config);

/// One trial of the other field, the range of beta with stable activity by diffusion, and the signs
/// before its end.
task_outcome run_brief(const resource_field_experiment& config, const task_context& how);

}  // namespace memglia
