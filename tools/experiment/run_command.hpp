#pragma once

#include <string>
#include <vector>

namespace memglia {

/// The command that gives the same results: the experiment and the changes to it, quoted for a
/// shell. How many workers there were and where the results went are no part of it.
std::string run_command(const std::string& experiment, const std::vector<std::string>& changes);

}  // namespace memglia
