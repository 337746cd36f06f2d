#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "tools/cli/commands.hpp"
#include "tools/version.hpp"

namespace {

using namespace memglia;

const command& known_command(std::span<const command> among, const std::string& name,
                             const std::string& verb) {
    if (const command* found = find_command(among, name)) return *found;
    throw usage_error(fmt::format("memglia{}: no {} '{}'{}", verb.empty() ? "" : " " + verb,
                                  verb.empty() ? "verb" : "sub-verb", name,
                                  expected_commands(among, name)));
}

// memglia help [VERB [SUBVERB]]
int print_help(const std::vector<std::string>& names) {
    if (names.empty()) {
        fmt::print("{}", general_help());
        return 0;
    }
    const command* verb = &known_command(commands(), names.front(), "");
    if (names.size() > 1 && verb->subcommands.empty()) {
        throw usage_error(fmt::format("memglia help: {} has no sub-verbs", names.front()));
    }
    if (names.size() > 1) verb = &known_command(verb->subcommands, names[1], names.front());
    if (names.size() > 2) {
        throw usage_error(
            fmt::format("memglia help: found '{}' behind a verb and its sub-verb", names[2]));
    }
    fmt::print("{}", help_of(*verb));
    return 0;
}

int dispatch(const std::vector<std::string>& arguments) {
    if (arguments.empty()) throw usage_error(general_help());
    const std::string& first = arguments.front();
    const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
    if (first == "--help" || first == "-h" || first == "help") return print_help(rest);
    if (first == "--version") {
        if (!rest.empty()) throw usage_error("memglia --version: it takes no arguments");
        fmt::print("memglia {}\n", version_text());
        for (const auto& [name, version] : library_versions()) fmt::print("{} {}\n", name, version);
        return 0;
    }
    return run_command(known_command(commands(), first, ""), rest);
}

int complain(int code, const char* message) {
    std::fflush(stdout);
    fmt::print(stderr, "{}\n", message);
    return code;
}

// Data that did not arrive is a failure, however well the verb did.
int lost_output(const std::string& reason) {
    std::clearerr(stdout);
    fmt::print(stderr, "memglia: stdout could not be written: {}\n", reason);
    return 1;
}

int guarded(const std::vector<std::string>& arguments) {
    try {
        return dispatch(arguments);
    } catch (const usage_error& problem) {
        return complain(2, problem.what());
    } catch (const input_error& problem) {
        return complain(3, problem.what());
    } catch (const interrupted& problem) {
        return complain(130, problem.what());
    } catch (const internal_error& problem) {
        fmt::print(stderr, "this is a bug in memglia, not in your input:\n");
        return complain(1, problem.what());
    } catch (const std::system_error& problem) {
        if (std::ferror(stdout) == 0) return complain(1, problem.what());
        return lost_output(problem.code().message());
    } catch (const std::exception& problem) {
        return complain(1, problem.what());
    }
}

}  // namespace

int main(int count, char* values[]) {
    // SystemC prints a banner at elaboration; stdout is for data.
    ::setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
    const int code = guarded({values + 1, values + count});
    return std::fflush(stdout) == 0 ? code : lost_output(std::strerror(errno));
}
