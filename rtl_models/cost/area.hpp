#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace memglia {

/// So many of one component.
struct area_item {
    std::string_view component;
    std::uint64_t count = 0;
    double each_m2 = 0;
    double each_leaks_w = 0;

    double total_m2() const { return static_cast<double>(count) * each_m2; }
    double leaks_w() const { return static_cast<double>(count) * each_leaks_w; }
};

double total_m2(const std::vector<area_item>& items);

}  // namespace memglia
