#include <fmt/format.h>

#include <string>

#include "base/error.hpp"
#include "rtl_models/chip/network_chip_config.hpp"
#include "rtl_models/platform/platform_config.hpp"
#include "snan/network/network.hpp"
#include "snan/tasks/recall/recall_config.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/task_verbs.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/load_config.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/config/schema.hpp"
#include "tools/experiment/run_config.hpp"
#include "tools/experiments/registry.hpp"
#include "tools/study/study_config.hpp"

namespace memglia {

verb_options schema_verb_options() {
    verb_options options(
        "schema",
        "Prints the JSON schema of an experiment file; or every key as a table; or the\n"
        "effective configuration of an experiment after --set.",
        "experiment");
    options.add_config_options();
    options.add()("task", boost::program_options::value<std::string>()->value_name("TASK"),
                  "of an experiment file of this task, as in recall, in place of navigation's");
    options.add()("study", "of a study file (configs/studies) in place of an experiment's");
    options.add()("network", "of a network file (configs/networks)");
    options.add()("network-chip", "of a chip file for networks (configs/network_chips)");
    options.add()("platform", "of a chip that memglia exec runs programs on (configs/platforms)");
    options.add()("recall", "of a memory file (configs/memories)");
    options.add()("table", "print a Markdown table of all keys");
    options.add()("effective", "print the effective configuration of the experiment as YAML");
    return options;
}

namespace {

namespace po = boost::program_options;

void print_keys(const po::variables_map& given, const struct_info& members) {
    if (given.count("table") != 0) {
        fmt::print("{}", field_table(members));
    } else {
        fmt::print("{}\n", json_schema(members).dump(2));
    }
}

template <has_fields T>
void print_keys(const po::variables_map& given) {
    print_keys(given, describe(T{}));
}

const task& task_named(const std::string& name) {
    if (const task* found = find_task(name)) return *found;
    std::vector<std::string> names;
    for (const task* t : all_tasks()) names.emplace_back(t->name());
    const std::string hint = did_you_mean(name, names);
    throw usage_error(fmt::format("memglia schema: no task '{}'; expected {}{}", name,
                                  one_of(names), hint.empty() ? "" : " (" + hint + ")"));
}

nlohmann::ordered_json effective_of(const std::string& experiment, const po::variables_map& given) {
    const auto file = experiment_file(experiment);
    if (const task* other = task_of(file, config_root(), config_changes(given))) {
        return other->load(file, config_root(), task_changes(*other, given), nullptr)
            ->configuration();
    }
    return effective_json(load_config<run_config>(file, config_root(), config_changes(given)));
}

}  // namespace

int schema_verb(const std::vector<std::string>& arguments) {
    const verb_options options = schema_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const bool effective = given.count("effective") != 0;
    const auto changes = config_changes(given);
    if (!effective && (!changes.empty() || given.count("experiment") != 0)) {
        throw usage_error("memglia schema: an experiment, --set and --seed need --effective");
    }
    std::string kind;
    for (const char* other : {"task", "study", "network", "network-chip", "platform", "recall"}) {
        if (given.count(other) == 0) continue;
        if (!kind.empty()) {
            throw usage_error(
                fmt::format("memglia schema: --{} and --{}; expected one", kind, other));
        }
        kind = other;
    }
    if (effective && !kind.empty()) {
        throw usage_error(
            fmt::format("memglia schema: --effective is for experiments, not for --{}", kind));
    }
    if (effective) {
        fmt::print("{}", to_yaml(effective_of(given.count("experiment") != 0
                                                  ? given["experiment"].as<std::string>()
                                                  : "navigation",
                                              given)));
    } else if (kind == "task") {
        print_keys(given, task_named(given["task"].as<std::string>()).keys());
    } else if (kind == "network") {
        print_keys<network>(given);
    } else if (kind == "network-chip") {
        print_keys<network_chip_config>(given);
    } else if (kind == "platform") {
        print_keys<platform_config>(given);
    } else if (kind == "study") {
        print_keys<study_config>(given);
    } else if (kind == "recall") {
        print_keys<recall_config>(given);
    } else {
        print_keys<run_config>(given);
    }
    return 0;
}

}  // namespace memglia
