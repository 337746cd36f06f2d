#pragma once

#include <string>
#include <string_view>

#include "tools/study/study_results.hpp"

// The pictures of a study. Each returns empty text when the documents do not hold what it draws.
namespace memglia {

/// Steps and steps over shortest per episode, all agents of one run; marks where the goal moves.
std::string render_run_curves(const study_results& results, const study_entry& entry,
                              std::string_view label);

/// Steps, steps over shortest, completion and, where the chip walks, its energy and write pulses
/// over the values of a sweep. Places without an order stand under one another.
std::string render_sweep(const study_results& results, std::size_t series, std::string_view label);

/// The same as one SVG file.
std::string sweep_picture(const study_results& results, std::size_t series);

/// Share of the reachable cells that was visited, over steps.
std::string render_coverage(const study_results& results, const study_entry& entry,
                            std::string_view label);

}  // namespace memglia
