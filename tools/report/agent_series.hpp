#pragma once

#include <string>
#include <vector>

#include "tools/report/report_data.hpp"

namespace memglia {

/// An agent as the figures draw it. Agents without episodes have none.
struct agent_series {
    const agent_statistics* agent = nullptr;
    std::string label;
    std::string style;    ///< CSS class of its colour
    bool dashed = false;  ///< tells it from an agent it may coincide with
};

/// In the order of the data. Known agents keep their colour from report to report.
/// They refer to `agents`, which must outlive them.
std::vector<agent_series> series_of(const std::vector<agent_statistics>& agents);

/// Colour swatches with the agents' names.
std::string series_legend(const std::vector<agent_series>& all);

}  // namespace memglia
