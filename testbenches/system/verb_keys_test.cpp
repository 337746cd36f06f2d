#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "crossbar/array/array_config.hpp"
#include "rtl_models/chip/network_chip_config.hpp"
#include "testbenches/support/command.hpp"
#include "testbenches/support/key_variants.hpp"
#include "tools/array/write_config.hpp"
#include "tools/device/device_bench.hpp"

// Every key of the benches, arrays, writes and chips for networks, from the field lists, changed
// alone through the command line: something that the verb prints or writes changes, or the change
// is refused.
using namespace memglia;
using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

struct verb_run {
    std::vector<std::string> arguments;  ///< without --set and the result folder
    std::vector<std::string> sets = {};
};

// What the verb says and the tables that it leaves; empty and the message where it fails.
std::string outcome_of(const verb_run& verb, const std::vector<std::string>& more,
                       const fs::path& folder, std::string& refusal) {
    fs::remove_all(folder / "r");
    std::vector<std::string> arguments = verb.arguments;
    for (const auto* sets : {&verb.sets, &more}) {
        for (const std::string& set : *sets) arguments.insert(arguments.end(), {"--set", set});
    }
    arguments.insert(arguments.end(), {"--out", "r"});
    const command_result result = run_memglia(arguments, folder);
    constexpr int out_of_tolerance = 4;  // written all the same
    const bool accepted = result.exit_code == 0 || result.exit_code == out_of_tolerance;
    refusal = accepted ? "" : result.err;
    if (!accepted) {
        INFO(result.err);
        CHECK(result.exit_code == 3);
        return "";
    }
    std::string text = result.out;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder / "r")) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
        // The configuration is echoed there, or how long it took.
        if (file.filename() == "summary.json" || file.filename() == "timing.json" ||
            file.extension() == ".html") {
            continue;
        }
        text += slurp(file);
    }
    return text;
}

template <has_fields T>
void check_every_key(const verb_run& verb, const fs::path& folder,
                     const std::vector<std::string>& left_out, const std::string& prefix = "") {
    std::string refusal;
    const std::string reference = outcome_of(verb, {}, folder, refusal);
    INFO(refusal);
    REQUIRE_FALSE(reference.empty());
    for (const leaf_key& key : leaf_keys(describe(T{}))) {
        if (key.path.ends_with("source") || key.path.ends_with(".tag")) continue;
        if (std::count(left_out.begin(), left_out.end(), key.path) > 0) continue;
        bool changed = false;
        bool accepted = false;
        for (const std::string& value : other_values(key)) {
            const std::string other =
                outcome_of(verb, {prefix + key.path + "=" + value}, folder, refusal);
            if (!refusal.empty()) {
                if (refusal.find("without effect") != std::string::npos) break;
                continue;
            }
            accepted = true;
            changed = other != reference;
            if (changed) break;
        }
        INFO(key.path << ": " << refusal);
        CHECK((changed || !accepted));
    }
}

const std::string four_cells = "2e-6,5e-6\n8e-6,3e-6\n";

}  // namespace

TEST_CASE("keys: each of a bench alone") {
    const scratch_folder here;
    check_every_key<device_bench>({{"device", "taox_hfox"}}, here.path(), {});
}

TEST_CASE("keys: each of an array's report alone") {
    const scratch_folder here;
    // The solvers agree to rounding.
    check_every_key<array_config>(
        {{"array", "report"}, {"sample.rows=6", "sample.columns=5", "effects.trials=2"}},
        here.path(), {"solver.method", "solver.tolerance"});
}

TEST_CASE("keys: each of an array's read alone") {
    const scratch_folder here;
    const std::string cells = here.write("g.csv", four_cells);
    const std::string word = here.write("word.csv", "0.3\n0.1\n");
    check_every_key<array_config>({{"array", "read", "--conductance", cells, "--word", word}},
                                  here.path(), {"solver.method", "solver.tolerance"});
}

TEST_CASE("keys: each of a scheduled write alone") {
    const scratch_folder here;
    const std::string states = here.write("x.csv", "0.5,0.4\n0.3,0.6\n");
    const std::string schedule =
        here.write("ops.csv", "row,column,operation\n0,0,set\n0,0,set\n0,0,reset\n1,1,reset\n");
    check_every_key<write_config>({{"array", "write", "--states", states, "--schedule", schedule},
                                   {"lines.r_word_ohm=100", "ageing.endurance_cycles=0.001"}},
                                  here.path(), {});
}

TEST_CASE("keys: each of write-verify alone") {
    const scratch_folder here;
    const std::string target = here.write("t.csv", four_cells);
    check_every_key<write_config>(
        {{"array", "write", "--target", target},
         {"lines.r_word_ohm=100", "ageing.endurance_cycles=0.2", "ageing.drift_nu_on=0.05",
          "ageing.drift_nu_off=0.05", "verify.t_wait_s=100"}},
        here.path(), {});
}

TEST_CASE("keys: each of a chip for networks alone") {
    const scratch_folder here;
    // Guards, which refuse or do nothing, and what a technology table is called.
    check_every_key<network_chip_config>(
        {{"network", "gated", "--on", "chip", "--run", "0.1"},
         {"chip.device.stuck_off_fraction=0.05", "chip.core.synapses.ageing.endurance_cycles=0.2",
          "chip.core.synapses.ageing.drift_nu_on=0.05",
          "chip.core.synapses.ageing.drift_nu_off=0.02",
          "chip.core.synapses.ageing.telegraph_fraction=0.3", "chip.core.synapses.age_s=100"}},
        here.path(),
        {"timing", "most_cores", "core.longest_delay_ticks", "core.synapses.arrays",
         "technology.name"},
        "chip.");
}

TEST_CASE("keys: validate walks the chip, whoever walks the experiment") {
    const scratch_folder here;
    const auto validate = [&](const std::string& set) {
        return run_memglia({"validate", "--mazes", "1", "--set", "experiment.mazes=2", "--set",
                            "experiment.width=4", "--set", "experiment.height=4", "--set",
                            "experiment.agents=[random_bump]", "--set", set},
                           here.path());
    };
    for (const char* set : {"chip.device.sigma_read=0.011", "rule.winner_margin=0.09"}) {
        const command_result result = validate(set);
        INFO(set << ": " << result.err);
        CHECK((result.exit_code == 0 || result.exit_code == 4));
    }
    // The ladder's own ideal device takes the effect of some away: not the user's mistake.
    const command_result passive =
        run_memglia({"validate", "--mazes", "1", "--set", "experiment.mazes=1", "--set",
                     "experiment.width=4", "--set", "experiment.height=4", "--set",
                     "chip.crossbar.scheme=third", "--set", "chip.tile.programming.patience=20"},
                    here.path());
    INFO(passive.err);
    CHECK((passive.exit_code == 0 || passive.exit_code == 4));
    const command_result idle = validate("rivals.q_lambda.discount=0.9");
    INFO(idle.err);
    CHECK(idle.exit_code == 3);
    CHECK(idle.err.find("q_lambda is not among experiment.agents") != std::string::npos);
}
