#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/experiments/resource_field/resource_field_experiment.hpp"
#include "tools/experiments/task.hpp"

namespace memglia {

/// `points`: every trial of the plane; `boundary`: beta and the critical value, closer; `counts`.
nlohmann::ordered_json run_plane(const resource_field_experiment& config, const task_context& how);

/// CSV of its points and of its boundary.
std::string plane_table(const nlohmann::ordered_json& plane);
std::string boundary_table(const nlohmann::ordered_json& plane);
std::string plane_text(const nlohmann::ordered_json& plane);

}  // namespace memglia
