#pragma once

#include <vector>

#include "tools/study/data_table.hpp"
#include "tools/study/study_results.hpp"

// Tables for programs alone, a row per thing and a column per swept key of the study.
namespace memglia {

/// Every episode of every agent of every run, with intervals.
data_table episodes_table(const study_results& results);

/// The parts of the energy bill of every run, over all decisions and by kind.
data_table energy_table(const study_results& results);

/// What goes into tables/: those of the page and these.
std::vector<data_table> csv_tables(const study_results& results);

}  // namespace memglia
