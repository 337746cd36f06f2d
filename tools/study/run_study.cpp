#include "tools/study/run_study.hpp"

#include <utility>

#include "base/error.hpp"
#include "tools/experiment/run_experiment.hpp"
#include "tools/study/study_figures.hpp"
#include "tools/study/study_json.hpp"
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

}  // namespace

study_results run_study(const study_plan& plan, unsigned workers, const fs::path& folder,
                        const study_progress& progress) {
    study_results results{plan.config, version_text(), {}};
    nlohmann::ordered_json timing{{"wall_s", 0.0}, {"workers", workers}};
    double wall_s = 0;
    for (std::size_t i = 0; i < plan.runs.size(); ++i) {
        const planned_run& run = plan.runs[i];
        const fs::path where = folder / "runs" / run.id;
        make_folder(where);
        progress.begin(run, i);
        const bool log = run.config.experiment.logged_mazes > 0;
        run_outcome outcome = run_experiment(run.config, run.tasks,
                                             {.workers = workers,
                                              .log_decisions = log,
                                              .count_instructions = false,
                                              .trace = {},
                                              .command = run.command},
                                             where, progress.at);
        timing["runs"][run.id] = outcome.wall_s;
        wall_s += outcome.wall_s;
        results.entries.push_back(
            {run.id, run.series, run.point, run.size, std::move(outcome.result)});
    }
    timing["wall_s"] = wall_s;
    for (const auto& [name, version] : library_versions()) timing[name] = version;

    make_folder(folder / "tables");
    for (const data_table& table : all_tables(results)) {
        write_text(folder / "tables" / (table.name + ".csv"), to_csv(table));
    }
    for (std::size_t series = 0; series < plan.config.runs.size(); ++series) {
        const study_run& run = plan.config.runs[series];
        if (run.values.empty() || run.is_map() || !run.curves) continue;
        const std::string picture = sweep_picture(results, series);
        if (picture.empty()) continue;
        make_folder(folder / "figures");
        write_text(folder / "figures" / ("sweep-" + run.name + ".svg"), picture);
    }
    write_text(folder / "study.json", study_document(results).dump(2) + "\n");
    write_text(folder / "timing.json", timing.dump(2) + "\n");
    write_text(folder / "report.html", render_study(results));
    return results;
}

}  // namespace memglia
