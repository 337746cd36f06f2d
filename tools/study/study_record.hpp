#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/study/study_plan.hpp"
#include "tools/study/study_results.hpp"

// plan.json: what a study's folder is to hold, written before its first run. With it and the runs'
// result.json the tables, figures and page can be made again without the study's file.
namespace memglia {

std::string record_text(const study_plan& plan);

/// Whether a folder is that of a study.
bool has_record(const std::filesystem::path& folder);

/// What a study's folder holds, finished or not. Throws input_error for what memglia study did not
/// write.
study_results read_study(const std::filesystem::path& folder);

/// The results of a folder that holds exactly what `plan` asks for, every run finished and whole;
/// nothing else does.
std::optional<study_results> read_finished_study(const std::filesystem::path& folder,
                                                 const study_plan& plan);

/// Folders below runs/ that the plan does not ask for: those of finished runs, then of others.
struct unplanned_runs {
    std::vector<std::string> finished;
    std::vector<std::filesystem::path> folders;
};
unplanned_runs find_unplanned(const std::filesystem::path& folder, const study_plan& plan);

}  // namespace memglia
