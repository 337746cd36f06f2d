#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "tools/config/search_path.hpp"
#include "tools/study/study_plan.hpp"
#include "tools/study/study_results.hpp"

namespace memglia {

/// How a study gets on. Runs are counted from 0.
struct study_progress {
    /// Before the first run: which are there already, finished by an earlier command.
    std::function<void(const std::vector<bool>& finished)> start;
    /// A run that an earlier command began does not count, and why.
    std::function<void(const planned_run&, const std::string& why)> again;
    std::function<void(std::size_t run)> begin;
    std::function<void(std::size_t mazes)> at;
    std::function<void()> end;  ///< the run is finished and safe
};

/// Runs what is planned and not yet in folder/runs/ID, one run after the other with all workers,
/// then writes study.json, timing.json, tables/*.csv, figures/*.svg and report.html. `folder` must
/// exist; runs in it that the plan does not hold are removed. `firmware`: as of run_options. Throws
/// run_interrupted, or what a run threw; what was finished before stays and is found again by the
/// next call.
study_results run_study(const study_plan& plan, unsigned workers, const search_path& firmware,
                        const std::filesystem::path& folder, const study_progress& progress);

/// Tables, figures, study.json and report.html of what there is.
void write_study(const study_results& results, const std::filesystem::path& folder);

}  // namespace memglia
