#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <utility>

#include "testbenches/support/command.hpp"

using memglia::test::command_result;
using memglia::test::run_memglia;
using memglia::test::scratch_folder;
using memglia::test::slurp;
namespace fs = std::filesystem;

namespace {

nlohmann::json result_of(const fs::path& folder) {
    return nlohmann::json::parse(slurp(folder / "result.json"));
}

std::size_t lines(const std::string& text) {
    std::size_t count = 0;
    for (const char c : text) count += c == '\n' ? 1U : 0U;
    return count;
}

}  // namespace

TEST_CASE("system: the default experiment keeps its promises") {
    const scratch_folder here;
    const command_result run = run_memglia({"run", "--out", "r"}, here.path());
    REQUIRE(run.exit_code == 0);
    const auto result = result_of(here.path() / "r");
    const auto episode = [&result](const char* agent, int k) {
        return result.at("agents").at(agent).at("episodes").at(static_cast<std::size_t>(k));
    };
    CHECK(result.at("mazes") == 1000);

    const double chip = episode("snan_chip", 0).at("median_steps");
    CHECK(episode("random_bump", 0).at("median_steps").get<double>() >= 5 * chip);
    CHECK(episode("random_free", 0).at("median_steps").get<double>() >= 3.5 * chip);
    CHECK(episode("snan_chip", 0).at("completion").get<double>() >= 0.98);
    CHECK(episode("snan_chip", 9).at("mean_over_shortest").get<double>() <= 2.0);
    CHECK(episode("snan_reference", 9).at("mean_over_shortest").get<double>() <= 2.0);

    const auto& energy = result.at("energy_per_decision_j");
    // 0.1 nJ was met by a bill without clock, write supply, tables and word lines, and by a model's
    // router in place of a measured one.
    CHECK(energy.at("dynamic").get<double>() <= 0.25e-9);
    // Some 20 for a decision (block tests), and a wave at every reward: a packet for each of the 60
    // to 80 cells that it reaches, over the 15 to 20 decisions of an episode.
    CHECK(result.at("kernel_activations_per_decision").get<double>() <= 60);
    CHECK(result.at("cycles_per_decision").get<double>() >= 300);
    CHECK(result.at("write_failures") == 0);
}

