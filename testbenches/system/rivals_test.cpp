#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"

// Runs with other agents, moved goals, coverage, rules and chips.
using memglia::test::command_result;
using memglia::test::run_memglia;
using memglia::test::scratch_folder;
using memglia::test::slurp;
namespace fs = std::filesystem;

namespace {

nlohmann::json run(const scratch_folder& here, std::vector<std::string> arguments,
                   const std::string& folder) {
    arguments.insert(arguments.begin(), "run");
    for (const char* more : {"-q", "-o"}) arguments.emplace_back(more);
    arguments.push_back(folder);
    const command_result done = run_memglia(arguments, here.path());
    INFO(done.err);
    REQUIRE(done.exit_code == 0);
    return nlohmann::json::parse(slurp(here.path() / folder / "result.json"));
}

double mean(const nlohmann::json& result, const std::string& agent, std::size_t episode) {
    return result.at("agents").at(agent).at("episodes").at(episode).at("mean_steps");
}

const std::vector<std::string> everybody{
    "snan_chip",     "snan_reference", "snan_local",     "snan_eligibility", "stdp_only",
    "astro_only",    "frontier",       "depth_first",    "node_counting",    "dyna_q",
    "q_lambda_grid", "q_lambda",       "q_lambda_blind", "random_bump",      "random_free"};
// Whose constants are other ones where the goal moves.
const std::vector<std::string> tuned_apart{"dyna_q", "q_lambda_grid", "q_lambda", "q_lambda_blind"};

}  // namespace

TEST_CASE("system: rivals: everybody walks the default experiment") {
    const scratch_folder here;
    const auto r = run(here, {"--set", "experiment.mazes=100"}, "r");
    REQUIRE(r.at("agents").size() == everybody.size());
    for (const std::string& agent : everybody) {
        INFO(agent);
        CHECK(r.at("agents").at(agent).at("episodes").size() == 10);
        // Ours minus theirs: the difference of the means, whatever the pairing.
        if (agent == "snan_chip") continue;
        const auto& difference = r.at("paired_difference").at(agent);
        REQUIRE(difference.size() == 10);
        for (const std::size_t e : {0U, 9U}) {
            const double expected = mean(r, "snan_chip", e) - mean(r, agent, e);
            CHECK(difference.at(e).at("mean").get<double>() == Approx(expected).margin(1e-9));
            CHECK(difference.at(e).at("low") <= difference.at(e).at("high"));
        }
    }
    // Without a reward seen, learning cannot matter: the same astrocytes walk the same first walk.
    CHECK(mean(r, "snan_local", 0) == mean(r, "astro_only", 0));
    CHECK(r.at("agents").at("snan_chip").at("knows") == "grid");
    CHECK(r.at("agents").at("q_lambda").at("knows") == "senses");
    CHECK(r.at("agents").at("random_bump").at("knows") == "nothing");
    // And what the parts are for, in order.
    for (const char* worse : {"stdp_only", "astro_only", "q_lambda_blind", "random_free"}) {
        INFO(worse);
        CHECK(r.at("paired_difference").at(worse).at(9).at("high") < 0);
    }
}

TEST_CASE("system: rivals: the order of the agents changes nobody's walk") {
    const scratch_folder here;
    const auto one = run(here,
                         {"--set", "experiment.mazes=6", "--set",
                          "experiment.agents=[snan_chip, snan_eligibility, q_lambda]"},
                         "one");
    const auto two = run(here,
                         {"--set", "experiment.mazes=6", "--set",
                          "experiment.agents=[q_lambda, snan_eligibility, snan_chip]"},
                         "two");
    for (const char* agent : {"snan_chip", "snan_eligibility", "q_lambda"}) {
        INFO(agent);
        CHECK(one.at("agents").at(agent) == two.at("agents").at(agent));
    }
    CHECK(one.at("energy_per_decision_j") == two.at("energy_per_decision_j"));
    CHECK(slurp(here.path() / "one" / "decisions.jsonl") ==
          slurp(here.path() / "two" / "decisions.jsonl"));
}

