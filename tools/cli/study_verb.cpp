#include <fmt/format.h>

#include <filesystem>

#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/progress.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/experiment/disturb_note.hpp"
#include "tools/experiment/run_command.hpp"
#include "tools/experiment/run_experiment.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/study/bounds.hpp"
#include "tools/study/run_study.hpp"
#include "tools/study/study_record.hpp"
#include "tools/study/study_tables.hpp"

namespace memglia {

namespace {

namespace po = boost::program_options;

constexpr int out_of_bounds = 4;

}  // namespace

verb_options study_verb_options() {
    const auto names = entry_names("studies");
    verb_options options(
        "study",
        fmt::format("Runs a series of experiments (default: navigation) and writes one result\n"
                    "folder: runs/RUN/ as of memglia run, study.json, tables/*.csv,\n"
                    "figures/*.svg and report.html.\n"
                    "The study is the name of a file in configs/studies or a path. There {}: {}.\n"
                    "After Ctrl-C, kill or a full disk the same command goes on where it was.\n"
                    "Exit code 4 when a bound of the study does not hold.",
                    names.size() == 1 ? "is" : "are", fmt::join(names, ", ")),
        "study");
    options.add_config_options();
    options.add()("only", po::value<std::vector<std::string>>()->value_name("RUN"),
                  "run only this run, or this place RUN/POINT of a sweep; may be repeated");
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "result folder (default: results/study-STUDY)");
    options.add()("force,f", "replace an older result folder");
    options.add()("update,u", "go on from an older result folder: run what is new or has changed");
    options.add()("jobs,j", po::value<unsigned>()->value_name("N"),
                  "worker processes (default: one per core); never changes a result");
    options.add()("quiet,q", "print only where the report lies");
    return options;
}

namespace {

// How long a run takes, in arbitrary units: enough for a guess at the rest of the study.
double weight_of(const planned_run& run) {
    const experiment_config& e = run.config.experiment;
    return static_cast<double>(e.mazes) * static_cast<double>(e.episodes) *
           static_cast<double>(e.agents.size()) * static_cast<double>(run.tasks.max_cells());
}

// "run 2 of 7, ablation: mazes 120/500, all 34 %, 2 min 5 s left".
class study_lines {
  public:
    study_lines(const study_plan& plan, const std::string& folder, bool quiet)
        : plan_(plan), folder_(folder), out_(progress_on_stderr(quiet)) {}

    study_progress progress() {
        return {[this](const std::vector<bool>& finished) { start(finished); },
                [this](const planned_run& run, const std::string& why) {
                    out_.say(fmt::format("run '{}' is done again: {}", run.id, why));
                },
                [this](std::size_t run) {
                    done_weight_ += weight_;
                    weight_ = weight_of(plan_.runs[run]);
                    run_ = run;
                },
                [this](std::size_t mazes) { at(mazes); }, [this] { ++finished_; }};
    }
    std::size_t finished() const { return finished_; }
    const planned_run& current() const { return plan_.runs[run_]; }
    void clear() { out_.clear(); }

  private:
    void start(const std::vector<bool>& finished) {
        for (std::size_t i = 0; i < finished.size(); ++i) {
            finished_ += finished[i] ? 1U : 0U;
            if (!finished[i]) all_weight_ += weight_of(plan_.runs[i]);
        }
        if (finished_ == 0) return;
        out_.say(fmt::format("{} of {} runs are done already in {}", finished_, finished.size(),
                             folder_));
    }
    void at(std::size_t mazes) {
        const std::size_t of = current().config.experiment.mazes;
        const double part = static_cast<double>(mazes) / static_cast<double>(of);
        const double share = (done_weight_ + weight_ * part) / all_weight_;
        out_.show(fmt::format("run {} of {}, {}: mazes {}/{}, all {:.0f} %", run_ + 1,
                              plan_.runs.size(), current().id, mazes, of, 100 * share),
                  share);
    }

