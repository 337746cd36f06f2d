#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/refusal.hpp"

using memglia::test::command_result;
using memglia::test::interrupt_memglia;
using memglia::test::refuses;
using memglia::test::run_memglia;
using memglia::test::scratch_folder;
using memglia::test::slurp;
namespace fs = std::filesystem;

namespace {

constexpr const char* corridor = "type octile\nheight 3\nwidth 5\nmap\n@@@@@\n@...@\n@@@@@\n";

}  // namespace

TEST_CASE("system: usage errors exit with 2") {
    const scratch_folder here;
    refuses(here, 2, {}, {"usage: memglia VERB"});
    refuses(here, 2, {"rum"}, {"no verb 'rum'", "did you mean 'run'?"});
    refuses(here, 2, {"run", "--jbos", "2", "-o", "r"}, {"--jbos", "did you mean '--jobs'?"});
    refuses(here, 2, {"run", "--jobs", "many", "-o", "r"}, {"jobs"});
    refuses(here, 2, {"run", "--jobs", "0", "-o", "r"}, {"--jobs 0"});
    refuses(here, 2, {"run", "--jobs", "-1", "-o", "r"}, {"--jobs -1"});
    refuses(here, 2, {"run", "-j", "-1", "-o", "r"}, {"--jobs -1"});
    refuses(here, 2, {"study", "--jobs=-1", "-o", "r"}, {"--jobs -1"});
    refuses(here, 2, {"validate", "--jobs", "0"}, {"--jobs 0", "1 to"});
    refuses(here, 2, {"run", "--jobs", "4000000000", "-o", "r"}, {"--jobs 4000000000", "1 to"});
    refuses(here, 2, {"run", "--jobs", "99999999999", "-o", "r"}, {"99999999999"});
    refuses(here, 2, {"run", "--seed", "-5", "-o", "r"}, {"--seed -5"});
    refuses(here, 2, {"maze", "--width", "-3"}, {"--width -3"});
    refuses(here, 2, {"validate", "--mazes", "-3"}, {"--mazes -3"});
    refuses(here, 2, {"run", "--set", "rule.suppression_depth", "-o", "r"}, {"--set", "="});
    refuses(here, 2, {"run", "a", "b"}, {"too many arguments"});
    refuses(here, 2, {"run", "--trace-window", "1:5", "-o", "r"}, {"needs --trace"});
    refuses(here, 2, {"run", "--trace", "all", "-o", "r"}, {"pins"});
    refuses(here, 2, {"run", "--trace", "pins", "--trace-window", "5:1", "-o", "r"}, {"empty"});
    refuses(here, 2, {"run", "--trace", "pins", "--trace-window", "x", "-o", "r"}, {"FIRST:LAST"});
    refuses(here, 2, {"maze", "--walls", "2"}, {"--walls"});
    refuses(here, 2, {"schema", "--set", "a=b"}, {"--effective"});
}

