#pragma once

#include <string>

#include "tools/report/report_data.hpp"

namespace memglia {

/// The two tables that `memglia run` prints: success by agent, energy by component.
std::string run_tables(const report_data& data, double wall_s);

}  // namespace memglia