TEST_CASE("system: the energy bill adds up") {
    const scratch_folder here;
    REQUIRE(
        run_memglia({"run", "--set", "experiment.mazes=20", "-o", "r"}, here.path()).exit_code ==
        0);
    const auto result = result_of(here.path() / "r");
    const auto& energy = result.at("energy_per_decision_j");
    double parts = 0;
    double dynamic = 0;
    for (const auto& [name, joules] : energy.at("by_component").items()) {
        // Waves are the astrocytes' work: without eligibility the learning engine sleeps.
        INFO(name);
        CHECK((joules.get<double>() > 0) == (name != "learning"));
        parts += joules.get<double>();
        if (name != "controller" && name != "static" && name != "rest")
            dynamic += joules.get<double>();
    }
    CHECK(energy.at("total").get<double>() == Approx(parts).epsilon(1e-12));
    CHECK(energy.at("dynamic").get<double>() == Approx(dynamic).epsilon(1e-12));
    CHECK(energy.at("controller") == energy.at("by_component").at("controller"));
    CHECK(energy.at("static") == energy.at("by_component").at("static"));
    CHECK(energy.at("rest") == energy.at("by_component").at("rest"));
    for (const std::string sum : {"dynamic", "total"}) {
        const auto& range = energy.at(sum + "_range");
        CHECK(range.at(0).get<double>() < energy.at(sum).get<double>());
        CHECK(range.at(1).get<double>() > energy.at(sum).get<double>());
    }
    CHECK(result.at("setup_energy_per_decision_j").get<double>() *
              result.at("decisions").get<double>() ==
          Approx(20 * result.at("setup_energy_per_maze_j").get<double>()).epsilon(1e-9));

    // Phases weigh into the mean, and the log's lines into both.
    const double n = result.at("decisions");
    double weighted = 0;
    for (const auto& [phase, count] : result.at("decisions_by_phase").items()) {
        weighted += count.get<double>() *
                    result.at("energy_per_decision_by_phase_j").at(phase).at("total").get<double>();
    }
    CHECK(weighted / n == Approx(energy.at("total").get<double>()).epsilon(1e-9));
    std::istringstream log(slurp(here.path() / "r" / "decisions.jsonl"));
    double logged = 0;
    double cycles = 0;
    std::map<int, std::pair<double, double>> by_maze;  // joules, decisions
    std::size_t count = 0;
    for (std::string line; std::getline(log, line); ++count) {
        const auto decision = nlohmann::json::parse(line);
        logged += decision.at("total_j").get<double>();
        auto& [joules, decisions] = by_maze[decision.at("maze").get<int>()];
        joules += decision.at("total_j").get<double>();
        ++decisions;
        cycles += decision.at("cycles").get<double>();
    }
    CHECK(static_cast<double>(count) == n);
    CHECK(logged / n == Approx(energy.at("total").get<double>()).epsilon(1e-5));
    // The interval is one over mazes: about the mean, and inside of what single ones cost.
    double least = logged;
    double most = 0;
    for (const auto& [maze, sum] : by_maze) {
        least = std::min(least, sum.first / sum.second);
        most = std::max(most, sum.first / sum.second);
    }
    const auto& range = energy.at("total_95");
    CHECK(range.at(0).get<double>() < logged / n);
    CHECK(range.at(1).get<double>() > logged / n);
    CHECK(range.at(0).get<double>() >= least * (1 - 1e-5));
    CHECK(range.at(1).get<double>() <= most * (1 + 1e-5));
    CHECK(cycles / n == Approx(result.at("cycles_per_decision").get<double>()).epsilon(1e-9));
}

TEST_CASE("system: doubling one table entry doubles exactly its part") {
    const scratch_folder here;
    const auto run = [&here](const char* folder, const char* change) {
        REQUIRE(run_memglia({"run", "--set", "experiment.mazes=5", "--set", change, "-o", folder},
                            here.path())
                    .exit_code == 0);
        return result_of(here.path() / folder).at("energy_per_decision_j").at("by_component");
    };
    const auto before = run("a", "chip.technology.static_w_per_m2.value=60");
    const auto after = run("b", "chip.technology.link_j.value=0.896e-12");
    const auto plain = run("c", "experiment.mazes=5");
    const auto links = result_of(here.path() / "c").at("activity_per_decision").at("router.link_bit");
    const double more = after.at("router").get<double>() - plain.at("router").get<double>();
    CHECK(more == Approx(links.get<double>() * 0.448e-12 / 32).epsilon(1e-9));
    for (const auto& [name, joules] : plain.items()) {
        if (name != "router") CHECK(after.at(name) == joules);
        if (name != "static") CHECK(before.at(name) == joules);
    }
}

TEST_CASE("system: same seed, same bytes, with one worker and two") {
    const scratch_folder here;
    const auto run = [&here](const char* folder, const char* jobs, const char* seed) {
        REQUIRE(run_memglia({"run", "--set", "experiment.mazes=31", "--jobs", jobs, "--seed", seed,
                             "--out", folder},
                            here.path())
                    .exit_code == 0);
    };
    run("one", "1", "10000");
    run("two", "2", "10000");
    run("other", "2", "10031");
    for (const char* file : {"result.json", "decisions.jsonl", "report.html", "figures/maze.svg"}) {
        INFO(file);
        CHECK(slurp(here.path() / "one" / file) == slurp(here.path() / "two" / file));
        CHECK(slurp(here.path() / "one" / file) != slurp(here.path() / "other" / file));
    }
    CHECK(result_of(here.path() / "other").at("seed") == 10031);
    CHECK(fs::exists(here.path() / "one" / "timing.json"));
    // The report says what reproduces it, without what makes no difference.
    CHECK(slurp(here.path() / "one" / "report.html")
              .find("memglia run navigation --set experiment.mazes=31 --set "
                    "experiment.first_seed=10000<") != std::string::npos);
}

