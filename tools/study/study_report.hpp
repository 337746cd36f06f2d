#pragma once

#include <string>

#include "tools/study/study_results.hpp"

namespace memglia {

/// The page of a study: bounds, targets, curves, sweeps, tables. One file that needs no other, but
/// for links to the reports of the runs beside it. A function of the results alone.
std::string render_study(const study_results& results);

}  // namespace memglia
