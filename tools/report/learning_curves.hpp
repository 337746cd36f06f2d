#pragma once

#include <string>
#include <string_view>

#include "tools/report/report_data.hpp"

namespace memglia {

/// Steps, steps over shortest and completion per episode, of all agents.
std::string render_learning_curves(const report_data& data, std::string_view label);

}  // namespace memglia
