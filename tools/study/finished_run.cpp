#include "tools/study/finished_run.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "base/error.hpp"
#include "tools/config/effect.hpp"
#include "tools/experiment/config_difference.hpp"
#include "tools/experiment/durable.hpp"
#include "tools/table/files.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

constexpr const char* marker = "finished.json";
constexpr const char* finished_schema = "memglia-finished/1";

// The digest of a program that its commit does not name: changed since, or built outside a
// checkout.
std::string unnamed_program() {
    const std::string version = version_text();
    const bool named =
        version.find("commit") != std::string::npos && version.find("dirty") == std::string::npos;
    static const std::string program = named ? "" : digest_of_file("/proc/self/exe");
    return program;
}

// Every file whose bytes the run decides: all but the times that it took.
std::map<std::string, fs::path> files_of(const fs::path& folder) {
    std::map<std::string, fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = fs::relative(entry.path(), folder).string();
        if (!entry.is_regular_file() || name == marker || name == "timing.json") continue;
        files.emplace(name, entry.path());
    }
    return files;
}

std::optional<ordered_json> read_json(const fs::path& file) {
    try {
        return ordered_json::parse(read_json_text(file, most_text_bytes));
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

std::string text_of(const ordered_json& map, const char* key) {
    const auto found = map.find(key);
    return found != map.end() && found->is_string() ? found->get<std::string>() : "";
}

// Empty if every file that the marker names is there, byte for byte.
std::string damage_of(const fs::path& folder, const ordered_json& mark) {
    const auto listed = mark.find("files");
    if (listed == mark.end() || !listed->is_object()) return "finished.json is damaged";
    const auto files = files_of(folder);
    for (const auto& [name, bytes] : listed->items()) {
        const auto there = files.find(name);
        if (there == files.end()) return name + " is missing";
        try {
            if (bytes == digest_of_file(there->second)) continue;
        } catch (const input_error&) {
        }
        return name + " is damaged";
    }
    for (const auto& [name, path] : files) {
        if (!listed->contains(name)) return name + " was added";
    }
    return "";
}

std::string changed_keys(const ordered_json& before, const ordered_json& now) {
    const auto all = config_differences({&before, &now});
    if (all.empty()) return "its configuration has changed";
    const config_difference& first = all.front();
    std::string text =
        fmt::format("{} was {} and is {}", first.key, first.values[0], first.values[1]);
    if (all.size() > 1) text += fmt::format(", and {} keys more", all.size() - 1);
    return text;
}

found_run read_run(const fs::path& folder, ordered_json& mark) {
    found_run found;
    if (!fs::exists(folder)) return found;
    if (!fs::exists(folder / marker)) {
        found.why_not = "it was interrupted";
        return found;
    }
    const auto read = read_json(folder / marker);
    if (!read || !read->is_object() || text_of(*read, "schema") != finished_schema) {
        found.why_not = "finished.json is damaged";
        return found;
    }
    mark = *read;
    found.why_not = damage_of(folder, mark);
    if (!found.why_not.empty()) return found;
    const auto result = read_json(folder / "result.json");
    if (!result || !result->is_object()) {
        found.why_not = "result.json is damaged";
        return found;
    }
    found.result = *result;
    const auto timing = read_json(folder / "timing.json");
    if (timing && timing->is_object() && timing->contains("wall_s")) {
        found.wall_s = timing->at("wall_s");
    }
    found.finished = true;
    return found;
}

}  // namespace

run_identity identify(const planned_run& run) {
    return {version_text(), unnamed_program(), digest(run.tasks.sources()),
            effective_json(run.config)};
}

found_run find_run(const fs::path& folder) {
    ordered_json mark;
    return read_run(folder, mark);
}

found_run find_run(const fs::path& folder, const run_identity& identity) {
    ordered_json mark;
    found_run found = read_run(folder, mark);
    if (!found.finished) return found;
    if (text_of(mark, "version") != identity.version) {
        found.why_not = fmt::format("it is of memglia {}, this is {}", text_of(mark, "version"),
                                    identity.version);
    } else if (text_of(mark, "program") != identity.program) {
        found.why_not = "it is of another build of memglia";
    } else if (text_of(mark, "tasks") != identity.tasks) {
        found.why_not = "the files of its mazes have changed";
    } else if (text_of(mark, "configuration") != digest(identity.config.dump())) {
        found.why_not = changed_keys(found.result.value("config", ordered_json()), identity.config);
    }
    found.finished = found.why_not.empty();
    return found;
}

void mark_finished(const fs::path& folder, const run_identity& identity) {
    ordered_json mark{
        {"schema", finished_schema},   {"version", identity.version},
        {"program", identity.program}, {"configuration", digest(identity.config.dump())},
        {"tasks", identity.tasks},     {"files", ordered_json::object()}};
    for (const auto& [name, path] : files_of(folder)) mark["files"][name] = digest_of_file(path);
    sync_folder(folder);
    write_durably(folder / marker, mark.dump(2) + "\n");
}

}  // namespace memglia