TEST_CASE("system: rivals: until the goal moves nothing tells the two experiments apart") {
    const scratch_folder here;
    const auto still = run(here, {"--set", "experiment.mazes=40"}, "still");
    const auto moved = run(here, {"moved_goal", "--set", "experiment.mazes=40"}, "moved");
    for (const std::string& agent : everybody) {
        INFO(agent);
        REQUIRE(moved.at("agents").at(agent).at("episodes").size() == 15);
        const bool same =
            std::find(tuned_apart.begin(), tuned_apart.end(), agent) == tuned_apart.end();
        for (std::size_t e = 0; same && e < 5; ++e) {
            CHECK(mean(moved, agent, e) == mean(still, agent, e));
        }
    }
    // The goal is elsewhere: who had learned has to look for it.
    CHECK(mean(moved, "snan_chip", 5) > 1.5 * mean(moved, "snan_chip", 4));
    CHECK(mean(moved, "snan_chip", 9) < mean(moved, "snan_chip", 5));
}

TEST_CASE("system: rivals: the naive search is a fresh agent's first walk to the second goal") {
    const scratch_folder here;
    const auto r = run(here,
                       {"--set", "experiment.mazes=20", "--set", "experiment.episodes=2", "--set",
                        "experiment.goal_moves_at=1"},
                       "r");
    CHECK(r.at("goal_schedule") == nlohmann::json({1, 1}));
    for (const std::string& agent : everybody) {
        INFO(agent);
        const auto& a = r.at("agents").at(agent);
        const double naive = a.at("goal_changes").at(0).at("mean_naive_search");
        CHECK(naive == Approx(mean(r, agent, 0)));
        CHECK(a.at("sum_of_steps").at("mean").get<double>() ==
              Approx(mean(r, agent, 0) + mean(r, agent, 1)));
    }
    const auto returns = run(here, {"moved_goal", "--set", "experiment.mazes=1"}, "returns");
    CHECK(returns.at("goal_schedule") ==
          nlohmann::json({0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0}));
}

TEST_CASE("system: rivals: coverage grows, and everybody starts with one cell") {
    const scratch_folder here;
    const auto r = run(
        here, {"coverage", "--set", "experiment.mazes=4", "--set", "experiment.coverage_steps=100"},
        "r");
    REQUIRE(r.contains("coverage"));
    for (const std::string& agent : everybody) {
        INFO(agent);
        const auto& seen = r.at("coverage").at(agent);
        CHECK(seen.at("steps") == nlohmann::json({1, 2, 5, 10, 20, 50, 100}));
        const auto share = seen.at("share").get<std::vector<double>>();
        REQUIRE(share.size() == 7);
        // 20 x 20 cells with 80 walls: one step enters one or two of at most 320.
        CHECK(share.front() >= 1.0 / 320);
        CHECK(share.front() <= 2.0 / 250);
        CHECK(std::is_sorted(share.begin(), share.end()));
        CHECK(share.back() <= 101.0 / 250);
    }
    const auto last = [&r](const char* agent) {
        return r.at("coverage").at(agent).at("share").back().get<double>();
    };
    CHECK(last("snan_chip") > 1.5 * last("random_free"));
}

TEST_CASE("system: rivals: every rule and both chips run, the equations in software only") {
    const scratch_folder here;
    for (const char* rule : {"snan", "snan_eligibility", "stdp_only", "astro_only",
                             "synapse_astrocytes", "ullah", "shared_astrocytes"}) {
        INFO(rule);
        const auto r = run(here,
                           {"--set", "experiment.mazes=2", "--set", "experiment.agents=[snan_chip]",
                            "--set", std::string("rule=") + rule},
                           rule);
        CHECK(r.at("agents").at("snan_chip").at("episodes").size() == 10);
    }
    const auto a = run(here,
                       {"--set", "experiment.mazes=2", "--set", "rule=shared_astrocytes", "--set",
                        "chip=state_transitions"},
                       "a");
    CHECK(a.at("agents").size() == everybody.size());
    const auto software =
        run(here,
            {"--set", "experiment.mazes=1", "--set", "experiment.agents=[snan_reference]", "--set",
             "rule=ullah_equations"},
            "software");
    CHECK(software.at("agents").at("snan_reference").at("episodes").size() == 10);
}

