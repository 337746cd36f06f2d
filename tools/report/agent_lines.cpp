#include "tools/report/agent_lines.hpp"

#include <fmt/format.h>

#include "tools/report/text.hpp"

namespace memglia {

namespace {

std::string range_of(const interval& range) {
    return fmt::format("{} to {}", format_trimmed(range.low), format_trimmed(range.high));
}

std::string tooltip(const agent_series& series, std::size_t i, std::string_view what) {
    return fmt::format("{}, episode {}: {}", series.label, i + 1, what);
}

}  // namespace

panel_line steps_line(const agent_series& series, std::uint32_t limit) {
    panel_line line;
    line.series = &series;
    for (const episode_statistics& e : series.agent->episodes) {
        line.tooltips.push_back(
            tooltip(series, line.values.size(),
                    fmt::format("median {} steps, 95 % interval {}, quartiles {} and {}",
                                format_trimmed(e.median_steps), range_of(e.median_95),
                                format_trimmed(e.q25), format_trimmed(e.q75))));
        line.values.push_back(e.median_steps);
        line.band_low.push_back(e.q25);
        line.band_high.push_back(e.q75);
        line.whisker_low.push_back(e.median_95.low);
        line.whisker_high.push_back(e.median_95.high);
    }
    line.end_value = format_steps(line.values.back(), limit);
    return line;
}

panel_line ratio_line(const agent_series& series) {
    panel_line line;
    line.series = &series;
    for (const episode_statistics& e : series.agent->episodes) {
        line.tooltips.push_back(tooltip(series, line.values.size(),
                                        fmt::format("{} times the shortest path, 95 % interval {}",
                                                    format_significant(e.mean_over_shortest),
                                                    range_of(e.mean_over_shortest_95))));
        line.values.push_back(e.mean_over_shortest);
        line.whisker_low.push_back(e.mean_over_shortest_95.low);
        line.whisker_high.push_back(e.mean_over_shortest_95.high);
    }
    line.end_value = format_significant(line.values.back());
    return line;
}

panel_line completion_line(const agent_series& series) {
    panel_line line;
    line.series = &series;
    for (const episode_statistics& e : series.agent->episodes) {
        line.tooltips.push_back(
            tooltip(series, line.values.size(),
                    fmt::format("{} % completed", format_percent(e.completion))));
        line.values.push_back(100 * e.completion);
    }
    line.end_value = format_percent(series.agent->episodes.back().completion);
    return line;
}

}  // namespace memglia
