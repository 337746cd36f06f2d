#include "tools/study/study_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/error.hpp"
#include "tools/config/bind.hpp"
#include "tools/experiment/durable.hpp"
#include "tools/study/finished_run.hpp"
#include "tools/table/files.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

constexpr const char* record_file = "plan.json";
constexpr const char* record_schema = "memglia-plan/1";

// Whether `id` is a folder of a planned run, or one on the way to it.
bool is_planned(const study_plan& plan, const std::string& id) {
    return std::any_of(plan.runs.begin(), plan.runs.end(), [&id](const planned_run& run) {
        return run.id == id || run.id.starts_with(id + "/");
    });
}

bool is_run(const study_plan& plan, const std::string& id) {
    return std::any_of(plan.runs.begin(), plan.runs.end(),
                       [&id](const planned_run& run) { return run.id == id; });
}

void remove_empty_text(ordered_json& node) {
    if (node.is_object()) {
        for (auto at = node.begin(); at != node.end();) {
            at = *at == "" ? node.erase(at) : std::next(at);
        }
    }
    if (!node.is_structured()) return;
    for (ordered_json& inner : node) remove_empty_text(inner);
}

}  // namespace

std::string record_text(const study_plan& plan) {
    // Empty text is what a key holds that the file does not give; some may not be given so.
    ordered_json study = plan.document;
    remove_empty_text(study);
    ordered_json out{{"schema", record_schema},
                     {"version", version_text()},
                     {"command", plan.command},
                     {"study", study},
                     {"runs", ordered_json::array()}};
    for (const planned_run& run : plan.runs) {
        const run_identity identity = identify(run);
        out["runs"].push_back({{"id", run.id},
                               {"series", run.series},
                               {"point", run.point},
                               {"size", run.size},
                               {"configuration", digest(identity.config.dump())},
                               {"tasks", identity.tasks}});
    }
    return out.dump(2) + "\n";
}

bool has_record(const fs::path& folder) {
    return fs::exists(folder / record_file);
}

study_results read_study(const fs::path& folder) {
    const fs::path file = folder / record_file;
    const auto refuse = [&file](const std::string& found) {
        return input_error({.file = file.string(),
                            .found = found,
                            .expected = fmt::format("a document of the kind {}, as memglia study "
                                                    "writes it",
                                                    record_schema)});
    };
    study_results results;
    try {
        const auto record = ordered_json::parse(read_json_text(file, most_text_bytes));
        if (const std::string schema = record.at("schema"); schema != record_schema) {
            throw refuse(fmt::format("found one of the kind '{}'", schema));
        }
        results.config = bind<study_config>(
            config_tree::parse_document(record.at("study").dump(), file.string()));
        expand_sweeps(results.config);
        results.version = record.at("version");
        results.command = record.at("command");
        for (const ordered_json& run : record.at("runs")) {
            ++results.planned;
            study_entry entry{run.at("id"), run.at("series"), run.at("point"), run.at("size"), {}};
            if (entry.series >= results.config.runs.size() ||
                entry.point >=
                    std::max<std::size_t>(results.config.runs[entry.series].values.size(), 1)) {
                throw refuse(fmt::format("found run '{}', which is not in its study", entry.id));
            }
            found_run found = find_run(folder / "runs" / entry.id);
            if (!found.finished) continue;
            entry.result = std::move(found.result);
            results.entries.push_back(std::move(entry));
        }
    } catch (const ordered_json::exception& e) {
        throw refuse(fmt::format("cannot be read: {}", e.what()));
    }
    return results;
}

std::optional<study_results> read_finished_study(const fs::path& folder, const study_plan& plan) {
    if (!has_record(folder) || !fs::exists(folder / "study.json") ||
        read_text(folder / record_file) != record_text(plan) ||
        !find_unplanned(folder, plan).folders.empty()) {
        return std::nullopt;
    }
    study_results results{plan.config, version_text(), plan.command, {}, plan.runs.size()};
    for (const planned_run& run : plan.runs) {
        found_run found = find_run(folder / "runs" / run.id, identify(run));
        if (!found.finished) return std::nullopt;
        results.entries.push_back(
            {run.id, run.series, run.point, run.size, std::move(found.result)});
    }
    return results;
}

unplanned_runs find_unplanned(const fs::path& folder, const study_plan& plan) {
    unplanned_runs found;
    const fs::path runs = folder / "runs";
    if (!fs::exists(runs)) return found;
    for (auto at = fs::recursive_directory_iterator(runs); at != fs::end(at); ++at) {
        const std::string id = fs::relative(at->path(), runs).generic_string();
        if (is_run(plan, id)) {
            at.disable_recursion_pending();
        } else if (!is_planned(plan, id)) {
            found.folders.push_back(at->path());
            at.disable_recursion_pending();
            if (!at->is_directory()) continue;
            for (const auto& inner : fs::recursive_directory_iterator(at->path())) {
                if (inner.path().filename() != "finished.json") continue;
                found.finished.push_back(
                    fs::relative(inner.path().parent_path(), runs).generic_string());
            }
        }
    }
    std::sort(found.finished.begin(), found.finished.end());
    return found;
}

}  // namespace memglia
