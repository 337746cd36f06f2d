#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>

#include "tools/study/study_plan.hpp"
#include "tools/study/study_results.hpp"

namespace memglia {

/// Told before every run, with its number counted from 0, and how many of its mazes are done.
struct study_progress {
    std::function<void(const planned_run&, std::size_t run)> begin;
    std::function<void(std::size_t mazes)> at;
};

/// Runs everything planned, one run after the other with all workers, into folder/runs/ID, and
/// writes study.json, timing.json, tables/*.csv and report.html. `folder` must exist. Throws
/// run_interrupted, or what a run threw; what was finished before stays.
study_results run_study(const study_plan& plan, unsigned workers,
                        const std::filesystem::path& folder, const study_progress& progress);

}  // namespace memglia
