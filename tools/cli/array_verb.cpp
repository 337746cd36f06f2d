#include "base/error.hpp"
#include "tools/cli/array_subverbs.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/verbs.hpp"

namespace memglia {

verb_options array_verb_options() {
    return {"array",
            "A crossbar with the resistance of its lines. Options without a sub-verb are those of "
            "memglia array report."};
}

// Without a sub-verb: the report.
int array_verb(const std::vector<std::string>& arguments) {
    if (arguments.empty() || arguments.front().starts_with("-")) return array_report(arguments);
    const std::string& first = arguments.front();
    throw usage_error("memglia array: no sub-verb '" + first + "'" +
                      expected_commands(find_command(commands(), "array")->subcommands, first));
}

}  // namespace memglia
