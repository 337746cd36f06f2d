#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <random>
#include <string>

#include "testbenches/support/study_folder.hpp"

using namespace memglia::test;
namespace fs = std::filesystem;

// MEMGLIA_KILLS: how often; few in the usual tests, many in those of the night.
TEST_CASE("system: a study that was killed goes on, with the bytes of one that was not") {
    const scratch_folder here;
    const auto file = here.write("study.yaml", R"yaml(title: Short
runs:
  - name: plain
    set: [experiment.mazes=6, experiment.episodes=2, experiment.logged_mazes=2]
  - name: grid
    set: [experiment.mazes=20, experiment.episodes=3, "experiment.agents=[snan_chip]"]
    sweep:
      rule.suppression_depth: [0.5, 0.8, 0.95]
      rule.gate_threshold: [0.3, 0.5]
)yaml");
    const auto started = std::chrono::steady_clock::now();
    REQUIRE(run_memglia({"study", file, "-q", "-o", "whole"}, here.path()).exit_code == 0);
    const double takes_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    const auto whole = contents_of(here.path() / "whole");
    REQUIRE(whole.size() > 30);

    std::mt19937 draw(16);
    const auto moment = [&] { return takes_s * static_cast<double>(draw()) / 4294967295.0; };
    std::size_t kept = 0;
    for (int kill = 0; kill < MEMGLIA_KILLS; ++kill) {
        const std::string name = "killed" + std::to_string(kill);
        const fs::path out = here.path() / name;
        const double after_s = moment();
        INFO("killed after " << after_s << " of " << takes_s << " s");
        kill_memglia({"study", file, "-q", "-o", name}, here.path(), after_s);
        const bool done = fs::exists(out);
        const auto before = finished_runs(done ? out : fs::path(out.string() + ".incomplete"));

        const command_result again = run_memglia({"study", file, "-o", name}, here.path());
        INFO(again.err);
        REQUIRE(again.exit_code == 0);
        const auto after = contents_of(out);
        for (const auto& [inside, bytes] : after) {
            INFO(inside);
            CHECK(whole.contains(inside));
        }
        REQUIRE(after.size() == whole.size());
        for (const auto& [inside, bytes] : whole) {
            INFO(inside);
            CHECK(after.at(inside) == bytes);
        }
        // What was finished was not done again.
        const auto now = finished_runs(out);
        CHECK(now.size() == 7);
        for (const auto& [run, when] : before) CHECK(now.at(run) == when);
        if (!before.empty() && !done) {
            CHECK(again.err.find(std::to_string(before.size()) + " of 7 runs are done already") !=
                  std::string::npos);
        }
        kept += before.size();
        CHECK_FALSE(fs::exists(out.string() + ".incomplete"));
        fs::remove_all(out);
    }
    CHECK(kept > 0);
}
