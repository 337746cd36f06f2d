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

// One plain run and a sweep of two places, a few mazes each.
constexpr const char* tiny = R"yaml(title: Tiny
runs:
  - name: plain
    title: six mazes
    set: [experiment.mazes=6, experiment.episodes=3]
  - name: depth
    set: [experiment.mazes=4, experiment.episodes=2, "experiment.agents=[snan_chip]"]
    sweep: rule.suppression_depth
    values:
      - 0
      - {label: deep, value: 0.95, set: [experiment.logged_mazes=1]}
headline:
  - claim: few steps
    ours: "{plain/agents/snan_chip/episodes/0/median_steps | steps} steps"
bounds:
  - name: no more than chance
    run: plain
    path: /agents/snan_chip/episodes/0/median_steps
    at_most: {times: 1, of: {path: /agents/random_bump/episodes/0/median_steps}}
)yaml";

nlohmann::json study_of(const fs::path& folder) {
    return nlohmann::json::parse(slurp(folder / "study.json"));
}

}  // namespace

TEST_CASE("system: a study runs its runs and writes one folder") {
    const scratch_folder here;
    const command_result run = run_memglia({"study", here.write("tiny.yaml", tiny)}, here.path());
    INFO(run.out << run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(run.err.empty());
    for (const char* words : {"Bounds\n", "six mazes: agents\n", "depth: every place", "yes"}) {
        INFO(words);
        CHECK(run.out.find(words) != std::string::npos);
    }
    CHECK(run.out.ends_with("report: results/study-tiny/report.html\n"));

    const fs::path folder = here.path() / "results" / "study-tiny";
    for (const char* id : {"plain", "depth/0", "depth/deep"}) {
        INFO(id);
        for (const char* file : {"result.json", "timing.json", "report.html"}) {
            CHECK(fs::exists(folder / "runs" / id / file));
        }
    }
    CHECK_FALSE(fs::exists(folder / "runs" / "plain" / "decisions.jsonl"));
    CHECK(fs::file_size(folder / "runs" / "depth" / "deep" / "decisions.jsonl") > 0);
    CHECK(fs::exists(folder / "timing.json"));
    CHECK(slurp(folder / "tables" / "sweep-depth.csv").find("\ndepth,deep,0.95,snan_chip,") !=
          std::string::npos);
    CHECK(slurp(folder / "report.html").find("<h2>Sweeps</h2>") != std::string::npos);
    // Its figure stands alone: a namespace, its own style, a panel for what the writes cost.
    const std::string picture = slurp(folder / "figures" / "sweep-depth.svg");
    for (const char* words : {"<svg xmlns=\"http://www.w3.org/2000/svg\"", "--c0:",
                              ">write pulses per decision<", ">median steps, episode 1<"}) {
        INFO(words);
        CHECK(picture.find(words) != std::string::npos);
    }
    CHECK_FALSE(fs::exists(folder / "figures" / "sweep-plain.svg"));

    const auto study = study_of(folder);
    CHECK(study.at("schema") == "memglia-study/1");
    REQUIRE(study.at("runs").size() == 3);
    CHECK(study.at("runs").at(2).at("point") == "deep");
    CHECK(study.at("all_bounds_hold") == true);
    CHECK(study.at("bounds").at(0).at("measured") ==
          study.at("runs").at(0).at("agents").at("snan_chip").at("first_median_steps"));

    // A run of a study is a run like any other.
    REQUIRE(run_memglia({"run", "--set", "experiment.mazes=6", "--set", "experiment.episodes=3",
                         "--set", "experiment.logged_mazes=0", "-o", "alone"},
                        here.path())
                .exit_code == 0);
    CHECK(slurp(here.path() / "alone" / "result.json") ==
          slurp(folder / "runs" / "plain" / "result.json"));
}

TEST_CASE("system: a study's bytes do not depend on the number of workers") {
    const scratch_folder here;
    const auto file = here.write("tiny.yaml", tiny);
    for (const char* jobs : {"1", "2"}) {
        REQUIRE(run_memglia({"study", file, "-q", "-j", jobs, "-o", jobs}, here.path()).exit_code ==
                0);
    }
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(here.path() / "1")) {
        if (!entry.is_regular_file() || entry.path().filename() == "timing.json") continue;
        const auto name = fs::relative(entry.path(), here.path() / "1");
        INFO(name);
        CHECK(slurp(entry.path()) == slurp(here.path() / "2" / name));
        ++files;
    }
    CHECK(files > 10);
}

