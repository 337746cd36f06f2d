#pragma once

#include <string>
#include <vector>

#include "tools/report/report_data.hpp"

namespace memglia {

struct picture {
    std::string name;  ///< of its file
    std::string svg;
};

/// The maze, the curve and the bill of a run as files of their own, each for a page and for a
/// phone. What was not recorded has none.
std::vector<picture> pictures_of(const report_data& data);

}  // namespace memglia
