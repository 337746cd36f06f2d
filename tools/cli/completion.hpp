#pragma once

#include <string>

// Completion scripts for shells, written from the tables of the verbs. They ask the program for
// names of configurations and keys, so that a user's own are completed too.
namespace memglia {

std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace memglia
