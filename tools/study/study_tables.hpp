#pragma once

#include <vector>

#include "tools/study/data_table.hpp"
#include "tools/study/study_results.hpp"

// The tables of a study, each made of what the runs' documents hold. A table without rows is not
// shown. For programs every row begins with run and point, and a swept key is a column of its own.
namespace memglia {

/// Targets of the project beside what was measured.
data_table headline_table(const study_results& results);

/// Agents of one run: steps, completion, steps over shortest.
data_table agents_table(const study_results& results, const study_entry& entry);

/// The same for every place of a sweep.
data_table sweep_table(const study_results& results, std::size_t series);

/// Steps per episode of every agent while the goal moves.
data_table goals_table(const study_results& results, const study_entry& entry);

/// Runs of the group "maps", the subject beside the agents it is compared with.
data_table maps_table(const study_results& results);

/// What a decision of the chip costs in every run.
data_table costs_table(const study_results& results);

/// Everything numeric below /area and /baselines of one run.
data_table hardware_table(const study_results& results, const study_entry& entry);

/// Whether the goal of this run moves.
bool has_goal_schedule(const study_entry& entry);

/// The goal's number in every episode; empty if it stays.
std::vector<int> goal_schedule(const study_entry& entry);

/// Every table that has rows, in the order of the report.
std::vector<data_table> all_tables(const study_results& results);

}  // namespace memglia