TEST_CASE("system: options do what they say and no more") {
    const scratch_folder here;
    const std::string few = "experiment.mazes=3";
    const command_result loud = run_memglia({"run", "--set", few, "-o", "loud"}, here.path());
    const command_result quiet =
        run_memglia({"run", "--set", few, "-q", "-o", "quiet"}, here.path());
    CHECK(quiet.out == "report: quiet/report.html\n");
    CHECK(loud.out.find("snan_chip") != std::string::npos);
    CHECK(loud.err.empty());
    CHECK(slurp(here.path() / "loud" / "result.json") ==
          slurp(here.path() / "quiet" / "result.json"));
    CHECK_FALSE(fs::exists(here.path() / "loud" / "wave.vcd"));

    // By default the folder is called after the experiment.
    CHECK(run_memglia({"run", "navigation", "--set", few}, here.path()).exit_code == 0);
    CHECK(fs::exists(here.path() / "results" / "navigation" / "report.html"));

    // Without the chip there is no energy, and only the agents asked for.
    CHECK(
        run_memglia({"run", "--set", few, "--set", "experiment.agents=[random_free]", "-o", "free"},
                    here.path())
            .exit_code == 0);
    const auto free = result_of(here.path() / "free");
    CHECK(free.at("agents").size() == 1);
    CHECK_FALSE(free.contains("energy_per_decision_j"));
    CHECK(slurp(here.path() / "free" / "decisions.jsonl").empty());

    // The log can be cut, the results stay.
    CHECK(run_memglia({"run", "--set", few, "--set", "experiment.logged_mazes=1", "-o", "cut"},
                      here.path())
              .exit_code == 0);
    const auto all = slurp(here.path() / "loud" / "decisions.jsonl");
    const auto cut = slurp(here.path() / "cut" / "decisions.jsonl");
    CHECK(lines(cut) < lines(all));
    CHECK(all.starts_with(cut));
}

TEST_CASE("system: pins go into a waveform and change no result") {
    const scratch_folder here;
    const std::string few = "experiment.mazes=2";
    REQUIRE(run_memglia({"run", "--set", few, "-o", "plain"}, here.path()).exit_code == 0);
    REQUIRE(run_memglia(
                {"run", "--set", few, "-o", "traced", "--trace", "pins", "--trace-window", "2:4"},
                here.path())
                .exit_code == 0);
    CHECK(slurp(here.path() / "plain" / "decisions.jsonl") ==
          slurp(here.path() / "traced" / "decisions.jsonl"));

    const std::string wave = slurp(here.path() / "traced" / "wave.vcd");
    REQUIRE(wave.find("$timescale") != std::string::npos);
    // The identifier of controller.busy, then its rising edges: one for each of the three
    // decisions.
    std::smatch busy;
    REQUIRE(std::regex_search(wave, busy, std::regex(R"(\$var\s+wire\s+1\s+(\S+)\s+busy\s)")));
    const std::string rising = "\n1" + busy[1].str() + "\n";
    std::size_t edges = 0;
    for (auto at = wave.find(rising); at != std::string::npos; at = wave.find(rising, at + 1)) {
        ++edges;
    }
    CHECK(edges == 3);
    CHECK(wave.find("out_local_toggle") != std::string::npos);
}

TEST_CASE("system: validate climbs every rung") {
    const scratch_folder here;
    const command_result run = run_memglia({"validate"}, here.path());
    INFO(run.out << run.err);
    CHECK(run.exit_code == 0);
    for (const char* rung : {"0 ", "1 ", "1b", "2 ", "3 "}) {
        CHECK(run.out.find(std::string(rung) + "  ") != std::string::npos);
    }
    CHECK(run.out.find("no difference") != std::string::npos);
    CHECK(run.out.find("where the goal moves and returns") != std::string::npos);

    // A device that forgets what it was told leaves rung 3's bounds and nothing else.
    const command_result noisy = run_memglia(
        {"validate", "--mazes", "10", "--set", "chip.device.sigma_read=0.5"}, here.path());
    CHECK(noisy.exit_code == 4);
    CHECK(noisy.out.find("OUT OF BOUNDS") != std::string::npos);
    CHECK(noisy.out.find("DIFFERS") == std::string::npos);
}

