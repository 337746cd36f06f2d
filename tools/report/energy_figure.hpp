#pragma once

#include <string>
#include <string_view>

#include "tools/report/report_data.hpp"

namespace memglia {

/// Energy per decision stacked by component; controller and static set apart from the dynamic part.
std::string render_energy_figure(const report_data& data, std::string_view label);

}  // namespace memglia
