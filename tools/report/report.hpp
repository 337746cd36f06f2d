#pragma once

#include <string>

#include "tools/report/report_data.hpp"

namespace memglia {

/// The whole of report.html: one file that needs no other, readable without its script. A function
/// of the data alone, byte for byte.
std::string render_report(const report_data& data);

}  // namespace memglia
