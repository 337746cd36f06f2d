#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace memglia {

/// A quantity over place and time: places from left to right, time downwards.
struct space_time {
    std::string title;
    std::string place_name;
    std::string time_name;
    double first_place = 0;
    double last_place = 1;
    double first_time = 0;
    double last_time = 1;
    std::size_t places = 0;
    std::vector<double> values;  ///< a row of `places` for each time
};

/// With axes and the scale of its colours, `width` wide. A map of more places or times than show is
/// drawn by means.
std::string draw_space_time(const space_time& map, double width);
double space_time_height(double width);

}  // namespace memglia
