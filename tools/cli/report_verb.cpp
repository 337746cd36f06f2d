#include <fmt/format.h>

#include <filesystem>

#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/experiment/durable.hpp"
#include "tools/experiment/result_report.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/experiments/task_files.hpp"
#include "tools/report/report.hpp"
#include "tools/study/run_study.hpp"
#include "tools/study/study_record.hpp"

namespace memglia {

namespace fs = std::filesystem;

verb_options report_verb_options() {
    return {"report",
            "Writes report.html of what a folder of memglia run or memglia study holds, also after "
            "an interruption: then the page says how much is there. A study gets its tables and "
            "figures, too.",
            "folder"};
}

int report_verb(const std::vector<std::string>& arguments) {
    const verb_options options = report_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    if (given.count("folder") == 0) {
        throw usage_error(
            "memglia report: no folder; expected one of memglia run or memglia study");
    }
    const fs::path folder = given["folder"].as<std::string>();
    if (!fs::is_directory(folder)) {
        throw input_error({.file = folder.string(),
                           .found = fs::exists(folder) ? "found a file" : "no such folder",
                           .expected = "a folder of memglia run or memglia study",
                           .hint = fs::exists(folder.string() + ".incomplete")
                                       ? "an interrupted one is " + folder.string() + ".incomplete"
                                       : ""});
    }
    folder_lock lock;
    if (is_result_folder(folder) && !lock.take(folder)) {
        throw input_error({.file = folder.string(),
                           .found = "it was renamed meanwhile",
                           .expected = "a folder that nobody else writes"});
    }
    std::string notice;
    if (has_record(folder)) {
        const study_results results = read_study(folder);
        if (results.entries.empty()) {
            throw input_error({.file = folder.string(),
                               .found = "none of its runs is finished",
                               .expected = "at least one"});
        }
        write_study(results, folder);
        notice = results.notice();
    } else if (holds_task_run(folder)) {
        write_task_page(folder);
    } else {
        const report_data data = read_report(folder);
        write_durably(folder / "report.html", render_report(data));
        notice = data.notice;
    }
    if (!notice.empty()) fmt::print(stderr, "{}\n", notice);
    fmt::print("report: {}\n", (folder / "report.html").string());
    return 0;
}

}  // namespace memglia
