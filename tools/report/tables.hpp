#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/report/report_data.hpp"

namespace memglia {

/// Per agent: steps, completion and steps over shortest, first and last episode.
std::string render_success_table(const report_data& data, std::string_view label);

/// Components by kind of decision, with sums.
std::string render_energy_table(const report_data& data, std::string_view label);

/// A line for each name and what belongs to it.
std::string pairs_table(const std::vector<std::pair<std::string, std::string>>& pairs);

/// Provenance, assumed table entries and the configuration.
std::string render_provenance(const report_data& data);

}  // namespace memglia
