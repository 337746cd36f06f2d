#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/refusal.hpp"

// The task traffic in run, report and validate.
using namespace memglia;
using namespace memglia::test;

namespace {

constexpr const char* small_mesh = R"(task: traffic
width: 4
height: 4
patterns: [uniform, hotspot]
flits: 4
hotspot_node: 5
hotspot_share: 0.5
rates: 3
rate_low: 0.002
rate_high: 0.2
warm_up_cycles: 200
cycles: 5000
drain_cycles: 2000
)";

command_result ran(const scratch_folder& here, std::vector<std::string> arguments) {
    command_result run = run_memglia(arguments, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    return run;
}

}  // namespace

TEST_CASE("system: traffic has curves, maps of links, and the same bytes for any number of jobs") {
    const scratch_folder here;
    here.write("t.yaml", small_mesh);
    const auto run = ran(here, {"run", "t.yaml", "--out", "t", "--jobs", "2"});
    CHECK(run.out.find("hotspot") != std::string::npos);
    const std::string bytes = slurp(here.path() / "t" / "result.json");
    const auto result = nlohmann::json::parse(bytes);
    const auto& uniform = result["patterns"][0];
    const auto& hotspot = result["patterns"][1];
    REQUIRE(uniform["points"].size() == 3);
    const auto& light = uniform["points"][0];
    // 2 to 3 links on average at two cycles each, and the packet's own length.
    CHECK(light["latency"]["mean_cycles"] > 8);
    CHECK(light["latency"]["mean_cycles"] < 12);
    CHECK(light["offered"].get<double>() == Approx(4 * 0.002).epsilon(0.2));
    CHECK(light["delivered"].get<double>() == Approx(4 * 0.002).epsilon(0.2));
    CHECK_FALSE(light["saturated"]);
    CHECK(light["without_cycles"]["mean_cycles"].get<double>() ==
          Approx(light["latency"]["mean_cycles"].get<double>()).epsilon(0.02));
    CHECK(hotspot["points"][2]["saturated"]);
    // What half of all packets want gives a flit a cycle: in the long run sixteen nodes share less
    // than twice of that, a little more before all sources wait.
    CHECK(hotspot["throughput"] < 2.5 / 16);
    CHECK(hotspot["throughput"] > 0.8 / 16);
    CHECK(uniform["throughput"] > 2 * hotspot["throughput"].get<double>());

    const auto shown = nlohmann::json::parse(slurp(here.path() / "t" / "showcase.json"));
    // 16 to endpoints, 48 between routers.
    CHECK(shown["links"]["uniform"]["links"].size() == 64);
    const std::string links = slurp(here.path() / "t" / "links.csv");
    CHECK(std::count(links.begin(), links.end(), '\n') == 1 + 2 * 3 * 64);
    const std::string page = slurp(here.path() / "t" / "report.html");
    for (const char* words : {"Load of the links", "x1_y1 local", "mean latency"}) {
        CHECK(page.find(words) != std::string::npos);
    }
    ran(here, {"run", "t.yaml", "--out", "again", "--jobs", "1", "--quiet"});
    CHECK(slurp(here.path() / "again" / "result.json") == bytes);
    ran(here, {"report", "t"});
    CHECK(slurp(here.path() / "t" / "report.html") == page);
}

TEST_CASE("system: traffic on a mesh with failures leaves out what has no way") {
    const scratch_folder here;
    here.write("t.yaml", small_mesh);
    ran(here, {"run", "t.yaml", "--out", "t", "--set", "patterns=[uniform]", "--set",
               "mesh.failed_routers=[{node: 5}]"});
    const auto result = nlohmann::json::parse(slurp(here.path() / "t" / "result.json"));
    const auto& light = result["patterns"][0]["points"][0];
    CHECK(light["no_way"] > 0);
    CHECK_FALSE(light.contains("without_cycles"));
    CHECK_FALSE(result["configuration"].contains("hotspot_node"));
}

TEST_CASE("system: validate climbs the rungs of traffic") {
    const scratch_folder here;
    here.write("t.yaml", small_mesh);
    const auto run = ran(here, {"validate", "t.yaml"});
    for (const char* words : {"240 pairs", "in = out + inside", "without"}) {
        CHECK(run.out.find(words) != std::string::npos);
    }
}

TEST_CASE("system: what traffic cannot be is refused with its place") {
    const scratch_folder here;
    here.write("t.yaml", small_mesh);
    const auto refused = [&](const char* set, const std::vector<std::string>& words) {
        refuses(here, 3, {"run", "t.yaml", "--set", set}, words);
    };
    refused("patterns=[uniform, unform]", {"patterns[1]", "unform", "hotspot"});
    refused("patterns=[uniform, uniform]", {"patterns[1]", "again"});
    refused("patterns=[]", {"patterns"});
    refused("rate_high=0.001", {"rate_high", "rate_low"});
    refused("hotspot_node=16", {"hotspot_node", "16 nodes"});
    refused("mesh.failed_links=[{node: 99, side: east}]", {"mesh.failed_links[0].node"});
    refused("cycles=1e9", {"cycles"});
    refuses(here, 3, {"run", "t.yaml", "--set", "patterns=[transpose]", "--set", "height=2"},
            {"patterns", "square"});
}
