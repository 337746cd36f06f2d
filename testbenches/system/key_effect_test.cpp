#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/key_variants.hpp"
#include "testbenches/support/result_bytes.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiments/registry.hpp"
#include "tools/study/study_plan.hpp"

// Every key of an experiment, enumerated from the field lists, changed alone: the bytes of
// result.json (apart from the echoed configuration) or of decisions.jsonl change, or the change is
// refused, or the key stands in one of two short lists with its reason.
using namespace memglia;
using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

const fs::path root = fs::path(MEMGLIA_SOURCE_DIR) / "configs";

// A chip of one small tile on small mazes, all agents.
const std::vector<std::string> small{"experiment.mazes=2",        "experiment.width=6",
                                     "experiment.height=6",       "experiment.episodes=4",
                                     "experiment.logged_mazes=1", "chip.tile.rows=24",
                                     "chip.tile.column_groups=2"};

// Text for the reader of a configuration or a report; no number comes of it.
bool is_text(const std::string& path) {
    return path.ends_with(".tag") || path.ends_with(".source");
}

// Keys that have an effect, but none that these mazes show.
const std::map<std::string, std::string> unseen{
    {"chip.tile.programming.patience", "counts where writes move other cells, which these do not"},
    {"rule.calcium_per_visit",
     "waves that guide leave calcium the choice between learned sides only"},
    {"rule.calcium_tau_s", "likewise; rivals.snan_local, whose search calcium decides, shows it"},
    {"rule.gate_threshold", "likewise"},
    {"chip.processor.cycles.multiply_high", "nav_soft has no such instruction"},
    {"chip.processor.cycles.divide", "likewise, but where it prints a trap"},
    {"chip.processor.cycles.split", "its accesses are aligned"},
    {"chip.technology.riscv_sleep_j.value",
     "a processor sleeps where it boots, with boot firmware"},
    {"chip.technology.riscv_sleep_j.low", "likewise"},
    {"chip.technology.riscv_sleep_j.high", "likewise"},
};

// An exact device is reset only when a learned weight falls.
const std::string falls_only = "chip.device.v_reset_v";

struct verdict {
    std::vector<std::string> silent;   ///< accepted, and nothing changed
    std::vector<std::string> refused;  ///< with why
};

// All keys from `first` on in steps of `step`.
verdict change_each(const std::vector<std::string>& base, std::size_t first = 0,
                    std::size_t step = 1) {
    std::vector<std::string> sets = small;
    sets.insert(sets.end(), base.begin(), base.end());
    const run_bytes reference = result_of(sets, root);
    INFO(reference.error);
    REQUIRE(reference.error.empty());
    const auto config = load_config<run_config>(root / "experiments/navigation.yaml", root, sets);
    const auto keys = leaf_keys(describe(config));
    REQUIRE(keys.size() > 200);
    verdict found;
    for (std::size_t k = first; k < keys.size(); k += step) {
        if (is_text(keys[k].path)) continue;
        std::string refusal;
        bool accepted = false;
        bool changed = false;
        for (const std::string& value : other_values(keys[k])) {
            auto changes = sets;
            changes.push_back(keys[k].path + "=" + value);
            const run_bytes other = result_of(changes, root);
            if (!other.error.empty()) {
                refusal = other.error;
                // One value of a key without effect is like any other.
                if (refusal.find("without effect") != std::string::npos) break;
                continue;
            }
            accepted = true;
            changed = other.bytes != reference.bytes;
            if (changed) break;
        }
        if (changed) continue;
        if (accepted) {
            if (unseen.count(keys[k].path) == 0) found.silent.push_back(keys[k].path);
        } else {
            found.refused.push_back(keys[k].path + ": " + refusal);
        }
    }
    return found;
}

void require_none_silent(const std::vector<std::string>& base, const std::string& but = "",
                         std::size_t step = 1) {
    verdict found = change_each(base, 0, step);
    std::erase(found.silent, but);
    for (const std::string& key : found.silent) UNSCOPED_INFO("silent: " << key);
    CHECK(found.silent.empty());
    for (const std::string& why : found.refused) {
        INFO(why);
        CHECK(why.find("expected") + why.find("without effect") != 2 * std::string::npos);
    }
}

}  // namespace

TEST_CASE("keys: each alone changes the default experiment's result, or is refused") {
    require_none_silent({});
}

// Every third key: a run with exact lines takes a hundred times as long.
TEST_CASE("keys: every third, with a moving goal on passive arrays with exact lines") {
    require_none_silent({"chip=passive", "experiment.goal_moves_at=2",
                         "experiment.goal_returns_at=4", "experiment.coverage_steps=20"},
                        "", 3);
}

TEST_CASE("keys: each alone, with eligibility tags on an ideal device by open loop") {
    require_none_silent(
        {"rule=snan_eligibility", "chip.device=ideal", "chip.tile.programming.scheme=open_loop"},
        falls_only);
}

TEST_CASE("keys: a key without effect is refused with its place, its reason and the way out") {
    const auto error_of = [](const std::vector<std::string>& sets) -> input_error::details {
        try {
            load_config<run_config>(root / "experiments/navigation.yaml", root, sets);
        } catch (const unused_key_error& e) {
            return e.data;
        }
        return {};
    };
    const auto lines = error_of({"chip.crossbar.lines.r_word_ohm=1 Mohm"});
    CHECK(lines.file == "--set");
    CHECK(lines.path == "chip.crossbar.lines.r_word_ohm");
    CHECK(lines.found.find("wires is 'ideal'") != std::string::npos);
    CHECK(lines.expected == "wires exact");
    CHECK(error_of({"chip.crossbar.wires=exact", "chip.crossbar.lines.r_word_ohm=1"}).path.empty());
    // In whatever order they are given.
    CHECK(error_of({"chip.crossbar.lines.r_word_ohm=1", "chip.crossbar.wires=ideal"}).path ==
          "chip.crossbar.lines.r_word_ohm");
    CHECK(error_of({"experiment.agents=[snan_chip]", "rivals.q_lambda.discount=0.5"}).path ==
          "rivals.q_lambda.discount");
}

