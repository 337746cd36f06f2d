#pragma once

#include <string>
#include <vector>

// What follows `memglia array`. Each takes the arguments after its name and returns an exit code.
namespace memglia {

int array_read(const std::vector<std::string>& arguments);
int array_netlist(const std::vector<std::string>& arguments);
int array_report(const std::vector<std::string>& arguments);
int array_write(const std::vector<std::string>& arguments);

}  // namespace memglia
