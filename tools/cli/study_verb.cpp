#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/progress.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/experiment/disturb_note.hpp"
#include "tools/experiment/run_experiment.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/study/bounds.hpp"
#include "tools/study/run_study.hpp"
#include "tools/study/study_tables.hpp"

namespace memglia {

namespace {

namespace po = boost::program_options;

constexpr int out_of_bounds = 4;

verb_options make_options() {
    const auto names = library_names(config_root() / "studies");
    verb_options options(
        "study",
        fmt::format("Runs a series of experiments (default: navigation) and writes one result\n"
                    "folder: runs/RUN/ as of memglia run, study.json, tables/*.csv,\n"
                    "figures/*.svg and report.html.\n"
                    "The study is the name of a file in configs/studies or a path. There {}: {}.\n"
                    "Exit code 4 when a bound of the study does not hold.",
                    names.size() == 1 ? "is" : "are", fmt::join(names, ", ")),
        "study");
    options.add_config_options();
    options.add()("only", po::value<std::vector<std::string>>()->value_name("RUN"),
                  "run only this run, or this place RUN/POINT of a sweep; may be repeated");
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "result folder (default: results/study-STUDY)");
    options.add()("force,f", "replace an older result folder");
    options.add()("jobs,j", po::value<unsigned>()->value_name("N"),
                  "worker processes (default: one per core); never changes a result");
    options.add()("quiet,q", "print only where the report lies");
    return options;
}

// One line per run on a terminal: "run 2 of 7, ablation: mazes 120/500".
class run_lines {
  public:
    explicit run_lines(std::size_t runs) : runs_(runs) {}

    study_progress progress() {
        return {[this](const planned_run& run, std::size_t i) {
                    line_.reset();
                    line_ = std::make_unique<progress_line>(
                        fmt::format("run {} of {}, {}: mazes", i + 1, runs_, run.id),
                        run.config.experiment.mazes);
                    done_ = i;
                },
                [this](std::size_t mazes) { line_->at(mazes); }};
    }
    std::size_t done() const { return done_; }
    void clear() { line_.reset(); }

  private:
    std::size_t runs_;
    std::size_t done_ = 0;
    std::unique_ptr<progress_line> line_;
};

study_results run_all(const study_plan& plan, unsigned workers, run_folder& folder) {
    run_lines lines(plan.runs.size());
    try {
        auto results = run_study(plan, workers, folder.working(), lines.progress());
        lines.clear();
        return results;
    } catch (const run_interrupted& stop) {
        const bool any = lines.done() > 0 || stop.mazes_done > 0;
        if (any) folder.keep();
        throw interrupted(
            fmt::format("run '{}' {}, after {} of {} runs{}", plan.runs[lines.done()].id,
                        stop.what(), lines.done(), plan.runs.size(),
                        any ? "; what is done lies in " + folder.working().string() : ""));
    }
}

// Names the broken bounds on stderr; whether there is one.
bool report_broken(const study_results& results) {
    bool any = false;
    for (const checked_bound& bound : check_bounds(results)) {
        if (!is_broken(bound)) continue;
        any = true;
        fmt::print(stderr, "out of bounds: {}: measured {}, required {}\n", bound.bound->name,
                   measured_text(bound, results), required_text(bound, results));
    }
    return any;
}

}  // namespace

int study_verb(const std::vector<std::string>& arguments) {
    const verb_options options = make_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const std::string name =
        given.count("study") != 0 ? given["study"].as<std::string>() : "navigation";
    const auto only = given.count("only") != 0 ? given["only"].as<std::vector<std::string>>()
                                               : std::vector<std::string>{};
    const unsigned workers = worker_count(given, "study");
    const study_plan plan = load_study(library_file(config_root() / "studies", name, "study"),
                                       config_root(), config_changes(given), only);
    for (const auto& [run, file] : plan.left_out) {
        fmt::print(stderr, "run '{}' is left out: there is no {} here\n", run, file);
    }
    print_notes(plan.notes);
    for (const planned_run& run : plan.runs) {
        const auto note = disturb_note(run.config, run.tasks.max_cells());
        if (!note.empty()) print_notes({fmt::format("run '{}': {}", run.id, note)});
    }
    const std::string out = given.count("out") != 0
                                ? given["out"].as<std::string>()
                                : "results/study-" + std::filesystem::path(name).stem().string();
    run_folder folder(out, given.count("force") != 0);
    catch_stop_signals();
    const study_results results = run_all(plan, workers, folder);
    folder.commit();

    if (given.count("quiet") == 0) {
        for (const data_table& table : all_tables(results)) fmt::print("{}\n", to_text(table));
    }
    fmt::print("report: {}\n", (folder.target() / "report.html").string());
    std::fflush(stdout);
    return report_broken(results) ? out_of_bounds : 0;
}

}  // namespace memglia
