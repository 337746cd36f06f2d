#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "snan/tasks/recall/recall_config.hpp"
#include "testbenches/support/command.hpp"
#include "testbenches/support/key_variants.hpp"
#include "testbenches/support/refusal.hpp"
#include "tools/config/bind.hpp"

// The verb recall: patterns in a network with delays, and back.
using namespace memglia;
using namespace memglia::test;

namespace {

constexpr const char* small = R"(neurons: 60
delays: 12
patterns: {count: 3, ticks: 300, spike_probability: 0.04}
weights:
  rule: pseudo_inverse
  target: spikes
  gain: 1.5
cue:
  ticks: 10
)";

nlohmann::json result_of(const scratch_folder& here, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"recall", "memory.yaml", "--out", "r", "--force"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto run = run_memglia(arguments, here.path());
    INFO(run.err);
    if (run.exit_code == 3) return run.err;
    REQUIRE(run.exit_code == 0);
    return nlohmann::json::parse(slurp(here.path() / "r" / "result.json"));
}

}  // namespace

TEST_CASE("system: recall prints scores and leaves them in a folder") {
    const scratch_folder here;
    here.write("memory.yaml", small);
    const std::vector<std::string> arguments{"recall", "memory.yaml", "--out", "r"};
    const auto run = run_memglia(arguments, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(run.err.empty());
    for (const char* word : {"F1 ", "precision ", "recall ", "spikes ", "synapses ",
                             "synaptic operations ", "least squares: ", "seconds "}) {
        CHECK(run.out.find(word) != std::string::npos);
    }
    const std::string bytes = slurp(here.path() / "r" / "result.json");
    const auto result = nlohmann::json::parse(bytes);
    CHECK(result["patterns"].size() == 3);
    const auto& memory = result["configuration"]["memory"];
    CHECK(memory["cue"]["ticks"] == 10);
    CHECK(result["synaptic_operations"] > 0);
    const auto& all = result["all_patterns"];
    std::uint64_t hits = 0;
    for (const auto& pattern : result["patterns"]) hits += pattern["hits"].get<std::uint64_t>();
    CHECK(all["hits"] == hits);
    CHECK(nlohmann::json::parse(slurp(here.path() / "r" / "timing.json"))["run_s"] >= 0);
    // What was written reads back as the same, and never goes over an older result unasked.
    here.write("again.json", memory.dump());
    CHECK(run_memglia(arguments, here.path()).exit_code == 3);
    REQUIRE(run_memglia({"recall", "again.json", "--out", "r", "--force"}, here.path()).exit_code ==
            0);
    CHECK(slurp(here.path() / "r" / "result.json") == bytes);
    CHECK(result_of(here, {"--seed", "2"}) == result_of(here, {"--set", "seed=2"}));
}

TEST_CASE("system: recall, every key has an effect or is refused") {
    const scratch_folder here;
    const std::string trained =
        std::string(small) +
        "training: {epochs: 6, free_epochs: 3, start: perturbed, noise: 0.5, "
        "learning_rate: 1e-2, slope: 8}\n";
    here.write("memory.yaml", trained);
    auto reference = result_of(here, {});
    reference.erase("configuration");
    const auto base = bind<recall_config>(config_tree::parse_document(trained, "memory.yaml"));
    for (const leaf_key& key : leaf_keys(describe(base))) {
        bool changed = false;
        std::string refusal;
        for (const std::string& value : other_values(key)) {
            if (changed) break;
            auto other = result_of(here, {"--set", key.path + "=" + value});
            if (other.is_string()) {
                refusal = other.get<std::string>();
                continue;
            }
            other.erase("configuration");
            changed = other != reference;
        }
        INFO(key.path << ": " << refusal);
        CHECK(changed);
    }
}

TEST_CASE("system: recall refuses keys of training and weights that nothing reads") {
    const scratch_folder here;
    here.write("memory.yaml", small);
    const auto refuses_key = [&here](const std::vector<std::string>& sets,
                                     const std::string& reason) {
        std::vector<std::string> arguments{"recall", "memory.yaml"};
        for (const std::string& set : sets) {
            arguments.emplace_back("--set");
            arguments.push_back(set);
        }
        refuses(here, 3, arguments, {reason});
    };
    for (const char* key : {"start=random", "noise=1", "learning_rate=1", "slope=1"}) {
        refuses_key({std::string("training.") + key}, "epochs is 0");
    }
    refuses_key({"training.free_epochs=1"}, "at most training.epochs, 0");
    refuses_key({"training.epochs=1", "training.noise=1"}, "start is 'computed'");
    refuses_key({"training.epochs=1", "training.start=random", "weights.gain=2"},
                "training.start is 'random'");
    // What another choice took the effect of is left out.
    const auto random =
        result_of(here, {"--set", "training.epochs=1", "--set", "training.start=random"});
    CHECK_FALSE(random["configuration"]["memory"].contains("weights"));
    CHECK_FALSE(random.contains("least_squares"));
}

TEST_CASE("system: recall trains, says how far it came, and leaves the curve") {
    const scratch_folder here;
    here.write("memory.yaml", small);
    const std::vector<std::string> training{"--set", "cue.ticks=0",
                                            "--set", "training.epochs=150",
                                            "--set", "training.free_epochs=10",
                                            "--set", "training.start=random",
                                            "--set", "training.learning_rate=0.03"};
    const auto result = result_of(here, training);
    CHECK(result["training"]["untrained"]["f1"] < 0.1);
    CHECK(result["all_patterns"]["f1"] >= 0.99);
    const auto& loss = result["training"]["loss"];
    CHECK(loss.size() == 150);
    CHECK(loss[149] < 0.1 * loss[0].get<double>());
    CHECK(result["training"]["f1"].size() == 150);
    CHECK(result["training"]["run"][139] == "forced");
    CHECK(result["training"]["run"][140] == "free");
    auto again = training;
    again.insert(again.end(), {"--jobs", "1"});
    CHECK(result_of(here, again) == result);
    std::vector<std::string> arguments{"recall", "memory.yaml"};
    arguments.insert(arguments.end(), training.begin(), training.end());
    const auto run = run_memglia(arguments, here.path());
    CHECK(run.out.find("training: 150 epochs, loss ") != std::string::npos);
}

TEST_CASE("system: recall scans keys into one table") {
    const scratch_folder here;
    here.write("memory.yaml", small);
    const auto scan = [&here](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"recall", "memory.yaml"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto run = run_memglia(arguments, here.path());
        INFO(run.err);
        REQUIRE(run.exit_code == 0);
        return run.out;
    };
    const std::string table = scan({"--scan", "delays=11,12", "--scan", "neuron.beta=0.5,0.6,0.7"});
    CHECK(std::count(table.begin(), table.end(), '\n') == 7);
    CHECK(table.rfind("delays,neuron.beta,f1,precision,recall,spikes,synapses,"
                      "synaptic_operations\n11,0.5,",
                      0) == 0);
    // A row is what one run says.
    const auto one = result_of(here, {"--set", "neuron.beta=0.6"});
    const std::string line = "12,0.6," + one["all_patterns"]["f1"].dump() + ',';
    CHECK(table.find(line) != std::string::npos);
    CHECK(scan({"--scan", "delays=11,12", "--scan", "neuron.beta=0.5,0.6,0.7", "--jobs", "1"}) ==
          table);
}

TEST_CASE("system: recall leaves a scan as a table and a page") {
    const scratch_folder here;
    here.write("memory.yaml", small);
    const auto run =
        run_memglia({"recall", "memory.yaml", "--scan", "weights.rule=hebbian,pseudo_inverse",
                     "--scan", "delays=11,12", "--out", "s"},
                    here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(slurp(here.path() / "s" / "scan.csv") == run.out);
    const std::string page = slurp(here.path() / "s" / "report.html");
    CHECK(page.find(">delays 12</text>") != std::string::npos);
    CHECK(page.find(">pseudo_inverse</text>") != std::string::npos);
    CHECK(page.find("--scan weights.rule=hebbian,pseudo_inverse") != std::string::npos);
    CHECK(std::filesystem::exists(here.path() / "s" / "figures" / "f1.svg"));
}

TEST_CASE("system: recall checks a scan before its first row") {
    const scratch_folder here;
    here.write("memory.yaml", small);
    refuses(here, 2, {"recall", "memory.yaml", "--scan", "delays"}, {"KEY=V1,V2"});
    refuses(here, 2, {"recall", "memory.yaml", "--scan", "delays=11,,12"}, {"KEY=V1,V2"});
    refuses(here, 2, {"recall", "memory.yaml", "--scan", "delays=11", "--scan", "delays=12"},
            {"twice"});
    refuses(here, 2, {"recall", "memory.yaml", "--scan", "delays=11", "--on", "fixed"}, {"--on"});
    const auto run =
        run_memglia({"recall", "memory.yaml", "--scan", "delays=11,12,400"}, here.path());
    CHECK(run.exit_code == 3);
    CHECK(run.out.empty());
    CHECK(run.err.find("patterns.ticks") != std::string::npos);
    refuses(here, 3, {"recall", "memory.yaml", "--scan", "training.slope=1,2"}, {"epochs is 0"});
}

TEST_CASE("system: recall names file, line and path of what is wrong") {
    const scratch_folder here;
    const auto says = [&here](const std::string& from, const std::string& to,
                              const std::vector<std::string>& words) {
        std::string text = small;
        const auto at = text.find(from);
        REQUIRE(at != std::string::npos);
        here.write("memory.yaml", text.replace(at, from.size(), to));
        refuses(here, 3, {"recall", "memory.yaml"}, words);
    };
    says("gain: 1.5", "gian: 1.5", {"memory.yaml:7: weights.gian: unknown key", "gain"});
    says("rule: pseudo_inverse", "rule: inverse", {"memory.yaml:5: weights.rule", "hebbian"});
    says("ticks: 10", "ticks: 13", {"memory.yaml", "cue.ticks: found 13 ticks", "at most delays"});
    says("neurons: 60", "neurons: 60000",
         {"memory.yaml:1: neurons: found up to 43200000000 synapses", "5e7"});
    here.write("memory.yaml", small);
    refuses(here, 3, {"recall", "memory.yaml", "--set", "cue.silenced_neurons=61"},
            {"cue.silenced_neurons", "at most 60"});
    refuses(here, 3, {"recall", "memory.yaml", "--out", "."}, {"--out would replace"});
    refuses(here, 3, {"recall", "spares"}, {"sparse"});
    refuses(here, 3, {"recall", "none.yaml"}, {"none.yaml"});
    refuses(here, 2, {"recall", "memory.yaml", "--cue", "3"}, {"--cue"});
}

TEST_CASE("system: recall of the sparse memory, which is the one without a name") {
    const scratch_folder here;
    const auto run = run_memglia({"recall", "--out", "r"}, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    const auto result = nlohmann::json::parse(slurp(here.path() / "r" / "result.json"));
    CHECK(result["all_patterns"]["f1"] >= 0.999);
    CHECK(result["configuration"]["memory"]["neurons"] == 1024);
    CHECK_FALSE(result.contains("least_squares"));
}

TEST_CASE("system: recall on a chip of ideal devices is recall in fixed point") {
    const scratch_folder here;
    here.write("memory.yaml", small);
    const std::vector<std::string> chip{"--set", "chip.core.neurons=16", "--set",
                                        "chip.device=ideal"};
    const auto on_chip = [&](std::vector<std::string> more) {
        more.insert(more.end(), chip.begin(), chip.end());
        return result_of(here, more);
    };
    const auto found = on_chip({"--on", "chip"});
    REQUIRE(found.is_object());
    const auto expected = result_of(here, {"--on", "fixed", "--chip", "recall"});
    CHECK(found["all_patterns"] == expected["all_patterns"]);
    CHECK(found["patterns"] == expected["patterns"]);
    CHECK(found["spikes"] == expected["spikes"]);
    CHECK(found["synaptic_operations"] == expected["synaptic_operations"]);
    CHECK(found["all_patterns"]["hits"] > 0);
    CHECK(found["chip"]["cores"] == 4);
    CHECK(found["chip"]["rows"] == 4 * 60 * 12);
    CHECK(found["chip"]["ticks"] == 3 * (300 + 2));
    CHECK(found["chip"]["running_j"] > 0);
    CHECK(found["chip"]["programming_j"] > 0);
    CHECK_FALSE(expected.contains("chip"));
}

TEST_CASE("system: recall refuses places that it does not know") {
    const scratch_folder here;
    here.write("memory.yaml", small);
    refuses(here, 2, {"recall", "memory.yaml", "--on", "gpu"}, {"expected double, fixed or chip"});
    refuses(here, 2, {"recall", "memory.yaml", "--chip", "ideal"}, {"--chip needs --on"});
    refuses(here, 2, {"recall", "memory.yaml", "--set", "chip.tick_s=1e-6"},
            {"chip.tick_s=1e-6 needs --on"});
    refuses(here, 3, {"recall", "memory.yaml", "--on", "chip", "--chip", "idea"}, {"ideal"});
}

TEST_CASE("system: schema and completion know memories") {
    const scratch_folder here;
    const auto table = run_memglia({"schema", "--recall", "--table"}, here.path());
    CHECK(table.out.find("| `cue.replace_probability` | 1 | 0.0 | between 0 and 1 |") !=
          std::string::npos);
    CHECK(run_memglia({"schema", "--recall", "--network"}, here.path()).exit_code == 2);
    CHECK(run_memglia({"schema", "--recall", "--effective"}, here.path()).exit_code == 2);
    const auto keys = run_memglia({"completion", "--keys", "recall"}, here.path());
    CHECK(keys.out.find("cue.silenced_neurons\n") != std::string::npos);
    const auto names = run_memglia({"completion", "--entries", "memories"}, here.path());
    CHECK(names.out == "dense\nsparse\n");
    // The dense one takes too long to run here; its keys are read before one of them is refused.
    refuses(here, 3, {"recall", "dense", "--set", "cue.ticks=42"}, {"--set: cue.ticks: found 42"});
}
