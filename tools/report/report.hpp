#pragma once

#include <string>
#include <string_view>

#include "tools/report/report_data.hpp"

namespace memglia {

/// The whole of report.html: one file that needs no other, readable without its script. A function
/// of the data alone, byte for byte.
std::string render_report(const report_data& data);

/// A line above all else that says what the page lacks; nothing for nothing.
std::string render_notice(std::string_view notice);

}  // namespace memglia