TEST_CASE("keys: no file that ships sets a key without effect") {
    // As if every file were the user's own.
    const auto check = [](const std::string& experiment, const std::vector<std::string>& sets) {
        const auto tree = load_tree(root / "experiments" / (experiment + ".yaml"), root,
                                    describe(run_config{}), sets);
        CHECK_NOTHROW(check_unused(tree, find_unused(bind<run_config>(tree)),
                                   std::filesystem::path("/nowhere")));
    };
    const auto names = [](const char* folder) { return library_names(root / folder); };
    for (const std::string& name : names("experiments")) {
        const bool navigation =
            task_of(root / "experiments" / (name + ".yaml"), root, {}) == nullptr;
        if (navigation) check(name, {});  // configs_test.cpp has the others
    }
    for (const std::string& name : names("rules")) {
        // No chip takes the equations.
        if (name != "ullah_equations") check("navigation", {"rule=" + name});
    }
    for (const std::string& name : names("chips")) check("navigation", {"chip=" + name});
    for (const std::string& name : names("devices")) {
        // `memglia device ideal` reads the equations that the chip does not.
        if (name == "ideal") continue;
        check("navigation", {"chip.device=" + name, "chip.tile.codes_per_level=1"});
    }
    for (const std::string& name : names("studies")) {
        CHECK_NOTHROW(load_study(root / "studies" / (name + ".yaml"), root, {}, {}));
    }
}

TEST_CASE("keys: a study that sets or sweeps a key without effect is refused at its line") {
    const scratch_folder here;
    const auto refusal = [&](const std::string& runs, const std::vector<std::string>& sets = {}) {
        const std::string file = here.write("s.yaml", "title: t\nruns:\n" + runs);
        try {
            load_study(file, root, sets, {});
        } catch (const input_error& e) {
            return std::to_string(e.data.line) + " " + e.data.path;
        }
        return std::string();
    };
    const std::string idle = "chip.crossbar.lines.r_bit_ohm";
    const std::string few = "  - name: a\n    set: [experiment.mazes=1]\n";
    CHECK(refusal("  - name: a\n    sweep: " + idle + "\n    values: [1, 2]\n") ==
          "5 runs[0].values[0] (" + idle + ")");
    CHECK(refusal("  - name: a\n    set: [\"" + idle + "=3\"]\n") ==
          "4 runs[0].set[0] (" + idle + ")");
    // For a whole study: left out where it has no effect, refused where it has none anywhere.
    CHECK(refusal(few, {idle + "=3"}) == "0 " + idle);
    const std::string both = few + "  - name: b\n    set: [chip.crossbar.wires=exact]\n";
    CHECK(refusal(both, {idle + "=3"}).empty());
    const auto plan =
        load_study(here.write("s.yaml", "title: t\nruns:\n" + both), root, {idle + "=3"}, {});
    CHECK(plan.notes == std::vector<std::string>{"--set " + idle +
                                                 "=3 has no effect in 1 of 2 runs, the first of "
                                                 "them a"});
    CHECK(plan.runs.at(1).config.chip.crossbar.lines.r_bit_ohm == 3);
}

TEST_CASE("keys: a run says at the start that writes disturb, and what that costs") {
    const scratch_folder here;
    const std::vector<std::string> small{"chip.tile.rows=16", "chip.tile.column_groups=1"};
    const auto run = [&](const std::string& device, const std::vector<std::string>& tile) {
        std::vector<std::string> sets{"chip=passive",       "chip.device=" + device,
                                      "experiment.width=4", "experiment.height=4",
                                      "experiment.mazes=1", "experiment.agents=[snan_chip]"};
        sets.insert(sets.end(), tile.begin(), tile.end());
        std::vector<std::string> arguments{"run", "--force", "--out", "r"};
        for (const std::string& set : sets) arguments.insert(arguments.end(), {"--set", set});
        return run_memglia(arguments, here.path());
    };
    const auto good = run("taox_hfox", small);
    CHECK(good.exit_code == 0);
    CHECK(good.err.find("disturb") == std::string::npos);
    CHECK(slurp(here.path() / "r" / "result.json").find("load_failures") == std::string::npos);
    const auto bad = run("technion", small);
    INFO(bad.err);
    CHECK(bad.exit_code == 0);
    CHECK(bad.err.find("writes disturb their neighbours") != std::string::npos);
    CHECK(bad.err.find("ms with its verify") != std::string::npos);
    CHECK(slurp(here.path() / "r" / "result.json").find("load_failures") != std::string::npos);
    CHECK(bad.out.find("could NOT be programmed") != std::string::npos);
    // 0.6 V / 2 on a threshold of 0.3 V.
    const auto edge = run("magic", small);
    CHECK(edge.err.find("idle cells see exactly their threshold") != std::string::npos);
    CHECK(edge.err.find("disturb") == std::string::npos);
    // 128 x 128 cells of 50 ohm leave nothing of 18 mV above the threshold.
    const auto deaf = run("technion", {"chip.tile.rows=128", "chip.tile.column_groups=16"});
    CHECK(deaf.err.find("SET pulses leave new cells where they are") != std::string::npos);
    CHECK(bad.err.find("SET pulses leave") == std::string::npos);
}
