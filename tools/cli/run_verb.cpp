#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/progress.hpp"
#include "tools/cli/tables.hpp"
#include "tools/cli/task_verbs.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/disturb_note.hpp"
#include "tools/experiment/run_command.hpp"
#include "tools/experiment/run_experiment.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/experiments/registry.hpp"
#include "tools/report/pictures.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options run_verb_options() {
    verb_options options(
        "run",
        "Runs an experiment (default: navigation) and writes a result folder with result.json,\n"
        "timing.json, report.html and figures/*.svg; navigation also decisions.jsonl. The "
        "experiment is the name of a file in\n"
        "configs/experiments or a path; its key `task` says what is done, without it navigation.",
        "experiment");
    options.add_config_options();
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "result folder (default: results/EXPERIMENT)");
    options.add()("force,f", "replace an older result folder");
    options.add()("jobs,j", po::value<unsigned>()->value_name("N"),
                  "worker processes (default: one per core); never changes a result");
    options.add()("trace", po::value<std::string>()->value_name("pins"),
                  "write wave.vcd: 'pins' are those of controller and routers");
    options.add()("trace-window", po::value<std::string>()->value_name("A:B"),
                  "decisions of the first maze to trace (default: 1:20)");
    options.add()("count-instructions",
                  "single-step the rule on this machine's processor and write its instructions per "
                  "decision to timing.json (half a minute)");
    options.add()("quiet,q", "print only where the report lies");
    return options;
}

namespace {

std::optional<trace_window> parse_trace(const po::variables_map& given) {
    if (given.count("trace") == 0) {
        if (given.count("trace-window") != 0) {
            throw usage_error("memglia run: --trace-window needs --trace pins");
        }
        return std::nullopt;
    }
    if (const auto what = given["trace"].as<std::string>(); what != "pins") {
        throw usage_error("memglia run: --trace '" + what + "'; it knows only 'pins'");
    }
    trace_window window{"", 1, 20};
    if (given.count("trace-window") != 0) {
        const auto text = given["trace-window"].as<std::string>();
        const auto colon = text.find(':');
        const auto number = [&text](const std::string& part) {
            if (part.empty() || part.size() > 15 ||
                part.find_first_not_of("0123456789") != std::string::npos) {
                throw usage_error("memglia run: --trace-window '" + text +
                                  "'; expected FIRST:LAST, decisions counted from 1");
            }
            return std::stoull(part);
        };
        if (colon == std::string::npos) number("");
        window.first = number(text.substr(0, colon));
        window.last = number(text.substr(colon + 1));
        if (window.first == 0 || window.last < window.first) {
            throw usage_error("memglia run: --trace-window '" + text +
                              "' is empty; expected FIRST:LAST, decisions counted from 1");
        }
    }
    return window;
}

// The pins are those of the chip that SNAN walks on.
void require_traced(const run_config& config) {
    const auto& agents = config.experiment.agents;
    if (std::find(agents.begin(), agents.end(), agent_chip) != agents.end()) return;
    throw input_error({.path = "experiment.agents",
                       .found = fmt::format("--trace pins, but {} is not among {}", agent_chip,
                                            fmt::join(agents, ", ")),
                       .expected = "the agent whose pins are traced"});
}

int run_other(const task& of, const std::string& name, const po::variables_map& given,
              const std::filesystem::path& out) {
    for (const char* option : {"trace", "trace-window", "count-instructions"}) {
        if (given.count(option) == 0) continue;
        throw usage_error(fmt::format("memglia run: --{} is navigation's, {} is the task {}",
                                      option, name, of.name()));
    }
    const auto changes = task_changes(of, given);
    std::vector<std::string> notes;
    const auto what = of.load(experiment_file(name), config_root(), changes, &notes);
    print_notes(notes);
    return run_task(of, *what,
                    {.out = out,
                     .force = given.count("force") != 0,
                     .quiet = given.count("quiet") != 0,
                     .jobs = worker_count(given, "run"),
                     .command = run_command(name, changes)});
}

}  // namespace

int run_verb(const std::vector<std::string>& arguments) {
    const verb_options options = run_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const std::string experiment =
        given.count("experiment") != 0 ? given["experiment"].as<std::string>() : "navigation";
    const std::string out = given.count("out") != 0
                                ? given["out"].as<std::string>()
                                : "results/" + std::filesystem::path(experiment).stem().string();
    const auto file = experiment_file(experiment);
    if (const task* other = task_of(file, config_root(), config_changes(given))) {
        return run_other(*other, experiment, given, out);
    }
    std::vector<std::string> notes;
    const auto config =
        load_config<run_config>(file, config_root(), config_changes(given), "experiments", &notes);
    print_notes(notes);
    const task_list tasks(config.experiment);
    if (auto note = disturb_note(config, tasks.max_cells()); !note.empty()) print_notes({note});
    run_options how{.workers = worker_count(given, "run"),
                    .log_decisions = true,
                    .count_instructions = given.count("count-instructions") != 0,
                    .trace = parse_trace(given),
                    .firmware = firmware_folders(),
                    .command = run_command(experiment, config_changes(given))};
    if (how.trace) require_traced(config);
    const bool quiet = given.count("quiet") != 0;
    run_folder folder(out, given.count("force") != 0);
    if (folder.found_unfinished() && !quiet) {
        fmt::print(stderr, "{} of an interrupted run is replaced\n", folder.working().string());
    }
    if (auto& trace = how.trace) {
        trace->path_without_extension = (folder.working() / "wave").string();
    }

    catch_stop_signals();
    progress_line progress("mazes", config.experiment.mazes, quiet);
    const run_outcome outcome = [&] {
        try {
            return run_experiment(config, tasks, how, folder.working(),
                                  [&progress](std::size_t done) { progress.at(done); });
        } catch (const run_interrupted& stop) {
            if (stop.mazes_done == 0) throw;
            folder.keep();
            throw interrupted(
                fmt::format("{}; what is done lies in {}", stop.what(), folder.working().string()));
        }
    }();
    progress.clear();
    const auto figures = folder.working() / "figures";
    std::filesystem::create_directory(figures);
    for (const picture& p : pictures_of(outcome.report)) write_text(figures / p.name, p.svg);
    const bool untraced = how.trace && !std::filesystem::exists(folder.working() / "wave.vcd");
    folder.commit();

    if (!quiet) fmt::print("{}\n", run_tables(outcome.report, outcome.wall_s));
    fmt::print("report: {}\n", (folder.target() / "report.html").string());
    if (untraced) {
        throw error(fmt::format(
            "memglia run: no wave.vcd: the first maze was over before decision {} (--trace-window)",
            how.trace->first));
    }
    return 0;
}

}  // namespace memglia
