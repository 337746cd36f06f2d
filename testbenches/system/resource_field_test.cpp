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

command_result ran(const scratch_folder& here, std::vector<std::string> arguments) {
    command_result run = run_memglia(arguments, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    return run;
}

constexpr const char* small = R"(task: resource_field
conserved: {beta: 0.05, gamma: 2, theta: 0.1, diffusion: 0.1}
grid: {points: 100, dt: 0.05}
plane: {run: true, beta_points: 2, points: 3, beta_low: 0.02, low: 0.1}
)";

}  // namespace

TEST_CASE("system: a plane of the resource field comes from one command") {
    const scratch_folder here;
    here.write("small.yaml", small);
    const auto run = ran(here, {"run", "small.yaml", "--jobs", "2", "--out", "two"});
    CHECK(run.out.find("critical diffusion       0.416793\n") != std::string::npos);
    CHECK(run.out.find("the bump drifts, moved ") != std::string::npos);
    CHECK(run.out.find("plane of beta and diffusion: 6 trials, 6 on the side") !=
          std::string::npos);
    const fs::path folder = here.path() / "two";
    for (const char* file : {"plane.csv", "boundary.csv", "space_time.csv", "position.csv",
                             "figures/plane.svg", "figures/space-time-a.svg", "report.html"}) {
        INFO(file);
        CHECK(fs::exists(folder / file));
    }
    ran(here, {"run", "small.yaml", "--jobs", "1", "--out", "one"});
    for (const char* file : {"result.json", "plane.csv", "showcase.json"}) {
        if (std::string(file) == "showcase.json") continue;  // holds the command
        CHECK(slurp(folder / file) == slurp(here.path() / "one" / file));
    }
    const auto result = nlohmann::json::parse(slurp(folder / "result.json"));
    CHECK(result["plane"]["points"].size() == 6);
    CHECK(result["plane"]["far_as_analysis"] == result["plane"]["far_from_boundary"]);
    CHECK(result["trial"]["mass_error"].get<double>() < 1e-9);
    CHECK_FALSE(result["configuration"].contains("brief"));
}

TEST_CASE("system: the second field runs from its file, and its page has its findings") {
    const scratch_folder here;
    here.write("brief.yaml", "task: resource_field\nmodel: brief\nbrief: {points: 32, dt: 0.2}\n");
    const auto run = ran(here, {"run", "brief.yaml", "--jobs", "2", "--out", "out"});
    CHECK(run.out.find("without a limit") != std::string::npos);
    const auto result = nlohmann::json::parse(slurp(here.path() / "out" / "result.json"));
    CHECK(result["range"].size() == 6);
    CHECK(result["range"][4]["largest_stable_beta"] > result["range"][0]["largest_stable_beta"]);
    CHECK_FALSE(result["configuration"].contains("conserved"));
    CHECK(slurp(here.path() / "out" / "report.html").find("tolerated cut") != std::string::npos);
}

TEST_CASE("system: validate holds the simulation to the analysis") {
    const scratch_folder here;
    here.write("small.yaml", small);
    const auto run = ran(here, {"validate", "small.yaml"});
    CHECK(run.out.find("0   simulation ~ linear stability of the bump") == 0);
    // A grid on which a small displacement is pinned.
    const auto pinned =
        run_memglia({"validate", "small.yaml", "--set", "displacement=0"}, here.path());
    CHECK(pinned.exit_code == 4);
    CHECK(pinned.out.find("the bump stays") != std::string::npos);
}

TEST_CASE("system: what a resource field cannot be is refused with its place") {
    const scratch_folder here;
    here.write("small.yaml", small);
    refuses(here, 3, {"run", "small.yaml", "--set", "conserved.theta=1.2"},
            {"conserved.theta: found 1.2: there is no bump", "at most 0.733"});
    refuses(here, 3, {"run", "small.yaml", "--set", "plane.high=0.01"},
            {"plane.high: found 0.01", "at least the low end, 0.1"});
    refuses(here, 3, {"run", "small.yaml", "--set", "plane.run=false", "--set", "plane.points=3"},
            {"plane.points: found a key without effect"});
    refuses(here, 3, {"run", "small.yaml", "--set", "brief.beta=1"},
            {"brief.beta: found a key without effect: model is 'conserved'"});
    refuses(here, 3, {"run", "small.yaml", "--set", "grid.points=100000", "--set", "grid.dt=1e-5"},
            {"grid.points", "5e11"});
    refuses(here, 3, {"run", "small.yaml", "--set", "conserved.beta=nan"}, {"conserved.beta"});
    refuses(here, 3, {"run", "small.yaml", "--set", "model=paper"}, {"conserved", "brief"});
}

namespace {

constexpr const char* small_ring = R"(task: resource_field
conserved: {beta: 0.1, gamma: 2, theta: 0.15, diffusion: 0.2}
simulate: ring
ring: {units: 16, neurons_per_unit: 4, dt: 0.1}
displacement: 0.2
time: 60
on: chip
chip: resource_ring
)";

}  // namespace

TEST_CASE("system: a ring on a chip exchanges resource over the fabric, and its bill adds up") {
    const scratch_folder here;
    here.write("ring.yaml", small_ring);
    const auto run = ran(here, {"run", "ring.yaml", "--out", "chip"});
    CHECK(run.out.find("mass error 0\n") != std::string::npos);
    const auto result = nlohmann::json::parse(slurp(here.path() / "chip" / "result.json"));
    CHECK(result["trial"]["ticks"] == 600);
    CHECK(result["chip"]["mapping"]["astrocyte_tiles"] == 2);
    CHECK(result["chip"]["energy"]["components"]["astrocytes"]["j"].get<double>() > 0);
    CHECK(slurp(here.path() / "chip" / "bill.csv").find("resource[1],astrocytes,take,") !=
          std::string::npos);
    CHECK(slurp(here.path() / "chip" / "report.html").find("Energy per tick") != std::string::npos);
    // With exact devices the chip is the integers.
    ran(here, {"run", "ring.yaml", "--out", "ideal", "--set", "chip.device=ideal"});
    ran(here, {"run", "ring.yaml", "--out", "fixed", "--set", "on=fixed"});
    CHECK(slurp(here.path() / "ideal" / "space_time.csv") ==
          slurp(here.path() / "fixed" / "space_time.csv"));
    refuses(here, 3, {"run", "ring.yaml", "--set", "grid.points=100"},
            {"grid.points: found a key without effect: simulate is 'ring'"});
    refuses(here, 3, {"run", "ring.yaml", "--set", "conserved.diffusion=900"},
            {"conserved.diffusion: found 900", "exchanges in a tick"});
}

TEST_CASE("system: validate climbs the rungs of a ring") {
    const scratch_folder here;
    here.write("ring.yaml", small_ring);
    const auto run = run_memglia(
        {"validate", "ring.yaml", "--set", "conserved.diffusion=0.1", "--set", "time=120"},
        here.path());
    INFO(run.out << run.err);
    CHECK(run.out.find("1   chip, ideal device = fixed point") != std::string::npos);
    CHECK(run.out.find("1b  chip, VTEAM without noise = fixed point") != std::string::npos);
    CHECK(run.out.find("2   fixed point ~ double precision") != std::string::npos);
    CHECK(run.out.find("3   chip with its devices ~ fixed point") != std::string::npos);
    CHECK(run.exit_code == 0);
}
