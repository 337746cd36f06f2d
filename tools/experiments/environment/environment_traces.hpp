#pragma once

#include <nlohmann/json.hpp>

#include "snan/tasks/environment/environment_config.hpp"

namespace memglia {

/// Spikes of some neurons and the calcium below them, from a bit before the last image of
/// short-term recall is shown to the end of its cue; and for how long activity outlives a cue.
nlohmann::ordered_json environment_traces(const environment_config& config);

}  // namespace memglia
