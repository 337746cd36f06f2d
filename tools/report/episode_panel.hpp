#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/report/agent_series.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/svg.hpp"

namespace memglia {

/// One value of an agent over the episodes, with what surrounds it.
struct panel_line {
    const agent_series* series = nullptr;
    std::vector<double> values;
    std::vector<double> band_low;  ///< empty: no band
    std::vector<double> band_high;
    std::vector<double> whisker_low;  ///< empty: no whiskers
    std::vector<double> whisker_high;
    std::vector<std::string> tooltips;
    std::string end_value;  ///< the last value in words
};

/// A plot over the episodes 1, 2 ... of several lines.
struct episode_panel {
    double width = 0;
    double height = 0;
    std::string title;  ///< what the y axis shows and its unit, above the plot
    bool may_be_logarithmic = false;
    bool from_zero = false;
    bool end_labels = false;            ///< names at the line ends, else values alone
    std::optional<double> ceiling;      ///< upper end of the y axis
    std::optional<double> dashed_line;  ///< a bound across the plot
    std::string dashed_name;
    std::vector<panel_line> lines;
};

std::string draw_panel(const episode_panel& panel);

}  // namespace memglia