TEST_CASE("system: a bound that does not hold gives exit code 4 and keeps the results") {
    const scratch_folder here;
    const auto file = here.write("strict.yaml", std::string(tiny) + R"(
  - name: impossible
    run: depth/deep
    path: /agents/snan_chip/episodes/0/median_steps
    at_most: 0
  - name: misspelt
    run: plain
    path: /agents/snan_chp/episodes/0/median_steps
    at_least: 0
)");
    const command_result run = run_memglia({"study", file, "-q", "-o", "s"}, here.path());
    CHECK(run.exit_code == 4);
    CHECK(run.out == "report: s/report.html\n");
    CHECK(run.err.find("out of bounds: impossible") != std::string::npos);
    CHECK(run.err.find("out of bounds: misspelt") != std::string::npos);
    CHECK(run.err.find("no more than chance") == std::string::npos);
    CHECK(study_of(here.path() / "s").at("all_bounds_hold") == false);

    // A bound whose run was left out is not broken.
    const command_result part =
        run_memglia({"study", file, "-q", "--only", "depth/0", "-o", "part"}, here.path());
    INFO(part.err);
    CHECK(part.exit_code == 0);
    const auto study = study_of(here.path() / "part");
    CHECK(study.at("runs").size() == 1);
    CHECK(study.at("bounds").at(1).at("holds").is_null());
}

TEST_CASE("system: --only, --set and --force of a study") {
    const scratch_folder here;
    const auto file = here.write("tiny.yaml", tiny);
    const std::vector<std::string> depth{
        "study", file, "-q", "--only", "depth", "--set", "experiment.mazes=2", "-o", "s"};
    REQUIRE(run_memglia(depth, here.path()).exit_code == 0);
    const auto study = study_of(here.path() / "s");
    REQUIRE(study.at("runs").size() == 2);
    CHECK(study.at("runs").at(0).at("mazes") == 2);  // over the run's own 4
    CHECK_FALSE(fs::exists(here.path() / "s" / "runs" / "plain"));

    // The same again is done already; anything else under that name is refused.
    CHECK(run_memglia(depth, here.path()).exit_code == 0);
    auto other = depth;
    other[6] = "experiment.mazes=3";
    const command_result again = run_memglia(other, here.path());
    CHECK(again.exit_code == 3);
    CHECK(again.err.find("--force") != std::string::npos);
    auto forced = depth;
    forced[4] = "plain";
    forced.emplace_back("--force");
    CHECK(run_memglia(forced, here.path()).exit_code == 0);
    CHECK(fs::exists(here.path() / "s" / "runs" / "plain"));
    CHECK_FALSE(fs::exists(here.path() / "s" / "runs" / "depth"));
}

