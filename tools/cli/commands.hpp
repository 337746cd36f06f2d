#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/cli/options.hpp"

// The verbs of the memglia command, as one table: dispatch, help, manual pages and completion read
// it.
namespace memglia {

struct command {
    std::string_view name;
    std::string_view summary;  ///< one line
    verb_options (*options)();
    /// Takes the arguments after its name, prints data to stdout and messages to stderr, returns
    /// an exit code; errors are thrown and become exit codes in main().
    int (*run)(const std::vector<std::string>&);
    std::span<const command> subcommands = {};
};

std::span<const command> commands();

/// Nothing if there is none.
const command* find_command(std::span<const command> among, std::string_view name);

/// "; expected one of ... (did you mean ...?)"
std::string expected_commands(std::span<const command> among, const std::string& found);

/// One line for each, as in the help.
std::string list_of(std::span<const command> all);

/// What `memglia --help` prints.
std::string general_help();

/// What `memglia VERB --help` prints.
std::string help_of(const command& verb);

/// Runs the sub-verb that the arguments name, or the verb itself.
int run_command(const command& verb, const std::vector<std::string>& arguments);

}  // namespace memglia
