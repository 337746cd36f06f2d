#pragma once

#include <string>
#include <vector>

#include "tools/cli/options.hpp"

// `memglia testbench` and what follows it, as verbs.hpp has the other verbs.
namespace memglia {

verb_options testbench_verb_options();
verb_options testbench_list_options();
verb_options testbench_run_options();

int testbench_verb(const std::vector<std::string>& arguments);
int testbench_list(const std::vector<std::string>& arguments);
int testbench_run(const std::vector<std::string>& arguments);

}  // namespace memglia
