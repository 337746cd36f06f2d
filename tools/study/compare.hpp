#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tools/study/data_table.hpp"

// Results of runs side by side.
namespace memglia {

/// A result.json and what it is called in the tables: "A", "B" ...
struct compared_result {
    std::string name;
    nlohmann::ordered_json result;
};

/// Keys of the effective configurations that differ.
data_table configuration_table(const std::vector<compared_result>& results);

/// Steps, completion and cost of every agent with 95 % intervals, and the parts of the energy bill;
/// with two results also the second over the first.
data_table figures_table(const std::vector<compared_result>& results);

/// A figure that is further from the first result's than `tolerance` times that: in words.
std::vector<std::string> figures_apart(const std::vector<compared_result>& results,
                                       double tolerance);

}  // namespace memglia
