#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/recall_scan.hpp"
#include "tools/cli/task_verbs.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/run_command.hpp"
#include "tools/experiments/recall/recall_task.hpp"
#include "tools/network/load_chip.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options recall_verb_options() {
    verb_options options(
        "recall",
        "Stores patterns of spikes in a recurrent network with many delays per pair of neurons, "
        "and\n"
        "recalls each from a cue, in double precision, in a chip's integers or on a chip. Takes a "
        "name in configs/memories or a "
        "file;\n"
        "sparse where none is given (docs/recall.md).",
        "memory");
    options.add()("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
                  "change one key, as in cue.ticks=25; may be repeated");
    options.add()("seed", po::value<std::uint64_t>()->value_name("N"), "seed of patterns and cues");
    options.add()("scan", po::value<std::vector<std::string>>()->value_name("KEY=V1,V2,..."),
                  "recall with each of these values and print a table as CSV; repeated, with all "
                  "combinations");
    options.add()("jobs,j", po::value<unsigned>()->value_name("N"),
                  "threads of the training; one per core where it is not given");
    options.add()("on", po::value<std::string>()->value_name("double|fixed|chip"),
                  "what recalls; double where it is not given");
    options.add()(
        "chip", po::value<std::string>()->value_name("CHIP"),
        "with --on fixed or chip: a name in configs/network_chips or a file; recall where "
        "it is not given. --set chip.KEY=VALUE changes it");
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "write result.json, report.html and the others of memglia run into a new folder");
    options.add()("force,f", "replace an older result folder");
    return options;
}

namespace {

// What recalls, and where.
recall_experiment experiment_of(const std::filesystem::path& file, const chip_sets& sets,
                                const po::variables_map& given) {
    recall_experiment experiment;
    experiment.memory = load_config<recall_config>(file, config_root(), sets.others, "memories");
    if (given.count("on") != 0) {
        const std::string word = given["on"].as<std::string>();
        const auto on = choice_of<substrate>(word);
        if (!on) throw usage_error("--on " + word + ": expected double, fixed or chip");
        experiment.on = *on;
    }
    if (experiment.on == substrate::double_precision) {
        if (given.count("chip") != 0) throw usage_error("--chip needs --on fixed or chip");
        if (!sets.chip.empty()) {
            throw usage_error("--set chip." + sets.chip.front() + " needs --on fixed or chip");
        }
        return experiment;
    }
    const std::string name = given.count("chip") != 0 ? given["chip"].as<std::string>() : "recall";
    experiment.chip =
        load_chip(name, config_root(), sets.chip,
                  experiment.on == substrate::fixed ? chip_use::numbers : chip_use::whole);
    return experiment;
}

// The words after "memglia" that do the same again.
std::string command_of(const std::string& memory, const std::vector<std::string>& sets,
                       const po::variables_map& given) {
    std::string command = recall_command(memory, sets);
    for (const char* option : {"on", "chip"}) {
        if (given.count(option) == 0) continue;
        command += fmt::format(" --{} {}", option, given[option].as<std::string>());
    }
    return command;
}

void print_scan(const recall_scan& scan, unsigned threads) {
    fmt::print("{}", scan_header(scan));
    for (const recall_scan_row& row : scan.rows) {
        fmt::print("{}", scan_line(row, run_recall(row.config, free_runs, threads)));
        std::fflush(stdout);
    }
}

}  // namespace

int recall_verb(const std::vector<std::string>& arguments) {
    const verb_options options = recall_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    std::vector<std::string> sets;
    if (given.count("set") != 0) sets = given["set"].as<std::vector<std::string>>();
    if (given.count("seed") != 0) {
        sets.push_back(fmt::format("seed={}", given["seed"].as<std::uint64_t>()));
    }
    const std::string memory =
        given.count("memory") != 0 ? given["memory"].as<std::string>() : "sparse";
    const auto file = library_file(config_root() / "memories", memory, "memory");
    const unsigned threads = worker_count(given, "recall");
    const chip_sets split = split_sets(sets);
    if (given.count("scan") != 0) {
        for (const char* other : {"out", "on", "chip"}) {
            if (given.count(other) == 0) continue;
            throw usage_error(std::string("memglia recall: --scan prints its table of runs in ") +
                              "double precision; expected no --" + other);
        }
        print_scan(make_recall_scan(file, sets, given["scan"].as<std::vector<std::string>>()),
                   threads);
        return 0;
    }
    const recall_task task;
    task_run how{.out = {},
                 .force = given.count("force") != 0,
                 .quiet = false,
                 .jobs = threads,
                 .command = command_of(memory, sets, given)};
    if (given.count("out") != 0) {
        how.out = given["out"].as<std::string>();
        if (same_file(how.out, std::filesystem::absolute(file).parent_path())) {
            throw input_error(
                {.file = how.out.string(),
                 .found = "--out would replace " + file.string() + ", which this command reads",
                 .expected = "another folder"});
        }
    }
    return run_task(task, *task.of(experiment_of(file, split, given)), how);
}

}  // namespace memglia