TEST_CASE("system: the shown maze is the walked maze") {
    const scratch_folder here;
    const command_result a = run_memglia({"maze", "--seed", "7", "-o", "m.map"}, here.path());
    CHECK(a.exit_code == 0);
    CHECK(a.out == run_memglia({"maze", "--seed", "7"}, here.path()).out);
    CHECK(a.out != run_memglia({"maze", "--seed", "8"}, here.path()).out);
    const command_result b = run_memglia({"maze", "m.map"}, here.path());
    CHECK(b.exit_code == 0);
    CHECK(b.out.find("10 x 10 cells, 80 free") != std::string::npos);
    here.write("m.scen", "version 1\n0\tm.map\t10\t10\t0\t0\t0\t0\t0\n");
    CHECK(run_memglia({"maze", "m.scen"}, here.path()).exit_code == 3);
}

TEST_CASE("system: the table of keys in the docs is the one that memglia prints") {
    const scratch_folder here;
    const std::string table = run_memglia({"schema", "--table"}, here.path()).out;
    const std::string page = slurp(fs::path(MEMGLIA_SOURCE_DIR) / "docs" / "configuration.md");
    REQUIRE(table.size() > 1000);
    CHECK(page.ends_with(table));
}

TEST_CASE("system: doctor is content, schema and version print") {
    const scratch_folder here;
    const command_result doctor = run_memglia({"doctor"}, here.path());
    INFO(doctor.out);
    CHECK(doctor.exit_code == 0);
    CHECK(doctor.out.find("PROBLEM") == std::string::npos);
    const auto schema = nlohmann::json::parse(run_memglia({"schema"}, here.path()).out);
    CHECK(schema.at("properties").contains("chip"));
    CHECK(run_memglia({"schema", "--table"}, here.path()).out.find("chip.device.sigma_cycle") !=
          std::string::npos);
    const command_result effective =
        run_memglia({"schema", "--effective", "--set", "rule.suppression_depth=0.5"}, here.path());
    CHECK(effective.out.find("suppression_depth: 0.5") != std::string::npos);
    here.write("again.yaml", effective.out);
    CHECK(run_memglia({"schema", "--effective", "again.yaml"}, here.path()).out == effective.out);
    CHECK(run_memglia({"--version"}, here.path()).out.starts_with("memglia 0."));
    for (const char* verb : {"run", "study", "validate", "maze", "schema", "doctor"}) {
        CHECK(run_memglia({verb, "--help"}, here.path()).out.find("Options:") != std::string::npos);
    }
}

TEST_CASE("system: writes that give up are no secret, and wires can make them") {
    const scratch_folder here;
    const std::vector<std::string> small{"run", "--set", "experiment.mazes=2", "--set",
                                         "experiment.agents=[snan_chip]"};
    const auto with = [&](const std::vector<std::string>& more) {
        auto all = small;
        all.insert(all.end(), more.begin(), more.end());
        return run_memglia(all, here.path());
    };
    const auto fine = with({"--set", "chip=passive", "-o", "fine"});
    CHECK(fine.exit_code == 0);
    CHECK(fine.out.find("GAVE UP") == std::string::npos);
    const auto poor = with({"--set", "chip=passive", "--set", "chip.crossbar.lines.r_word_ohm=300",
                            "--set", "chip.tile.programming.max_pulses=20", "-o", "poor"});
    CHECK(poor.exit_code == 0);
    CHECK(poor.out.find("GAVE UP") != std::string::npos);
    CHECK(result_of(here.path() / "poor").at("write_failures").get<double>() > 0);
}
