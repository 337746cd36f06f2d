#include "tools/report/event_windows.hpp"

#include <algorithm>
#include <cmath>

#include "tools/report/plot_axis.hpp"

namespace memglia {

namespace {

constexpr double least_gap = 0.05;    // of the span: what separates two clusters
constexpr double worth_zoom = 0.4;    // of the span: clusters longer than this together stay whole
constexpr double steps_a_window = 4;  // about

struct cluster {
    double first;
    double last;
};

// Splits sorted times at their widest gaps.
std::vector<cluster> clusters_of(const std::vector<double>& times, double span, std::size_t most) {
    std::vector<double> gaps;
    for (std::size_t i = 1; i < times.size(); ++i) gaps.push_back(times[i] - times[i - 1]);
    std::sort(gaps.rbegin(), gaps.rend());
    double threshold = least_gap * span;
    // Strictly wider gaps than this one: fewer than `most`.
    if (gaps.size() >= most) threshold = std::max(threshold, gaps[most - 1]);
    std::vector<cluster> found{{times.front(), times.front()}};
    for (const double time : times) {
        if (time - found.back().last > threshold) found.push_back({time, time});
        found.back().last = time;
    }
    return found;
}

}  // namespace

event_windows find_windows(std::vector<double> times, double span, std::size_t most) {
    std::sort(times.begin(), times.end());
    const std::vector<cluster> clusters = clusters_of(times, span, most);
    double longest = 0;
    for (const cluster& c : clusters) longest = std::max(longest, c.last - c.first);
    if (longest == 0) longest = span / 100;
    event_windows windows;
    windows.step = round_step(longest / steps_a_window);
    for (const cluster& c : clusters) {
        const double start = std::floor(c.first / windows.step) * windows.step;
        const double steps = std::floor((c.last - start) / windows.step) + 1;
        windows.starts.push_back(start);
        windows.length = std::max(windows.length, steps * windows.step);
    }
    const double together = windows.length * static_cast<double>(windows.starts.size());
    if (together <= worth_zoom * span) return windows;
    return {{std::min(0.0, times.front())}, span, round_step(span / (2 * steps_a_window))};
}

}  // namespace memglia
