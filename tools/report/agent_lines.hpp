#pragma once

#include <cstdint>

#include "tools/report/agent_series.hpp"
#include "tools/report/line_panel.hpp"

// An agent's way through its episodes as lines of a panel. The series must have an episode.
namespace memglia {

/// Median with its interval as whiskers and the quartiles as a band; above `limit` it failed.
panel_line steps_line(const agent_series& series, std::uint32_t limit);

/// Mean steps over shortest with its interval.
panel_line ratio_line(const agent_series& series);

/// Tasks completed, %.
panel_line completion_line(const agent_series& series);

}  // namespace memglia
