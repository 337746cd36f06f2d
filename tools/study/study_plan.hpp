#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tools/config/search_path.hpp"
#include "tools/experiment/run_config.hpp"
#include "tools/experiment/tasks.hpp"
#include "tools/study/study_config.hpp"

namespace memglia {

/// One run of a study, composed and checked.
struct planned_run {
    std::string id;          ///< folder below runs/: RUN, or RUN/POINT of a sweep
    std::size_t series = 0;  ///< which of study_config::runs
    std::size_t point = 0;   ///< which of its values; 0 without
    run_config config;
    task_list tasks;
    std::string size;     ///< of the first map: "10 x 10"
    std::string command;  ///< that runs it alone
};

struct study_plan {
    study_config config;
    nlohmann::ordered_json document;  ///< the file's configuration, from which `config` comes
    std::vector<planned_run> runs;    ///< those wanted, in order
    /// Wanted runs whose file is not there: RUN and the file.
    std::vector<std::pair<std::string, std::string>> left_out;
    /// Changes of `sets` that some of the runs go without, for they have no effect there.
    std::vector<std::string> notes;
    std::string command;  ///< that does all this
};

/// Reads a study and composes every run of it, so that a bad one stops the study before it starts.
/// `sets` are changes that apply to every run, after its own, but to those in which they
/// would have no effect; to none: unused_key_error. `only`: names of runs or of places
/// of a sweep; empty for all. Throws input_error, with the place in the study file where a run's
/// own change is at fault, or usage_error for an unknown name in `only`.
study_plan load_study(const std::filesystem::path& file, const search_path& config_root,
                      const std::vector<std::string>& sets, const std::vector<std::string>& only);

}  // namespace memglia