TEST_CASE("system: configuration errors name file, line, path and a way out") {
    const scratch_folder here;
    const auto file = here.write("bad.yaml", "from: navigation\nrule:\n  supression_depth: 0.9\n");
    refuses(here, 3, {"run", file, "-o", "r"},
            {"bad.yaml:3", "rule.supression_depth", "did you mean 'suppression_depth'?"});
    refuses(here, 3, {"run", "--set", "rule.suppression_depth=deep", "-o", "r"},
            {"--set", "rule.suppression_depth", "'deep'", "a number"});
    refuses(here, 3, {"run", "--set", "rule.suppression_depth=1.5", "-o", "r"},
            {"1.5", "between 0 and 1"});
    refuses(here, 3, {"run", "--set", "experiment.mazes=0", "-o", "r"}, {"experiment.mazes", "1"});
    refuses(here, 3, {"run", "--set", "chip.device=taox", "-o", "r"}, {"taox", "taox_hfox"});
    refuses(here, 3, {"run", "--set", "chip.device.v_read_v=1.2", "-o", "r"},
            {"v_read_v", "would move the state"});
    refuses(here, 3, {"run", "--set", "chip.device.vteam.v_on_v=0.3", "-o", "r"}, {"v_on_v"});
    refuses(here, 3,
            {"run", "--set", "rule=snan_eligibility", "--set", "rule.eligibility_tau_s=20", "--set",
             "rule.eligibility_min=0.05", "-o", "r"},
            {"trail_words"});
    refuses(here, 3,
            {"run", "--set", "rivals.stdp_only.eligibility_tau_s=20", "--set",
             "rivals.stdp_only.eligibility_min=0.05", "-o", "r"},
            {"trail_words"});
    refuses(here, 3, {"run", "--set", "rule=", "-o", "r"}, {"--set", "rule", "a name or a map"});
    refuses(here, 3, {"run", "--set", "rule.learning_rate=0.3", "-o", "r"},
            {"rule.learning_rate", "whole number of levels"});
    refuses(here, 3, {"run", "--set", "experiment.episodes=850", "-o", "r"},
            {"experiment.episodes", "24-bit decision index"});
    refuses(here, 2, {"study", "--set", "rule.suppression_depth=0.3", "-o", "r"},
            {"run 'depth' sweeps rule.suppression_depth"});
    // What an experiment may not be.
    refuses(here, 3, {"run", "--set", "experiment.goal_returns_at=4", "-o", "r"},
            {"experiment.goal_returns_at", "after goal_moves_at"});
    refuses(here, 3, {"run", "--set", "rivals.astro_only.learning=wave", "-o", "r"},
            {"rivals.astro_only.learning", "the one that does not learn"});
    refuses(here, 3, {"run", "--set", "rivals.stdp_only.suppression_depth=0.5", "-o", "r"},
            {"rivals.stdp_only.suppression_depth", "the one without them"});
    refuses(here, 3, {"run", "--set", "rivals.snan_eligibility.learning=wave", "-o", "r"},
            {"rivals.snan_eligibility.learning", "eligibility"});
    refuses(here, 3, {"run", "--set", "rule=ullah_equations", "-o", "r"},
            {"rule.astrocyte_model", "'ullah'", "ullah_transient"});
    refuses(here, 3,
            {"run", "--set", "rule=synapse_astrocytes", "--set", "rule.region_width_cells=2", "-o",
             "r"},
            {"rule.astrocyte_per", "region_width_cells"});
    refuses(here, 3, {"run", "mazes_15", "--set", "chip=state_transitions", "-o", "r"},
            {"chip.tile.layout", "'states'", "225 places"});
    refuses(here, 3,
            {"run", "--set", "chip.device.stuck_on_fraction=0.6", "--set",
             "chip.device.stuck_off_fraction=0.6", "-o", "r"},
            {"stuck_on_fraction", "at most 1"});
    refuses(here, 3, {"run", "--set", "experiment.agents=[snan_chp]", "-o", "r"},
            {"snan_chp", "snan_chip"});
    refuses(here, 3, {"run", "navgation"}, {"no experiment 'navgation'", "navigation"});
    refuses(here, 3, {"run", "nowhere/x.yaml", "-o", "r"}, {"nowhere/x.yaml"});
    here.write("net.yaml", "from: navigation\n");
    here.write("net.nir", "");
    refuses(here, 3, {"run", "net.nir", "-o", "r"},
            {"net.nir: this file is no experiment", ".yaml"});
    refuses(here, 3, {"run", "other.nir", "-o", "r"}, {"no experiment 'other.nir'", ".yaml"});
    refuses(here, 3, {"run", here.write("empty.yaml", ""), "-o", "r"}, {"empty.yaml"});
    refuses(here, 3, {"run", here.write("torn.yaml", "rule: {a: [1,\n"), "-o", "r"}, {"torn.yaml"});
}

TEST_CASE("system: map and scenario errors name file and line") {
    const scratch_folder here;
    const auto scenario = [&here](const std::string& map, const std::string& row) {
        here.write("t.map", map);
        return "experiment.scenario=" + here.write("t.scen", "version 1\n" + row);
    };
    const std::string good = "0\tt.map\t5\t3\t1\t1\t3\t1\t2\n";
    const auto run = [&](const std::string& map, const std::string& row) {
        return std::vector<std::string>{"run", "--set", scenario(map, row), "-o", "r"};
    };
    refuses(here, 3, run("", good), {"t.map", "empty file"});
    refuses(here, 3, run("type octile\nheight x\nwidth 5\nmap\n", good), {"t.map:2"});
    refuses(here, 3, run("type octile\nheight 0\nwidth 5\nmap\n", good), {"t.map:2", "at least 1"});
    refuses(here, 3, run("type octile\nheight 3\nwidth 5\nmap\n@@@@@\n", good),
            {"t.map", "end of the file", "3 rows"});
    refuses(here, 3, run("type octile\nheight 1\nwidth 5\nmap\n@.?.@\n", good), {"t.map:5", "'?'"});
    refuses(here, 3, run(corridor, "0\tt.map\t5\t3\t1\t1\t4\t1\t2\n"),
            {"t.scen:2", "goal", "wall"});
    refuses(here, 3, run(corridor, "0\tt.map\t5\t3\t0\t0\t3\t1\t2\n"),
            {"t.scen:2", "start", "wall"});
    refuses(here, 3, run(corridor, "0\tt.map\t5\t3\t1\t1\t9\t1\t2\n"), {"t.scen:2", "outside"});
    refuses(here, 3, run(corridor, "0\tt.map\t6\t3\t1\t1\t3\t1\t2\n"), {"t.scen:2", "6 x 3"});
    refuses(here, 3, run(corridor, "0\tt.map\t5\t3\n"), {"t.scen:2", "4 fields"});
    refuses(here, 3,
            run("type octile\nheight 1\nwidth 5\nmap\n..@..\n", "0\tt.map\t5\t1\t0\t0\t4\t0\t4\n"),
            {"t.scen:2", "no way"});
    refuses(here, 3, {"run", "--set", "experiment.scenario=none.scen", "-o", "r"},
            {"none.scen", "no such file"});

    // A row that no maze uses ends no run; to look at the file shows it.
    const std::string beyond = "0\tt.map\t5\t3\t1\t1\t4\t1\t2\n";
    const std::string used = scenario(corridor, good + good + beyond);
    CHECK(
        run_memglia({"run", "--set", used, "--set", "experiment.mazes=2", "-o", "two"}, here.path())
            .exit_code == 0);
    refuses(here, 3, {"run", "--set", used, "--set", "experiment.mazes=3", "-o", "r"},
            {"t.scen:4", "goal", "wall"});
    refuses(here, 3, {"maze", "t.scen"}, {"t.scen:4", "goal", "wall"});

    // And a good one walks.
    CHECK(run_memglia(
              {"run", "--set", scenario(corridor, good), "--set", "experiment.mazes=2", "-o", "r"},
              here.path())
              .exit_code == 0);
}

