#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "tools/experiment/maze_job.hpp"
#include "tools/experiment/run_config.hpp"
#include "tools/experiment/tasks.hpp"
#include "tools/report/report_data.hpp"

namespace memglia {

struct run_options {
    unsigned workers = 1;
    bool log_decisions = true;  ///< whether to write decisions.jsonl at all
    /// Single-steps the rule on this machine's processor for timing.json; takes half a minute.
    bool count_instructions = false;
    std::optional<trace_window> trace;
    search_path firmware = std::filesystem::path();  ///< where the prebuilt programs are
    std::string command = {};  ///< what reproduces the run, for its report; empty: not known
};

/// What a finished run left in its folder, for whoever wants to say more about it.
struct run_outcome {
    nlohmann::ordered_json result;  ///< the document in result.json
    report_data report;
    double wall_s = 0;
};

/// A signal stopped a run after so many mazes; result.json and report.html of these are in the
/// folder if there are any.
struct run_interrupted : interrupted {
    run_interrupted(const std::string& what, std::size_t mazes)
        : interrupted(what), mazes_done(mazes) {}
    std::size_t mazes_done;
};

/// Runs all mazes of an experiment in forked workers and writes result.json, showcase.json,
/// decisions.jsonl, timing.json and report.html into `folder`, which must exist. `progress` is told
/// how many mazes are done. Throws run_interrupted, or what a worker threw.
run_outcome run_experiment(const run_config& config, const task_list& tasks,
                           const run_options& options, const std::filesystem::path& folder,
                           const std::function<void(std::size_t)>& progress);

}  // namespace memglia
