#pragma once

#include <string>
#include <string_view>

#include "tools/report/report_data.hpp"

namespace memglia {

/// The loop in hardware beside the one in software: nJ and cycles of a decision.
std::string render_loop_table(const report_data& data, std::string_view label);

/// What a decision costs elsewhere: the chip, then every baseline.
std::string render_cost_table(const report_data& data, std::string_view label);

/// The chip's area by component, with densities in the caption.
std::string render_area_table(const report_data& data, std::string_view label);

}  // namespace memglia
