#pragma once

#include <string>
#include <string_view>

#include "tools/report/report_data.hpp"

namespace memglia {

/// The packets of one decision: the whole decision as a strip, below it the stretches with events.
std::string render_raster(const report_data& data, std::string_view label);

}  // namespace memglia
