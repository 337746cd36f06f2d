#pragma once

#include <string>
#include <vector>

#include "tools/cli/options.hpp"

// What follows `memglia array`. Each has its options; it takes the arguments after its name and
// returns an exit code.
namespace memglia {

verb_options array_read_verb_options();
verb_options array_netlist_verb_options();
verb_options array_report_verb_options();
verb_options array_write_verb_options();

int array_read(const std::vector<std::string>& arguments);
int array_netlist(const std::vector<std::string>& arguments);
int array_report(const std::vector<std::string>& arguments);
int array_write(const std::vector<std::string>& arguments);

}  // namespace memglia
