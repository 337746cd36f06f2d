#pragma once

#include <nlohmann/json_fwd.hpp>

#include "tools/report/page.hpp"

namespace memglia {

/// Right choices against the delay, a line per condition with its interval.
drawing draw_right_choices(const nlohmann::ordered_json& conditions, figure_width page);

/// Spikes of one trial under every condition, below each other; phases are shaded.
drawing draw_rasters(const nlohmann::ordered_json& trials, figure_width page);

/// Calcium of the sample's astrocyte over the same trial, a line per condition.
drawing draw_calcium(const nlohmann::ordered_json& trials, figure_width page);

/// Swatches with the conditions' names.
std::string condition_legend(const nlohmann::ordered_json& conditions);

}  // namespace memglia
