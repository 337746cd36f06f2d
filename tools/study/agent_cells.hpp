#pragma once

#include <vector>

#include "tools/study/data_table.hpp"
#include "tools/study/study_results.hpp"

// The columns that tables of agents share, and one agent's cells in them.
namespace memglia {

std::vector<table_column> agent_columns(const study_config& config);

/// What every table's rows begin with for programs, so that tables join: run and point. A reader
/// sees the run's folder.
table_cell id_cell(const study_config& config, const std::string& id);

/// `text` for readers; run, point and `plain` for programs.
table_cell placed_cell(const study_results& results, const study_entry& entry,
                       const std::string& text, const std::string& plain);

/// As many cells as agent_columns(). The agent must have an episode.
std::vector<table_cell> agent_cells(const study_entry& entry, const agent_statistics& agent);

/// Subject and comparison agents side by side.
std::vector<table_column> map_columns(const study_config& config);
std::vector<table_cell> map_cells(const study_config& config, const study_entry& entry);

}  // namespace memglia
