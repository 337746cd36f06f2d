#pragma once

#include <boost/program_options.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/experiments/task.hpp"

// What run and validate do with the experiment of a task beside navigation.
namespace memglia {

/// --set, and --seed as the task's key.
std::vector<std::string> task_changes(const task& of,
                                      const boost::program_options::variables_map& given);

struct task_run {
    std::filesystem::path out;  ///< empty: nothing is written
    bool force = false;
    bool quiet = false;
    unsigned jobs = 1;
    std::string command;  ///< that does the same again
};

/// Runs it, writes the result folder and prints what was found; an exit code.
int run_task(const task& of, const experiment& what, const task_run& how);

/// Climbs them, each in a process of its own; exit code 4 when one does not hold.
int climb_rungs(const std::vector<rung>& rungs);

}  // namespace memglia
