#pragma once

#include <string>
#include <vector>

namespace memglia {

/// The command that gives the same results: the experiment and the changes to it, quoted for a
/// shell. How many workers there were and where the results went are no part of it.
std::string run_command(const std::string& experiment, const std::vector<std::string>& changes);

/// The same for a memory, without what it runs on.
std::string recall_command(const std::string& memory, const std::vector<std::string>& changes);

/// The same for a study, of which `only` may name runs.
std::string study_command(const std::string& study, const std::vector<std::string>& changes,
                          const std::vector<std::string>& only);

}  // namespace memglia