TEST_CASE("system: rivals: validate holds for every rule that the chip takes") {
    const scratch_folder here;
    for (const char* rule :
         {"snan_eligibility", "synapse_astrocytes", "ullah", "shared_astrocytes"}) {
        const command_result done =
            run_memglia({"validate", "--mazes", "10", "--set", "experiment.mazes=10", "--set",
                         std::string("rule=") + rule},
                        here.path());
        INFO(rule << "\n" << done.out << done.err);
        CHECK(done.out.find("DIFFERS") == std::string::npos);
        CHECK(done.out.find("no difference") != std::string::npos);
        CHECK((done.exit_code == 0 || done.exit_code == 4));  // statistics of ten mazes
    }
}

TEST_CASE("system: rivals: faults are the chip's, not the experiment's") {
    const scratch_folder here;
    const std::vector<std::string> few{"--set", "experiment.mazes=10", "--set",
                                       "experiment.agents=[snan_chip, random_free]"};
    const auto with = [&](const std::string& set, const std::string& folder) {
        auto arguments = few;
        arguments.insert(arguments.end(), {"--set", set});
        return run(here, arguments, folder);
    };
    const auto sound = with("chip.device.stuck_on_fraction=0", "sound");
    const auto stuck = with("chip.device.stuck_off_fraction=0.05", "stuck");
    const auto dead = with("chip.astrocytes.dead_fraction=0.2", "dead");
    CHECK(sound.at("write_failures") == 0);
    CHECK(stuck.at("write_failures").get<double>() > 0);
    CHECK(sound.at("agents").at("random_free") == stuck.at("agents").at("random_free"));
    CHECK(sound.at("agents").at("random_free") == dead.at("agents").at("random_free"));
    CHECK(sound.at("agents").at("snan_chip") != dead.at("agents").at("snan_chip"));
    CHECK(mean(sound, "snan_chip", 9) < mean(dead, "snan_chip", 9));
}

TEST_CASE("system: rivals: faults leave rung 3's bounds and nothing else") {
    const scratch_folder here;
    // Pairs that make up for a stuck cell stay inside the bounds.
    for (const char* fault :
         {"chip.device.stuck_off_fraction=0.1", "chip.device.stuck_on_fraction=0.1",
          "chip.astrocytes.dead_fraction=0.2"}) {
        const command_result done =
            run_memglia({"validate", "--mazes", "3", "--set", "experiment.mazes=100", "--set",
                         "chip.tile.programming.stuck=give_up", "--set", fault},
                        here.path());
        INFO(fault << "\n" << done.out << done.err);
        CHECK(done.exit_code == 4);
        CHECK(done.out.find("OUT OF BOUNDS") != std::string::npos);
        CHECK(done.out.find("DIFFERS") == std::string::npos);
    }
}

// A reward is missed only where a goal has been and is no more.
TEST_CASE("system: rivals: validate moves the goal when the experiment does") {
    const scratch_folder here;
    const auto first_rung = [&here](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"validate", "moved_goal", "--mazes",
                                           "3",        "--set",      "experiment.mazes=3"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const command_result done = run_memglia(arguments, here.path());
        INFO(done.out << done.err);
        REQUIRE(done.out.find("no difference") != std::string::npos);
        const auto line = done.out.find("\n1 ") + 1;
        return done.out.substr(line, done.out.find('\n', line) - line);
    };
    CHECK(first_rung({}) != first_rung({"--set", "experiment.goal_moves_at=0", "--set",
                                        "experiment.goal_returns_at=0"}));
}
