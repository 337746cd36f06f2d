#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <optional>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/recall_scan.hpp"
#include "tools/cli/task_verbs.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/run_command.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/experiment/worker_pool.hpp"
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
    options.add()(
        "scan", po::value<std::vector<std::string>>()->value_name("KEY=V1,V2,..."),
        "recall with each of these values and print a table as CSV, with --out also into a new "
        "folder with a page; repeated, with all "
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

std::string command_of(const std::string& memory, const std::vector<std::string>& sets,
                       const po::variables_map& given) {
    std::vector<std::string> words{"recall", memory};
    for (const std::string& set : sets) words.insert(words.end(), {"--set", set});
    if (given.count("scan") != 0) {
        for (const auto& scan : given["scan"].as<std::vector<std::string>>()) {
            words.insert(words.end(), {"--scan", scan});
        }
    }
    for (const char* option : {"on", "chip"}) {
        if (given.count(option) == 0) continue;
        words.insert(words.end(), {fmt::format("--{}", option), given[option].as<std::string>()});
    }
    return command_line_of(words);
}

// Into a new folder as well, if there is one.
void run_scan(const recall_scan& scan, unsigned threads, const std::string& command,
              run_folder* folder) {
    std::string table = scan_header(scan);
    std::vector<double> f1;
    fmt::print("{}", table);
    for (const recall_scan_row& row : scan.rows) {
        throw_if_stopped();
        const recall_result result = run_recall(row.config, free_runs, threads);
        const std::string line = scan_line(row, result);
        fmt::print("{}", line);
        std::fflush(stdout);
        table += line;
        f1.push_back(result.score.f1());
    }
    if (folder == nullptr) return;
    const report_page page = scan_page(scan, f1, command);
    write_text(folder->working() / "scan.csv", table);
    write_text(folder->working() / "report.html", page.html());
    std::filesystem::create_directory(folder->working() / "figures");
    for (const picture& p : page.pictures()) {
        write_text(folder->working() / "figures" / p.name, p.svg);
    }
    folder->commit();
}

// Throws input_error where it would take the memory's file along.
std::filesystem::path out_folder(const po::variables_map& given,
                                 const std::filesystem::path& file) {
    if (given.count("out") == 0) return {};
    const std::filesystem::path out = given["out"].as<std::string>();
    if (!same_file(out, std::filesystem::absolute(file).parent_path())) return out;
    throw input_error(
        {.file = out.string(),
         .found = "--out would replace " + file.string() + ", which this command reads",
         .expected = "another folder"});
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
    const std::filesystem::path out = out_folder(given, file);
    const bool force = given.count("force") != 0;
    if (given.count("scan") != 0) {
        for (const char* other : {"on", "chip"}) {
            if (given.count(other) == 0) continue;
            throw usage_error(std::string("memglia recall: --scan runs in double precision; "
                                          "expected no --") +
                              other);
        }
        const auto scans = given["scan"].as<std::vector<std::string>>();
        const recall_scan scan = make_recall_scan(file, sets, scans);
        std::optional<run_folder> folder;
        if (!out.empty()) folder.emplace(out, force);
        catch_stop_signals();
        run_scan(scan, threads, command_of(memory, sets, given), folder ? &*folder : nullptr);
        return 0;
    }
    const recall_task task;
    return run_task(task, *task.of(experiment_of(file, split, given)),
                    {.out = out,
                     .force = force,
                     .quiet = false,
                     .jobs = threads,
                     .command = command_of(memory, sets, given)});
}

}  // namespace memglia