TEST_CASE("system: an older result is never lost") {
    const scratch_folder here;
    const std::string few = "experiment.mazes=2";
    REQUIRE(run_memglia({"run", "--set", few, "-o", "r"}, here.path()).exit_code == 0);
    const auto before = slurp(here.path() / "r" / "result.json");
    const command_result again =
        run_memglia({"run", "--set", few, "--seed", "5", "-o", "r"}, here.path());
    CHECK(again.exit_code == 3);
    CHECK(again.err.find("--force") != std::string::npos);
    CHECK(slurp(here.path() / "r" / "result.json") == before);

    // Not even --force replaces something else.
    fs::create_directory(here.path() / "mine");
    here.write("mine/thesis.txt", "years of work");
    CHECK(run_memglia({"run", "--set", few, "--force", "-o", "mine"}, here.path()).exit_code == 3);
    CHECK(slurp(here.path() / "mine" / "thesis.txt") == "years of work");

    CHECK(run_memglia({"run", "--set", few, "--seed", "5", "--force", "-o", "r"}, here.path())
              .exit_code == 0);
    CHECK(slurp(here.path() / "r" / "result.json") != before);
    CHECK_FALSE(fs::exists(here.path() / "r.incomplete"));
}

TEST_CASE("system: a result folder's name may end in a slash") {
    const scratch_folder here;
    here.write("r.csv", "1e4,2e4\n");
    here.write("v.csv", "0.3\n");
    const std::vector<std::string> read = {"array",  "read",  "--resistance", "r.csv",
                                           "--word", "v.csv", "--out",        "out/"};
    REQUIRE(run_memglia(read, here.path()).exit_code == 0);
    CHECK(fs::exists(here.path() / "out" / "I_out.csv"));
    CHECK(run_memglia(read, here.path()).exit_code == 3);
    auto forced = read;
    forced.emplace_back("--force");
    CHECK(run_memglia(forced, here.path()).exit_code == 0);
    CHECK(fs::exists(here.path() / "out" / "I_out.csv"));
}

TEST_CASE("system: Ctrl-C stops cleanly and keeps what is done apart") {
    const scratch_folder here;
    const command_result run = interrupt_memglia(
        {"run", "--set", "experiment.mazes=1000000", "--set", "experiment.episodes=2", "-o", "r"},
        here.path(), here.path() / "r.incomplete" / "decisions.jsonl");
    INFO(run.err);
    CHECK(run.exit_code == 130);
    CHECK(run.err.find("interrupted after") != std::string::npos);
    CHECK_FALSE(fs::exists(here.path() / "r"));
    const auto part = nlohmann::json::parse(slurp(here.path() / "r.incomplete" / "result.json"));
    CHECK(part.at("complete") == false);
    CHECK(part.at("mazes").get<int>() > 0);
    const std::string page = slurp(here.path() / "r.incomplete" / "report.html");
    CHECK(page.find("interrupted: " + part.at("mazes").dump() + " of 1000000 mazes") !=
          std::string::npos);
    fs::remove(here.path() / "r.incomplete" / "report.html");
    const command_result report = run_memglia({"report", "r.incomplete"}, here.path());
    CHECK(report.exit_code == 0);
    CHECK(report.err.starts_with("interrupted: "));
    CHECK(slurp(here.path() / "r.incomplete" / "report.html") == page);
    // Every line of the log is whole.
    const auto log = slurp(here.path() / "r.incomplete" / "decisions.jsonl");
    CHECK(log.ends_with("}\n"));

    // The same name may be used again at once.
    const command_result again =
        run_memglia({"run", "--set", "experiment.mazes=2", "-o", "r"}, here.path());
    CHECK(again.exit_code == 0);
    CHECK(again.err == "r.incomplete of an interrupted run is replaced\n");
    CHECK_FALSE(fs::exists(here.path() / "r.incomplete"));
}