TEST_CASE("system: study errors name file, line, path and a way out") {
    const scratch_folder here;
    const auto bad = [&here](const std::string& text) {
        return std::vector<std::string>{"study", here.write("bad.yaml", text), "-o", "s"};
    };
    refuses(here, 3, {"study", "navgation", "-o", "s"},
            {"no study 'navgation'", "did you mean 'navigation'?", "tuning"});
    refuses(here, 2, {"study", here.write("tiny.yaml", tiny), "--only", "plan", "-o", "s"},
            {"--only 'plan'", "did you mean 'plain'?"});
    refuses(here, 3, bad("title: t\nruns:\n  - name: a\n    sweeep: x\n"),
            {"bad.yaml:4", "runs[0].sweeep", "did you mean 'sweep'?"});
    refuses(here, 3, bad("title: t\nruns: []\n"), {"bad.yaml", "runs", "at least one run"});
    refuses(here, 3, bad("title: t\nruns:\n  - name: a/b\n"), {"bad.yaml:3", "'a/b'"});
    refuses(here, 3, bad("title: t\nruns:\n  - name: a\n  - name: a\n"), {"'a' twice"});
    refuses(here, 3, bad("title: t\nruns:\n  - name: a\n    experiment: navgation\n"),
            {"run 'a'", "no experiment 'navgation'", "did you mean 'navigation'?"});
    refuses(here, 3,
            bad("title: t\nruns:\n  - name: a\n    set:\n      - experiment.mazes=2\n"
                "      - rule.supression_depth=1\n"),
            {"bad.yaml:6", "runs[0].set[1]", "rule.supression_depth",
             "did you mean 'suppression_depth'?"});
    refuses(here, 3, bad("title: t\nruns:\n  - name: a\n    set: [rule.rest_s]\n"),
            {"bad.yaml:3", "runs[0].set[0]", "KEY=VALUE"});
    // A run that the chip cannot hold, named by the value that asks for it, before anything runs.
    refuses(here, 3,
            bad("title: t\nruns:\n  - name: a\n  - name: b\n    sweep: rule.calcium_tau_s\n"
                "    values:\n      - 1\n      - 500\n"),
            {"bad.yaml:8", "runs[1].values[1]", "rule.calcium_tau_s", "at most"});
    refuses(here, 3, bad("title: t\nruns:\n  - name: a\n    values: [1, 2]\n"),
            {"bad.yaml", "runs[0].values[0]", "sweep: KEY"});
    const std::string one = "title: t\nruns:\n  - name: a\n";
    refuses(here, 3, bad(one + "bounds:\n  - {name: n, run: b, path: /x, at_most: 1}\n"),
            {"bad.yaml:5", "bounds[0].run", "'b', which is no run here"});
    refuses(here, 3, bad(one + "bounds:\n  - {name: n, run: a, path: x, at_most: 1}\n"),
            {"bad.yaml:5", "bounds[0].path", "JSON pointer"});
    refuses(here, 3, bad(one + "bounds:\n  - {name: n, run: a, path: /x}\n"),
            {"bad.yaml:5", "at_most or at_least"});
    refuses(here, 3, bad(one + "headline:\n  - claim: c\n    ours: '{b/x}'\n"),
            {"bad.yaml:6", "headline[0].ours", "'b/x'"});
    // What the command line asks for is not blamed on the file.
    auto typed = bad(one);
    typed.insert(typed.end(), {"--set", "rule.rest=1"});
    refuses(here, 3, typed, {"--set", "rule.rest", "run 'a'"});
}

TEST_CASE("system: Ctrl-C keeps the finished runs of a study") {
    const scratch_folder here;
    const auto file = here.write("long.yaml",
                                 "title: t\nruns:\n  - name: short\n    set: [experiment.mazes=2]\n"
                                 "  - name: long\n    set: [experiment.mazes=1000000]\n");
    const command_result run =
        interrupt_memglia({"study", file, "-o", "s"}, here.path(),
                          here.path() / "s.incomplete" / "runs" / "short" / "report.html");
    INFO(run.err);
    CHECK(run.exit_code == 130);
    CHECK(run.err.find("run 'long' interrupted after") != std::string::npos);
    CHECK(run.err.find("after 1 of 2 runs") != std::string::npos);
    CHECK_FALSE(fs::exists(here.path() / "s"));
    const auto kept = here.path() / "s.incomplete" / "runs" / "short" / "result.json";
    CHECK(nlohmann::json::parse(slurp(kept)).at("complete") == true);
    CHECK_FALSE(fs::exists(here.path() / "s.incomplete" / "study.json"));
}

TEST_CASE("system: studies that are shipped stand in the help, their keys in the docs") {
    const scratch_folder here;
    const std::string help = run_memglia({"study", "--help"}, here.path()).out;
    for (const auto& entry :
         fs::directory_iterator(fs::path(MEMGLIA_SOURCE_DIR) / "configs" / "studies")) {
        const std::string name = entry.path().stem().string();
        INFO(name);
        CHECK(help.find(name) != std::string::npos);
    }
    const std::string table = run_memglia({"schema", "--study", "--table"}, here.path()).out;
    const std::string page = slurp(fs::path(MEMGLIA_SOURCE_DIR) / "docs" / "studies.md");
    REQUIRE(table.size() > 1000);
    CHECK(page.ends_with(table));
    const auto schema = nlohmann::json::parse(run_memglia({"schema", "--study"}, here.path()).out);
    CHECK(schema.at("properties").at("runs").at("type") == "array");
}
