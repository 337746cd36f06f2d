#include "tools/experiment/run_experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <memory>

#include "snan/rivals/grid_explorer.hpp"
#include "tools/experiment/cost_comparison.hpp"
#include "tools/experiment/summary.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/report/report.hpp"
#include "tools/table/files.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace {

// decisions.jsonl, or nothing.
class decision_log {
  public:
    decision_log(const std::filesystem::path& file, bool wanted) : file_(file), wanted_(wanted) {
        if (wanted_) out_.open(file_, std::ios::binary);
    }
    void add(const std::string& lines) {
        if (wanted_ && !(out_ << lines)) close();
    }
    void close() {
        if (!wanted_) return;
        out_.close();
        if (!out_)
            throw error(fmt::format("cannot write {}: {}", file_.string(), std::strerror(errno)));
    }

  private:
    std::filesystem::path file_;
    bool wanted_;
    std::ofstream out_;
};

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

// What the chip's rule takes on this machine's processor.
nlohmann::ordered_json cpu_baseline(const run_config& config, const task_list& tasks) {
    constexpr std::uint32_t decisions = 200;
    const auto& agents = config.experiment.agents;
    if (std::find(agents.begin(), agents.end(), agent_chip) == agents.end()) {
        return {
            {"not_measured", "snan_chip, whose rule would be counted, is not among the agents"}};
    }
    const maze task = tasks.task(0);
    nlohmann::ordered_json counted = cpu_json(
        config.baselines.cpu,
        count_decision_instructions(config.rule, task, tasks.seed(0), decisions), decisions);
    for (const auto& [name, strategy] :
         {std::pair{agent_frontier, search_strategy::frontier},
          std::pair{agent_node_counting, search_strategy::node_counting}}) {
        const auto make = [&, way = strategy] {
            return std::make_unique<grid_explorer>(way, task.map, tasks.seed(0));
        };
        counted[name] = cpu_json(config.baselines.cpu,
                                 count_decision_instructions(make, task, decisions), decisions);
    }
    return counted;
}

}  // namespace

run_outcome run_experiment(const run_config& config, const task_list& tasks,
                           const run_options& options, const std::filesystem::path& folder,
                           const std::function<void(std::size_t)>& progress) {
    const auto started = std::chrono::steady_clock::now();
    const firmware_images firmware = find_firmware(config, options.firmware);
    run_summary summary(config, tasks.description(), tasks.max_cells());
    decision_log decisions(folder / "decisions.jsonl", options.log_decisions);
    const auto write_result = [&](bool complete) {
        decisions.close();
        run_outcome outcome;
        if (summary.mazes() == 0) return outcome;
        outcome.result = summary.result(complete);
        run_showcase shown = summary.showcase(outcome.result);
        shown.command = options.command;
        outcome.report = report_of(outcome.result, config, shown);
        write_text(folder / "result.json", outcome.result.dump(2) + "\n");
        write_showcase(folder, shown);
        write_text(folder / "report.html", render_report(outcome.report));
        return outcome;
    };
    try {
        run_jobs(
            config.experiment.mazes, options.workers,
            [&]() -> job {
                const auto maze =
                    std::make_shared<maze_job>(config, tasks, firmware, options.trace);
                return [maze](std::size_t i) {
                    return to_bytes(maze->run(static_cast<std::uint32_t>(i)));
                };
            },
            [&](std::size_t i, const std::string& bytes) {
                const maze_outcome outcome = from_bytes(bytes);
                summary.add(outcome);
                decisions.add(outcome.decisions);
                progress(i + 1);
            });
    } catch (const interrupted&) {
        write_result(false);
        throw run_interrupted(fmt::format("interrupted after {} of {} mazes", summary.mazes(),
                                          config.experiment.mazes),
                              summary.mazes());
    }
    run_outcome outcome = write_result(true);
    outcome.wall_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    auto measured = timing(summary, outcome.wall_s, options.workers);
    if (options.count_instructions) measured["cpu_baseline"] = cpu_baseline(config, tasks);
    write_text(folder / "timing.json", measured.dump(2) + "\n");
    return outcome;
}

}  // namespace memglia
