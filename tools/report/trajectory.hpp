#pragma once

#include <string>
#include <string_view>

#include "tools/report/report_data.hpp"

namespace memglia {

/// The recorded episodes side by side: path, visits, calcium.
std::string render_trajectory(const report_data& data, std::string_view label);

}  // namespace memglia
