#pragma once

#include <nlohmann/json.hpp>

#include "tools/study/study_results.hpp"

namespace memglia {

/// study.json: every run's key numbers, targets and bounds. The same bytes for the same results.
nlohmann::ordered_json study_document(const study_results& results);

}  // namespace memglia
