#pragma once

#include <string>
#include <string_view>

#include "tools/report/figure.hpp"
#include "tools/report/report_data.hpp"

namespace memglia {

/// Energy per decision stacked by component; controller and static set apart from the dynamic part.
std::string render_energy_figure(const report_data& data, std::string_view label);

/// The same as a file of its own; empty without energy.
std::string energy_picture(const report_data& data, figure_width page);

}  // namespace memglia
