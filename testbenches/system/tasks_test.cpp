#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/refusal.hpp"

// Tasks beside navigation in the verbs run, validate, report, schema and completion; recall is the
// first of them.
using namespace memglia;
using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* small = R"(task: recall
memory:
  neurons: 60
  delays: 12
  patterns: {count: 3, ticks: 200, spike_probability: 0.02}
  weights: {rule: pseudo_inverse, target: spikes, gain: 1.5}
  neuron: {beta: 0.8, reset: subtract}
)";

command_result ran(const scratch_folder& here, std::vector<std::string> arguments) {
    command_result run = run_memglia(arguments, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    return run;
}

}  // namespace

TEST_CASE("system: a task runs from its experiment file and leaves a result folder") {
    const scratch_folder here;
    here.write("small.yaml", small);
    const auto run = ran(here, {"run", "small.yaml", "--jobs", "2"});
    CHECK(run.out.find("F1 ") != std::string::npos);
    CHECK(run.out.find("report: results/small/report.html") != std::string::npos);
    const fs::path folder = here.path() / "results" / "small";
    for (const char* file :
         {"result.json", "report.html", "showcase.json", "timing.json", "patterns.csv"}) {
        INFO(file);
        CHECK(fs::exists(folder / file));
    }
    const std::string bytes = slurp(folder / "result.json");
    const auto result = nlohmann::json::parse(bytes);
    CHECK(result["task"] == "recall");
    CHECK(result["configuration"]["task"] == "recall");
    CHECK(result["configuration"]["memory"]["delays"] == 12);
    CHECK_FALSE(result["configuration"].contains("chip"));
    const auto shown = nlohmann::json::parse(slurp(folder / "showcase.json"));
    CHECK(shown["command"] == "memglia run small.yaml");

    // The same bytes for another number of workers and from its own configuration.
    here.write("again.json", result["configuration"].dump());
    ran(here, {"run", "again.json", "--jobs", "1", "--out", "again", "--quiet"});
    CHECK(slurp(here.path() / "again" / "result.json") == bytes);
    // A result is not replaced unasked.
    refuses(here, 3, {"run", "again.json", "--out", "again"}, {"exists already"});

    // So does the result itself.
    ran(here, {"run", "results/small/result.json", "--out", "from_result", "--quiet"});
    CHECK(slurp(here.path() / "from_result" / "result.json") == bytes);

    // The verb with the task's name does the same.
    here.write("memory.json", result["configuration"]["memory"].dump());
    ran(here, {"recall", "memory.json", "--out", "verb"});
    CHECK(slurp(here.path() / "verb" / "result.json") == bytes);
}

TEST_CASE("system: the page of a task's run is one file and is written again from its numbers") {
    const scratch_folder here;
    here.write("small.yaml", small);
    ran(here, {"run", "small.yaml", "--out", "run", "--set", "on=chip"});
    const fs::path page = here.path() / "run" / "report.html";
    const std::string html = slurp(page);
    CHECK(html.find("http://www.w3.org/2000/svg\" href") == std::string::npos);
    CHECK(html.find("src=") == std::string::npos);
    CHECK(html.find("https://") == std::string::npos);
    CHECK(html.find("prefers-color-scheme: dark") != std::string::npos);
    CHECK(html.find("memglia run small.yaml --set on=chip") != std::string::npos);
    fs::remove(page);
    CHECK(ran(here, {"report", "run"}).out.find("report: run/report.html") != std::string::npos);
    CHECK(slurp(page) == html);

    std::string result = slurp(here.path() / "run" / "result.json");
    const auto at = result.find("\"task\": \"recall\"");
    result.replace(at, 16, "\"task\": \"recal\"");
    here.write("run/result.json", result);
    refuses(here, 3, {"report", "run"}, {"result.json", "task", "found 'recal'"});
}

TEST_CASE("system: validate climbs the rungs of a task") {
    const scratch_folder here;
    here.write("small.yaml", small);
    const auto run = ran(here, {"validate", "small.yaml"});
    CHECK(run.out.find("1   chip, ideal device = fixed point") == 0);
    CHECK(run.out.find("1b  chip, VTEAM without noise") != std::string::npos);
    CHECK(run.out.find("2   fixed point ~ double precision") != std::string::npos);
    CHECK(run.out.find("3   chip, real device") != std::string::npos);
    CHECK(run.out.find("600 ticks") != std::string::npos);
    CHECK(run.out.find("DOES NOT") == std::string::npos);
    // Numbers too coarse to recall with.
    const auto coarse =
        run_memglia({"validate", "small.yaml", "--set", "chip.core.synapses.levels_per_cell=1",
                     "--set", "chip.core.synapses.slices=1"},
                    here.path());
    INFO(coarse.out << coarse.err);
    CHECK(coarse.exit_code == 4);
    CHECK(coarse.out.find("DOES NOT HOLD") != std::string::npos);
    refuses(here, 2, {"validate", "small.yaml", "--mazes", "3"}, {"--mazes is navigation's"});
}

TEST_CASE("system: what is wrong with a task's experiment is named with its place") {
    const scratch_folder here;
    here.write("typo.yaml", "task: recal\nmemory: sparse\n");
    refuses(here, 3, {"run", "typo.yaml"}, {"typo.yaml:1: task: found 'recal'", "recall"});
    refuses(here, 3, {"validate", "typo.yaml"}, {"typo.yaml:1: task"});
    here.write("navigation.yaml", "task: navigation\n");
    refuses(here, 3, {"run", "navigation.yaml"}, {"without this key is navigation"});
    here.write("list.yaml", "task: [recall]\n");
    refuses(here, 3, {"run", "list.yaml"}, {"list.yaml:1: task: found a list"});
    here.write("small.yaml", small);
    refuses(here, 3, {"run", "small.yaml", "--set", "memory.nurons=3"}, {"did you mean 'neurons'"});
    refuses(here, 3, {"run", "small.yaml", "--set", "agents=3"}, {"--set: agents: unknown key"});
    refuses(here, 3, {"run", "small.yaml", "--set", "chip.tick_s=1e-6"},
            {"chip.tick_s: found a key without effect: on is 'double'"});
    refuses(here, 3, {"run", "small.yaml", "--set", "on=fixed", "--set", "chip.hop_cycles=3"},
            {"chip.hop_cycles: found a key without effect: on is 'fixed'"});
    refuses(here, 2, {"run", "small.yaml", "--trace", "pins"}, {"--trace is navigation's"});
    refuses(here, 2, {"schema", "--task", "recal"}, {"no task 'recal'", "recall"});
    refuses(here, 2, {"schema", "--task", "recall", "--study"}, {"expected one"});
}

TEST_CASE("system: schema and completion know the keys of tasks") {
    const scratch_folder here;
    const auto table = ran(here, {"schema", "--task", "recall", "--table"}).out;
    CHECK(table.find("| `task` |") != std::string::npos);
    CHECK(table.find("| `memory.cue.ticks` |") != std::string::npos);
    const auto schema = nlohmann::json::parse(ran(here, {"schema", "--task", "recall"}).out);
    CHECK(schema["properties"]["on"]["enum"] == nlohmann::json({"double", "fixed", "chip"}));
    const auto effective = ran(here, {"schema", "recall", "--effective", "--seed", "7"}).out;
    CHECK(effective.find("task: \"recall\"") == 0);
    CHECK(effective.find("seed: 7") != std::string::npos);
    const auto keys = ran(here, {"completion", "--keys", "run"}).out;
    CHECK(keys.find("memory.cue.ticks\n") != std::string::npos);
    CHECK(keys.find("experiment.mazes\n") != std::string::npos);
}
