#pragma once

#include <filesystem>
#include <string>

#include "tools/experiments/task.hpp"

// Result folders of tasks: result.json, showcase.json, timing.json, tables, report.html, figures/.
namespace memglia {

inline constexpr const char* task_schema = "memglia-task/1";

/// Writes everything into an empty folder. `command` reproduces the run; empty: not known.
void write_task_run(const task& of, const experiment& ran, const task_outcome& outcome,
                    double run_s, const std::string& command, const std::filesystem::path& folder);

/// Whether a task's run left this folder: its result.json names a task.
bool holds_task_run(const std::filesystem::path& folder);

/// Writes report.html and figures/ again. Throws input_error for a folder that is damaged or of a
/// task that this version does not know.
void write_task_page(const std::filesystem::path& folder);

}  // namespace memglia
