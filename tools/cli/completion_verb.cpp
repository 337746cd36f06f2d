#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/error.hpp"
#include "crossbar/array/array_config.hpp"
#include "snan/tasks/recall/recall_config.hpp"
#include "tools/array/write_config.hpp"
#include "tools/cli/completion.hpp"
#include "tools/cli/pages.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/description.hpp"
#include "tools/device/device_bench.hpp"
#include "tools/experiment/run_config.hpp"
#include "tools/experiments/registry.hpp"
#include "tools/table/files.hpp"
#include "tools/testbench/registry.hpp"

namespace memglia {

namespace po = boost::program_options;

namespace {

// Keys that two tasks share are printed once.
void print_keys(const struct_info& members, const std::string& above,
                std::set<std::string>& printed) {
    for (const member_info& member : members) {
        const std::string key = above + std::string(member.info.name);
        const struct_info* inner = member.as_struct();
        if ((inner == nullptr || !member.info.presets.empty()) && printed.insert(key).second) {
            fmt::print("{}\n", key);
        }
        if (inner != nullptr) print_keys(*inner, key + '.', printed);
    }
}

// The keys of a verb's --set.
struct_info keys_of(const std::string& verb) {
    const auto pages = all_pages();
    const bool known = std::any_of(pages.begin(), pages.end(), [&verb](const page& p) {
        return p.path == verb &&
               std::any_of(p.options.begin(), p.options.end(),
                           [](const page_option& o) { return o.long_name == "set"; });
    });
    if (!known) throw usage_error("memglia completion: --keys: no verb '" + verb + "' with --set");
    if (verb == "array write") return describe(write_config{});
    if (verb.starts_with("array")) return describe(array_config{});
    if (verb.starts_with("device")) return describe(device_bench{});
    if (verb == "recall") return describe(recall_config{});
    return describe(run_config{});
}

// Testbenches are no files.
std::vector<std::string> names_in(const std::string& library) {
    if (library != "testbenches") return entry_names(library);
    std::vector<std::string> names;
    for (const testbench& bench : testbenches()) names.emplace_back(bench.name);
    return names;
}

}  // namespace

verb_options completion_verb_options() {
    verb_options options(
        "completion",
        "Prints the completion script of a shell. For this bash alone:\n\n"
        "  source <(memglia completion bash)\n\n"
        "The scripts ask with --entries and --keys for what only the configurations know.",
        "bash|zsh|fish");
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "write the scripts of all three shells into this folder");
    options.add()("entries", po::value<std::string>()->value_name("LIBRARY"),
                  "print the names in a library, as in devices");
    options.add()("keys", po::value<std::string>()->value_name("VERB"),
                  "print the keys that --set of a verb knows, as in 'array write'");
    return options;
}

int completion_verb(const std::vector<std::string>& arguments) {
    const verb_options options = completion_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const std::size_t asked = given.count("entries") + given.count("keys") + given.count("out") +
                              given.count(options.positional());
    if (asked != 1) throw usage_error("memglia completion: expected one of bash, zsh, fish");
    if (given.count("entries") != 0) {
        const auto library = given["entries"].as<std::string>();
        const auto names = names_in(library);
        if (names.empty()) {
            throw usage_error("memglia completion: --entries: no library '" + library + "'");
        }
        for (const auto& name : names) fmt::print("{}\n", name);
        return 0;
    }
    if (given.count("keys") != 0) {
        const std::string verb = given["keys"].as<std::string>();
        std::set<std::string> printed;
        if (verb == "testbench run") {
            for (const testbench& bench : testbenches()) print_keys(bench.keys(), "", printed);
            return 0;
        }
        print_keys(keys_of(verb), "", printed);
        if (verb == "run" || verb == "validate" || verb == "schema") {
            for (const task* other : all_tasks()) print_keys(other->keys(), "", printed);
        }
        return 0;
    }
    if (given.count("out") != 0) {
        write_texts(given["out"].as<std::string>(), {{"memglia.bash", bash_completion()},
                                                     {"_memglia", zsh_completion()},
                                                     {"memglia.fish", fish_completion()}});
        return 0;
    }
    const auto shell = given[options.positional()].as<std::string>();
    if (shell == "bash") {
        fmt::print("{}", bash_completion());
    } else if (shell == "zsh") {
        fmt::print("{}", zsh_completion());
    } else if (shell == "fish") {
        fmt::print("{}", fish_completion());
    } else {
        throw usage_error("memglia completion: no shell '" + shell +
                          "'; expected one of bash, zsh, fish");
    }
    return 0;
}

}  // namespace memglia
