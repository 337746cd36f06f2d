#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>
#include <thread>

#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/progress.hpp"
#include "tools/cli/tables.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/files.hpp"
#include "tools/experiment/maze_job.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/experiment/summary.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/report/report.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace {

namespace po = boost::program_options;

verb_options make_options() {
    verb_options options(
        "run",
        "Runs an experiment (default: navigation) and writes a result folder with result.json,\n"
        "decisions.jsonl, timing.json and report.html. The experiment is the name of a file in\n"
        "configs/experiments or a path.",
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
    options.add()("quiet,q", "print only where the report lies");
    return options;
}

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

nlohmann::ordered_json timing(const run_summary& summary, double wall_s, std::size_t workers) {
    const chip_outcome& chip = summary.hardware();
    nlohmann::ordered_json out{{"wall_s", wall_s}, {"workers", workers}};
    if (chip.decisions() > 0) {
        const auto decisions = static_cast<double>(chip.decisions());
        out["chip_load_s"] = chip.load_seconds;
        out["chip_decide_s"] = chip.decide_seconds;
        out["chip_decisions_per_second_per_core"] = decisions / chip.decide_seconds;
        out["chip_decisions_per_second_per_core_with_loading"] =
            decisions / (chip.load_seconds + chip.decide_seconds);
    }
    for (const auto& [name, version] : library_versions()) out[name] = version;
    return out;
}

}  // namespace

int run_verb(const std::vector<std::string>& arguments) {
    const verb_options options = make_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const std::string experiment =
        given.count("experiment") != 0 ? given["experiment"].as<std::string>() : "navigation";
    const auto config =
        load_config<run_config>(experiment_file(experiment), config_root(), config_changes(given));
    const task_list tasks(config.experiment);
    const std::string out = given.count("out") != 0
                                ? given["out"].as<std::string>()
                                : "results/" + std::filesystem::path(experiment).stem().string();
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const unsigned workers = given.count("jobs") != 0 ? given["jobs"].as<unsigned>() : cores;
    if (workers == 0) throw usage_error("memglia run: --jobs 0; expected at least 1");
    auto trace = parse_trace(given);
    run_folder folder(out, given.count("force") != 0);
    if (trace) trace->path_without_extension = (folder.working() / "wave").string();

    catch_stop_signals();
    const auto started = std::chrono::steady_clock::now();
    run_summary summary(config, tasks.description(), tasks.max_cells());
    std::ofstream decisions(folder.working() / "decisions.jsonl", std::ios::binary);
    const auto write_results = [&](bool complete) {
        decisions.close();
        if (!decisions)
            throw error("cannot write " + (folder.working() / "decisions.jsonl").string());
        if (summary.mazes() == 0) return;
        write_text(folder.working() / "result.json", summary.result(complete).dump(2) + "\n");
    };
    try {
        progress_line progress("mazes", config.experiment.mazes);
        run_jobs(
            config.experiment.mazes, workers,
            [&]() -> job {
                const auto maze = std::make_shared<maze_job>(config, tasks, trace);
                return [maze](std::size_t i) {
                    return to_bytes(maze->run(static_cast<std::uint32_t>(i)));
                };
            },
            [&](std::size_t i, const std::string& bytes) {
                const maze_outcome outcome = from_bytes(bytes);
                summary.add(outcome);
                decisions << outcome.decisions;
                progress.at(i + 1);
            });
    } catch (const interrupted&) {
        write_results(false);
        if (summary.mazes() > 0) folder.keep();
        throw interrupted(fmt::format(
            "interrupted after {} of {} mazes{}", summary.mazes(), config.experiment.mazes,
            summary.mazes() > 0 ? "; what is done lies in " + folder.working().string() : ""));
    }
    write_results(true);
    const double wall_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    write_text(folder.working() / "timing.json", timing(summary, wall_s, workers).dump(2) + "\n");
    write_text(folder.working() / "report.html", render_report(summary.report()));
    folder.commit();

    if (given.count("quiet") == 0) fmt::print("{}\n", run_tables(summary.report(), wall_s));
    fmt::print("report: {}\n", (folder.target() / "report.html").string());
    return 0;
}

}  // namespace memglia
