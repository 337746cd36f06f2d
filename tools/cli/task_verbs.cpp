#include "tools/cli/task_verbs.hpp"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "tools/cli/paragraphs.hpp"
#include "tools/cli/progress.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/experiments/task_files.hpp"

namespace memglia {

namespace {

constexpr int exit_passed = 0;
constexpr int exit_out_of_tolerance = 4;

// In a process of its own, where a chip may be built.
rung_outcome climb(const rung& r) {
    rung_outcome outcome;
    run_jobs(
        1, 1,
        [&r]() -> job {
            return [&r](std::size_t) {
                const rung_outcome found = r.climb();
                return nlohmann::json{{"holds", found.holds}, {"lines", found.lines}}.dump();
            };
        },
        [&outcome](std::size_t, const std::string& bytes) {
            const auto json = nlohmann::json::parse(bytes);
            outcome = {json.at("holds").get<bool>(),
                       json.at("lines").get<std::vector<std::string>>()};
        });
    return outcome;
}

}  // namespace

std::vector<std::string> task_changes(const task& of,
                                      const boost::program_options::variables_map& given) {
    std::vector<std::string> sets;
    if (given.count("set") != 0) sets = given["set"].as<std::vector<std::string>>();
    if (given.count("seed") != 0) {
        sets.push_back(fmt::format("{}={}", of.seed_key(), given["seed"].as<std::uint64_t>()));
    }
    return sets;
}

int run_task(const task& of, const experiment& what, const task_run& how) {
    std::optional<run_folder> folder;
    if (!how.out.empty()) folder.emplace(how.out, how.force);
    catch_stop_signals();
    progress_output progress(progress_on_stderr(how.quiet));
    task_context context{.jobs = how.jobs};
    context.progress = [&](std::size_t done, std::size_t all) {
        const double share = static_cast<double>(done) / static_cast<double>(all);
        progress.show(fmt::format("{} {}/{} ({:.0f} %)", of.counts(), done, all, 100 * share),
                      share);
    };
    const auto start = std::chrono::steady_clock::now();
    const task_outcome outcome = what.run(context);
    const double run_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    throw_if_stopped();
    progress.clear();
    if (folder) {
        write_task_run(of, what, outcome, run_s, how.command, folder->working());
        folder->commit();
    }
    if (!how.quiet) fmt::print("{}seconds {:.2f}\n", outcome.text, run_s);
    if (folder) fmt::print("report: {}\n", (folder->target() / "report.html").string());
    return exit_passed;
}

int climb_rungs(const std::vector<rung>& rungs) {
    catch_stop_signals();
    bool holds = true;
    for (const rung& r : rungs) {
        const rung_outcome found = climb(r);
        fmt::print("{:<3} {:<44} {}\n", r.name, r.title, found.holds ? "holds" : "DOES NOT HOLD");
        for (const std::string& line : found.lines) fmt::print("    {}", hanging(line, 4));
        std::fflush(stdout);
        holds &= found.holds;
    }
    return holds ? exit_passed : exit_out_of_tolerance;
}

}  // namespace memglia