    const study_plan& plan_;
    std::string folder_;
    progress_output out_;
    double all_weight_ = 0;
    double done_weight_ = 0;
    double weight_ = 0;
    std::size_t finished_ = 0;
    std::size_t run_ = 0;
};

// Runs of an unfinished folder that this command would drop: hours of work, perhaps.
void keep_unplanned(const study_plan& plan, const std::filesystem::path& folder, bool force) {
    const auto unplanned = find_unplanned(folder, plan).finished;
    if (unplanned.empty() || force) return;
    throw input_error(
        {.file = folder.string(),
         .found = fmt::format(
             "finished runs that this command does not ask for: {}{}", unplanned.front(),
             unplanned.size() > 1 ? fmt::format(" and {} more", unplanned.size() - 1) : ""),
         .expected = "the command that was interrupted, or another --out",
         .hint = "--force drops them"});
}

// A finished folder of a study gets its unfinished name back.
void reopen(const study_plan& plan, const std::string& out, bool force) {
    const std::filesystem::path working = unfinished_name(out);
    if (!has_record(out) || !is_result_folder(out) || std::filesystem::exists(working)) return;
    keep_unplanned(plan, out, force);
    std::error_code problem;
    std::filesystem::rename(out, working, problem);
    if (problem) throw error("cannot rename " + out + ": " + problem.message());
}

study_results run_all(const study_plan& plan, unsigned workers, run_folder& folder, bool quiet) {
    study_lines lines(plan, folder.working().string(), quiet);
    const auto kept = [&](const std::string& what) {
        return fmt::format(
            "{}, after {} of {} runs; what is done lies in {}, and the same command "
            "goes on from there",
            what, lines.finished(), plan.runs.size(), folder.working().string());
    };
    try {
        auto results =
            run_study(plan, workers, firmware_folders(), folder.working(), lines.progress());
        lines.clear();
        return results;
    } catch (const run_interrupted& stop) {
        lines.clear();
        const std::string what = fmt::format("run '{}' {}", lines.current().id, stop.what());
        if (lines.finished() == 0 && stop.mazes_done == 0) throw interrupted(what);
        folder.keep();
        throw interrupted(kept(what));
    } catch (const std::exception&) {
        lines.clear();
        if (lines.finished() == 0) throw;
        folder.keep();
        fmt::print(stderr, "{}\n", kept("stopped"));
        throw;
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
    const verb_options options = study_verb_options();
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
    study_plan plan = load_study(library_file(config_root() / "studies", name, "study"),
                                 config_root(), config_changes(given), only);
    plan.command = study_command(name, config_changes(given), only);
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
    const bool force = given.count("force") != 0;
    const bool quiet = given.count("quiet") != 0;
    const study_results results = [&] {
        if (!force) {
            if (auto there = read_finished_study(out, plan)) {
                if (!quiet) fmt::print(stderr, "all runs are done already in {}\n", out);
                return *std::move(there);
            }
        }
        if (given.count("update") != 0) {
            reopen(plan, out, force);
        } else if (has_record(out) && !force) {
            throw input_error({.file = out,
                               .found = "the study there is another one, or damaged",
                               .expected = "a new name for --out",
                               .hint = "or --update to go on from it, --force to replace it"});
        }
        run_folder folder(out, force, unfinished::resume);
        if (folder.found_unfinished()) folder.keep();
        keep_unplanned(plan, folder.working(), force);
        catch_stop_signals();
        auto done = run_all(plan, workers, folder, quiet);
        folder.commit();
        return done;
    }();

    if (!quiet) {
        for (const data_table& table : all_tables(results)) fmt::print("{}\n", to_text(table));
    }
    fmt::print("report: {}\n", (std::filesystem::path(out) / "report.html").string());
    std::fflush(stdout);
    return report_broken(results) ? out_of_bounds : 0;
}

}  // namespace memglia
