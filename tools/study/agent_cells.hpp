#pragma once

#include <vector>

#include "tools/study/data_table.hpp"
#include "tools/study/study_results.hpp"

// The columns that tables of agents share, and one agent's cells in them.
namespace memglia {

std::vector<table_column> agent_columns(const study_config& config);

/// As many cells as agent_columns(). The agent must have an episode.
std::vector<table_cell> agent_cells(const study_entry& entry, const agent_statistics& agent);

/// Subject and comparison agents side by side.
std::vector<table_column> map_columns(const study_config& config);
std::vector<table_cell> map_cells(const study_config& config, const study_entry& entry);

}  // namespace memglia
