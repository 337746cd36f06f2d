#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/report/line_panel.hpp"
#include "tools/report/report_data.hpp"

namespace memglia {

/// Steps, steps over shortest and completion per episode, of all agents.
std::string render_learning_curves(const report_data& data, std::string_view label);

/// Steps per episode as a file of its own; empty without agents.
std::string learning_picture(const report_data& data, figure_width page);

/// Steps and steps over shortest per episode side by side, for many agents: every line named, no
/// quartiles. `caption` is markup.
std::string render_learning_pair(const std::vector<agent_statistics>& agents, std::uint32_t limit,
                                 const std::vector<panel_mark>& marks, std::string_view label,
                                 std::string_view caption);

}  // namespace memglia
