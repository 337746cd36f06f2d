#pragma once

#include <string>
#include <string_view>

#include "tools/report/report_data.hpp"

namespace memglia {

/// What a decision costs elsewhere: the chip, then every baseline.
std::string render_cost_table(const report_data& data, std::string_view label);

/// The chip's area by component, with densities in the caption.
std::string render_area_table(const report_data& data, std::string_view label);

}  // namespace memglia
