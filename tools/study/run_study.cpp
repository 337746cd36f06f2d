#include "tools/study/run_study.hpp"

#include <utility>
#include <vector>

#include "base/error.hpp"
#include "tools/experiment/durable.hpp"
#include "tools/experiment/run_experiment.hpp"
#include "tools/study/finished_run.hpp"
#include "tools/study/long_tables.hpp"
#include "tools/study/study_figures.hpp"
#include "tools/study/study_json.hpp"
#include "tools/study/study_record.hpp"
#include "tools/study/study_report.hpp"
#include "tools/study/study_tables.hpp"
#include "tools/table/files.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace fs = std::filesystem;

namespace {

void make_folder(const fs::path& folder) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (problem) throw error("cannot create " + folder.string() + ": " + problem.message());
}

void remove_folder(const fs::path& folder) {
    std::error_code problem;
    fs::remove_all(folder, problem);
    if (problem) throw error("cannot remove " + folder.string() + ": " + problem.message());
}

// What an earlier command left beside the runs of this plan.
void remove_others(const fs::path& folder, const study_plan& plan) {
    for (const fs::path& extra : find_unplanned(folder, plan).folders) remove_folder(extra);
    std::vector<fs::path> stale;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name != "runs" && name != "plan.json" && !name.starts_with('.')) {
            stale.push_back(entry.path());
        }
    }
    for (const fs::path& path : stale) remove_folder(path);
}

}  // namespace

void write_study(const study_results& results, const fs::path& folder) {
    remove_folder(folder / "tables");
    remove_folder(folder / "figures");
    make_folder(folder / "tables");
    for (const data_table& table : csv_tables(results)) {
        write_text(folder / "tables" / (table.name + ".csv"), to_csv(table));
    }
    for (std::size_t series = 0; series < results.config.runs.size(); ++series) {
        const study_run& run = results.config.runs[series];
        if (run.values.empty() || run.is_map() || !run.curves) continue;
        const std::string picture = sweep_picture(results, series);
        if (picture.empty()) continue;
        make_folder(folder / "figures");
        write_text(folder / "figures" / ("sweep-" + run.name + ".svg"), picture);
    }
    write_text(folder / "study.json", study_document(results).dump(2) + "\n");
    write_text(folder / "report.html", render_study(results));
}

study_results run_study(const study_plan& plan, unsigned workers, const search_path& firmware,
                        const fs::path& folder, const study_progress& progress) {
    remove_others(folder, plan);
    write_durably(folder / "plan.json", record_text(plan));

    std::vector<found_run> found;
    std::vector<bool> finished;
    for (const planned_run& run : plan.runs) {
        found.push_back(find_run(folder / "runs" / run.id, identify(run)));
        finished.push_back(found.back().finished);
    }
    progress.start(finished);
    for (std::size_t i = 0; i < plan.runs.size(); ++i) {
        if (!found[i].why_not.empty()) progress.again(plan.runs[i], found[i].why_not);
    }

    study_results results{plan.config, version_text(), plan.command, {}, plan.runs.size()};
    nlohmann::ordered_json timing{{"wall_s", 0.0}, {"workers", workers}};
    double wall_s = 0;
    for (std::size_t i = 0; i < plan.runs.size(); ++i) {
        const planned_run& run = plan.runs[i];
        if (!found[i].finished) {
            const fs::path where = folder / "runs" / run.id;
            remove_folder(where);
            make_folder(where);
            progress.begin(i);
            const bool log = run.config.experiment.logged_mazes > 0;
            run_outcome outcome = run_experiment(run.config, run.tasks,
                                                 {.workers = workers,
                                                  .log_decisions = log,
                                                  .count_instructions = false,
                                                  .trace = {},
                                                  .firmware = firmware,
                                                  .command = run.command},
                                                 where, progress.at);
            mark_finished(where, identify(run));
            progress.end();
            found[i].result = std::move(outcome.result);
            found[i].wall_s = outcome.wall_s;
        }
        timing["runs"][run.id] = found[i].wall_s;
        if (found[i].wall_s.is_number()) wall_s += found[i].wall_s.get<double>();
        results.entries.push_back(
            {run.id, run.series, run.point, run.size, std::move(found[i].result)});
    }
    timing["wall_s"] = wall_s;
    for (const auto& [name, version] : library_versions()) timing[name] = version;
    write_study(results, folder);
    write_text(folder / "timing.json", timing.dump(2) + "\n");
    return results;
}

}  // namespace memglia
