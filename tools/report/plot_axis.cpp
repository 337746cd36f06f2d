#include "tools/report/plot_axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "base/elementary.hpp"

namespace memglia {

namespace {

constexpr std::size_t most_ticks = 50;  // should the range be below the values' precision

std::vector<double> even_ticks(double low, double high, int count) {
    const double step = round_step((high - low) / count);
    const double slack = 1e-9 * step;
    std::vector<double> ticks;
    double k = std::ceil((low - slack) / step);
    for (; k * step <= high + slack && ticks.size() < most_ticks; ++k) ticks.push_back(k * step);
    return ticks;
}

// 1, 2 and 5 in each decade, or the decades alone when there are many.
std::vector<double> decade_ticks(double low, double high, int count) {
    double decade = 1;
    while (decade > low) decade /= 10;
    while (decade * 10 <= low) decade *= 10;
    std::vector<double> all;
    std::vector<double> tens;
    for (; decade <= high; decade *= 10) {
        for (const double digit : {1.0, 2.0, 5.0}) {
            const double tick = digit * decade;
            if (tick < low || tick > high) continue;
            all.push_back(tick);
            if (digit == 1.0) tens.push_back(tick);
        }
    }
    return all.size() > static_cast<std::size_t>(2 * count) && tens.size() > 1 ? tens : all;
}

}  // namespace

double round_step(double rough) {
    if (!std::isfinite(rough) || rough < 1e-300) return 1;
    double scale = 1;
    while (rough > scale * 10) scale *= 10;
    while (rough <= scale) scale /= 10;
    for (const double digit : {1.0, 2.0, 5.0}) {
        if (rough <= digit * scale * (1 + 1e-9)) return digit * scale;
    }
    return 10 * scale;
}

double plot_axis::at(double value) const {
    const double inside = std::isfinite(value) ? std::clamp(value, low, high) : low;
    if (!(high > low)) return (from + to) / 2;
    const double share = logarithmic ? log_exact_bits(inside / low) / log_exact_bits(high / low)
                                     : (inside - low) / (high - low);
    return from + share * (to - from);
}

std::vector<double> plot_axis::ticks(int count) const {
    if (!(high > low)) return {low};
    return logarithmic ? decade_ticks(low, high, count) : even_ticks(low, high, count);
}

}  // namespace memglia
