#pragma once

#include <cstddef>
#include <vector>

namespace memglia {

/// Stretches of equal length that hold all events, where they cluster.
struct event_windows {
    std::vector<double> starts;
    double length = 0;
    double step = 0;  ///< between round values of the windows' axes
};

/// At most `most` windows for events at `times` (not empty) within [0, span]. One window over the
/// whole span if the clusters are no small part of it.
event_windows find_windows(std::vector<double> times, double span, std::size_t most);

}  // namespace memglia
