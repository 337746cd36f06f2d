#pragma once

#include <string>
#include <vector>

#include "tools/report/line_panel.hpp"
#include "tools/study/study_config.hpp"

namespace memglia {

/// The x axis of a sweep: numbers where every place has one, else names side by side.
struct sweep_axis {
    panel_axis axis;
    std::vector<double> at;  ///< of every place of the sweep, in its order
    bool joined = true;      ///< numbers have an order that a line may follow, names have none
};

/// Logarithmic when the numbers span more than one and a half decades. Numbers that span as much
/// but hold a zero or both signs stand side by side under their names. Of a grid: that of its first
/// key.
sweep_axis axis_of(const study_run& run);

}  // namespace memglia
