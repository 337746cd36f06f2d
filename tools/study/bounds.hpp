#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/study/data_table.hpp"
#include "tools/study/study_results.hpp"

namespace memglia {

struct checked_bound {
    const study_bound* bound = nullptr;
    bool was_run = false;  ///< whether all runs that it speaks of are there
    std::optional<double> measured;
    std::optional<double> at_most;
    std::optional<double> at_least;
    bool holds = false;  ///< a number that is missing from a run that is there does not hold
};

/// They refer to `results`.
std::vector<checked_bound> check_bounds(const study_results& results);

/// "<= 55 and >= 4", with the numbers that the limits came to.
std::string required_text(const checked_bound& bound, const study_results& results);

/// What was measured, in the bound's format.
std::string measured_text(const checked_bound& bound, const study_results& results);

bool is_broken(const checked_bound& bound);

data_table bounds_table(const std::vector<checked_bound>& bounds, const study_results& results);

}  // namespace memglia
