#include "tools/experiments/task_files.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "tools/config/dump.hpp"
#include "tools/experiment/durable.hpp"
#include "tools/experiments/registry.hpp"
#include "tools/table/files.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_bytes = std::size_t{64} << 20;

void write_page(const task& of, const nlohmann::ordered_json& result,
                const nlohmann::ordered_json& shown, const fs::path& folder) {
    report_page page = of.page(result, shown);
    page.begin_section("Provenance");
    page.add_provenance(
        {{"command", shown.value("command", "")}, {"memglia", result.value("version", "")}},
        to_yaml(result.at("configuration")));
    write_durably(folder / "report.html", page.html());
    const fs::path figures = folder / "figures";
    fs::remove_all(figures);
    fs::create_directory(figures);
    for (const picture& p : page.pictures()) write_text(figures / p.name, p.svg);
}

nlohmann::ordered_json read_json(const fs::path& file) {
    try {
        return nlohmann::ordered_json::parse(read_json_text(file, most_bytes));
    } catch (const nlohmann::json::exception& e) {
        throw input_error({.file = file.string(), .found = e.what(), .expected = "JSON"});
    }
}

}  // namespace

void write_task_run(const task& of, const experiment& ran, const task_outcome& outcome,
                    double run_s, const std::string& command, const fs::path& folder) {
    nlohmann::ordered_json result{{"schema", task_schema},
                                  {"task", of.name()},
                                  {"version", release_text()},
                                  {"configuration", ran.configuration()}};
    result.update(outcome.result);
    nlohmann::ordered_json shown{{"command", command}};
    if (!outcome.shown.is_null()) shown.update(outcome.shown);
    nlohmann::ordered_json timing{{"run_s", run_s}};
    if (!outcome.timing.is_null()) timing.update(outcome.timing);
    write_text(folder / "result.json", result.dump(2) + '\n');
    write_text(folder / "showcase.json", shown.dump() + '\n');
    write_text(folder / "timing.json", timing.dump(2) + '\n');
    for (const named_text& table : outcome.tables) write_text(folder / table.name, table.text);
    write_page(of, result, shown, folder);
}

bool holds_task_run(const fs::path& folder) {
    const fs::path file = folder / "result.json";
    if (!fs::exists(file)) return false;
    const auto result =
        nlohmann::ordered_json::parse(read_json_text(file, most_bytes), nullptr, false);
    return result.is_object() && result.contains("schema") && result["schema"] == task_schema;
}

void write_task_page(const fs::path& folder) {
    const fs::path file = folder / "result.json";
    const auto result = read_json(file);
    const std::string name =
        result.is_object() && result.contains("task") && result["task"].is_string()
            ? result["task"].get<std::string>()
            : "";
    const task* of = find_task(name);
    if (of == nullptr) {
        throw input_error({.file = file.string(),
                           .path = "task",
                           .found = "found '" + name + "'",
                           .expected = "a task that this version of memglia knows"});
    }
    const auto shown = read_json(folder / "showcase.json");
    try {
        write_page(*of, result, shown, folder);
    } catch (const nlohmann::json::exception& e) {
        throw input_error(
            {.file = folder.string(),
             .found = fmt::format("result.json or showcase.json is damaged: {}", e.what()),
             .expected = "the files of a finished run"});
    }
}

}  // namespace memglia
