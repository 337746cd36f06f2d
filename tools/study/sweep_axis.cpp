#include "tools/study/sweep_axis.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "tools/config/quantity.hpp"

namespace memglia {

namespace {

constexpr double wide_span = 31.6227766;  // one and a half decades

std::optional<double> number_of(const study_point& point) {
    const auto parsed = parse_quantity(point.value);
    return parsed ? to_double(parsed->decimal) : std::nullopt;
}

std::string unit_of(const study_point& point) {
    const auto parsed = parse_quantity(point.value);
    return parsed ? parsed->unit : "";
}

}  // namespace

sweep_axis axis_of(const study_run& run) {
    sweep_axis sweep;
    if (run.is_grid()) {
        study_run first;
        first.axis = run.sweep.front().heading();
        first.values = run.sweep.front().values;
        sweep = axis_of(first);
        const std::vector<double> values = std::move(sweep.at);
        sweep.at.clear();
        for (const study_point& place : run.values) sweep.at.push_back(values[place.at.front()]);
        return sweep;
    }
    sweep.axis.name = run.axis_heading();
    double least = INFINITY;
    double most = 0;
    bool numeric = true;
    bool positive = true;
    for (const study_point& point : run.values) {
        const auto value = point.label.empty() ? number_of(point) : std::nullopt;
        numeric = numeric && value && unit_of(point) == unit_of(run.values.front());
        if (!value) continue;
        sweep.at.push_back(*value);
        positive = positive && *value > 0;
        if (*value != 0) least = std::min(least, std::abs(*value));
        most = std::max(most, std::abs(*value));
    }
    const bool wide = most > wide_span * least;
    sweep.joined = numeric;
    sweep.axis.logarithmic = numeric && positive && wide;
    if (numeric && (positive || !wide)) return sweep;
    sweep.at.clear();
    for (std::size_t i = 0; i < run.values.size(); ++i) {
        sweep.at.push_back(static_cast<double>(i + 1));
        sweep.axis.categories.push_back(run.values[i].name());
    }
    return sweep;
}

}  // namespace memglia
