#pragma once

#include <string>
#include <vector>

namespace memglia {

/// The command that gives the same results: the experiment and the changes to it, quoted for a
/// shell. How many workers there were and where the results went are no part of it.
std::string run_command(const std::string& experiment, const std::vector<std::string>& changes);

/// "memglia" and these words, each quoted for a shell.
std::string command_line_of(const std::vector<std::string>& words);

/// The same for a study, of which `only` may name runs.
std::string study_command(const std::string& study, const std::vector<std::string>& changes,
                          const std::vector<std::string>& only);

}  // namespace memglia
