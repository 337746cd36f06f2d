#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/refusal.hpp"

using namespace memglia;
using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

command_result ran(const scratch_folder& here, const std::vector<std::string>& arguments) {
    command_result run = run_memglia(arguments, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    return run;
}

constexpr const char* small = R"(task: working_memory
networks: 2
trials: 1
network: {neurons_per_pool: 8, neuron: {excitation: 0.012, homeostasis: {duration_s: 2}}}
trial: {delays: [0 s, 0.4 s], pause_s: 0.2}
conditions:
  - {name: intact}
  - {name: tampered, manipulations: [{kind: inhibit, phase: delay}, {kind: activate, gate: 1.5}]}
  - {name: recurrent, astrocytes: false, excitation: 3}
)";

}  // namespace

TEST_CASE("system: working memory runs from its file, the same for any number of jobs") {
    const scratch_folder here;
    here.write("small.yaml", small);
    const auto run = ran(here, {"run", "small.yaml", "--jobs", "2", "--out", "two"});
    CHECK(run.out.find("right choices, delay") == 0);
    CHECK(run.out.find("tampered ") != std::string::npos);
    ran(here, {"run", "small.yaml", "--jobs", "1", "--out", "one"});
    for (const char* file : {"result.json", "scores.csv", "trials.csv"}) {
        CHECK(slurp(here.path() / "one" / file) == slurp(here.path() / "two" / file));
    }
    for (const char* file : {"right_choices", "raster", "calcium"}) {
        CHECK(fs::exists(here.path() / "two" / "figures" / (std::string(file) + ".svg")));
    }
    const auto result = nlohmann::json::parse(slurp(here.path() / "two" / "result.json"));
    CHECK(result["conditions"].size() == 3);
    CHECK(result["conditions"][0]["delays"][1]["trials"] == 2);
    CHECK(result["conditions"][0]["second_of_delay"]["spikes"].get<double>() > 0);
    CHECK_FALSE(result["configuration"].contains("chip"));
}

TEST_CASE("system: working memory on a chip has a bill") {
    const scratch_folder here;
    here.write("small.yaml", small);
    ran(here, {"run", "small.yaml", "--jobs", "2", "--set", "on=chip", "--out", "out"});
    const auto result = nlohmann::json::parse(slurp(here.path() / "out" / "result.json"));
    for (const auto& condition : result["conditions"]) {
        const auto& second = condition["second_of_delay"];
        double sum = 0;
        for (const auto& [name, j] : second["j_by_component"].items()) sum += j.get<double>();
        CHECK(second["j"].get<double>() > 0);
        CHECK(sum == Approx(second["j"].get<double>()));
        const bool has_astrocytes = condition["name"] != "recurrent";
        CHECK(second["j_by_component"].contains("astrocytes") == has_astrocytes);
        CHECK(condition["chip"]["cores"] == 1);
    }
    CHECK(slurp(here.path() / "out" / "report.html").find("all, nJ") != std::string::npos);
}

TEST_CASE("system: validate climbs the ladder of working memory") {
    const scratch_folder here;
    here.write("small.yaml", small);
    const auto run = ran(here, {"validate", "small.yaml"});
    CHECK(run.out.find("1   chip, ideal device = fixed point") == 0);
    CHECK(run.out.find("2   fixed point ~ double precision") != std::string::npos);
}

TEST_CASE("system: what working memory cannot be is refused with its place") {
    const scratch_folder here;
    here.write("small.yaml", small);
    here.write("typo.yaml", "task: working_memory\ntrail: {sample_s: 1 s}\n");
    refuses(here, 3, {"run", "typo.yaml"}, {"typo.yaml:2", "trail", "trial"});
    here.write("twice.yaml", "task: working_memory\nconditions: [{name: a}, {name: a}]\n");
    refuses(here, 3, {"run", "twice.yaml"}, {"conditions[1].name: found 'a' twice"});
    here.write("shut.yaml",
               "task: working_memory\nconditions: [{name: a, manipulations: [activate]}]\n");
    refuses(here, 3, {"run", "shut.yaml"}, {"conditions[0].manipulations[0].gate", "above 0"});
    refuses(here, 3, {"run", "small.yaml", "--set", "chip.core.neurons=64"},
            {"chip", "on is 'double'"});
    refuses(here, 3, {"run", "small.yaml", "--set", "trial.paradigm=maze"},
            {"match_to_sample", "alternation"});
    refuses(here, 3, {"run", "small.yaml", "--set", "network.spread=nan"}, {"network.spread"});
    refuses(here, 3,
            {"run", "small.yaml", "--set", "network.neuron.homeostasis.duration_s=0", "--set",
             "network.neuron.homeostasis.rise=1"},
            {"network.neuron.homeostasis.rise", "there is no power-up"});
}
