#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/refusal.hpp"

// The verb network on a chip and in its integers.
using namespace memglia;
using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* small = R"(tick_s: 1 ms
populations:
  - {name: in, size: 3, poisson: 50 Hz}
  - {name: out, size: 4, lif: {tau_m_s: 10 ms}}
projections:
  - {name: p, source: in, target: out, weight: 0.4, weight_spread: 0.3, delay_ticks: 2}
probes:
  - {name: raster, record: spikes, of: out}
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

// The sum of a column, in its order.
double joules_of(const std::string& table, const std::string& column = "joules") {
    std::istringstream lines(table);
    std::string line;
    std::getline(lines, line);
    const std::size_t name = line.find("," + column);
    REQUIRE(name != std::string::npos);
    const auto before = std::count(line.begin(), line.begin() + static_cast<long>(name) + 1, ',');
    double sum = 0;
    while (std::getline(lines, line)) {
        std::size_t from = 0;
        for (long skip = before; skip > 0; --skip) from = line.find(',', from) + 1;
        sum += std::stod(line.substr(from));
    }
    return sum;
}

void check_says(const std::string& text, const std::vector<std::string>& words) {
    INFO(text);
    for (const std::string& word : words) {
        INFO(word);
        CHECK(text.find(word) != std::string::npos);
    }
}

}  // namespace

TEST_CASE("system: network says what it takes on a chip") {
    const scratch_folder here;
    const auto run = run_memglia({"network", "gated", "--on", "chip"}, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(run.err.empty());
    check_says(run.out,
               {"fixed point      15 levels of each sign, states of 24 bits",
                "cores              1 of at most 256 neurons each, for 100 neurons",
                "astrocyte tiles    1", "mesh               2 x 2", "a core has room for 64",
                "of 16384", "occupancy", "if all spike once  ", "area  ", "memristor_cell"});
    const auto more = run_memglia(
        {"network", "gated", "--on", "chip", "--set", "chip.core.neurons=20"}, here.path());
    check_says(more.out, {"cores              5 of at most 20 neurons each"});
    const auto fixed = run_memglia(
        {"network", "gated", "--on", "fixed", "--set", "chip.core.synapses.slices=2"}, here.path());
    check_says(fixed.out, {"255 levels"});
    CHECK(fixed.out.find("cores") == std::string::npos);
}

TEST_CASE("system: network on a chip leaves a bill whose lines make its total") {
    const scratch_folder here;
    const std::vector<std::string> arguments{"network", "gated", "--on",  "chip",
                                             "--run",   "0.3",   "--out", "r"};
    const auto run = run_memglia(arguments, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    check_says(run.out,
               {"3000 ticks, 0.3 s", "hardware time", "ticks per second", "longest work", "packets",
                "programming", "dynamic", "static", "total", "core[0]", "field[0]", "mesh"});
    const fs::path folder = here.path() / "r";
    const std::string text = slurp(folder / "summary.json");
    const auto summary = nlohmann::json::parse(text);
    CHECK(summary["on"] == "chip");
    CHECK(summary["numbers"]["weight_levels"] == 15);
    const auto& chip = summary["chip"];
    CHECK(chip["configuration"]["core"]["neurons"] == 256);
    CHECK(chip["mapping"]["cores"] == 1);
    const auto& energy = chip["energy"];
    CHECK(joules_of(slurp(folder / "bill.csv")) == energy["total"]["j"].get<double>());
    CHECK(joules_of(slurp(folder / "bill.csv"), "low") == energy["total"]["range_j"][0]);
    CHECK(joules_of(slurp(folder / "bill.csv"), "high") == energy["total"]["range_j"][1]);
    CHECK(joules_of(slurp(folder / "programming.csv")) == chip["programming"]["j"].get<double>());
    CHECK(chip["programming"]["failures"] == 0);
    double blocks = 0;
    for (const auto& block : energy["blocks"]) {
        blocks += block["j"].get<double>();
        double parts = 0;
        for (const auto& part : block["components"]) {
            parts += part["j"].get<double>();
            double events = 0;
            for (const auto& event : part["events"]) events += event["j"].get<double>();
            CHECK(events == Approx(part["j"].get<double>()));
        }
        CHECK(parts == Approx(block["j"].get<double>()));
    }
    CHECK(blocks == Approx(energy["total"]["j"].get<double>()));
    CHECK(energy["dynamic"]["j"].get<double>() + energy["static"]["j"].get<double>() ==
          Approx(energy["total"]["j"].get<double>()));
    CHECK(energy["total"]["range_j"][0] < energy["total"]["j"]);
    CHECK(energy["total"]["range_j"][1] > energy["total"]["j"]);
    CHECK(energy["total"]["per_synaptic_event_j"].get<double>() *
              summary["synaptic_events"].get<double>() ==
          Approx(energy["total"]["j"].get<double>()));
    CHECK(fs::exists(folder / "timing.json"));
    CHECK(slurp(folder / "raster.csv").starts_with("neuron,tick\n"));

    // Its echo reads back as the same chip, and the same seed gives the same bytes.
    here.write("chip.json", chip["configuration"].dump());
    auto again = arguments;
    again.back() = "r2";
    again.insert(again.end(), {"--chip", "chip.json"});
    REQUIRE(run_memglia(again, here.path()).exit_code == 0);
    CHECK(slurp(here.path() / "r2" / "summary.json") == text);
}

TEST_CASE("system: network on a chip of ideal devices is the one in fixed point") {
    const scratch_folder here;
    const auto run = run_memglia({"network", "gated", "--on", "chip", "--chip", "ideal", "--run",
                                  "0.3", "--compare", "fixed", "--out", "r"},
                                 here.path());
    INFO(run.err);
    CHECK(run.exit_code == 0);
    check_says(run.out, {"chip beside fixed", "first difference   none"});
    const auto summary = nlohmann::json::parse(slurp(here.path() / "r" / "summary.json"));
    CHECK(summary["comparison"]["identical"] == true);
    CHECK(summary["comparison"]["first_difference"].is_null());
    CHECK(summary["configuration"]["probes"].size() == 3);
    CHECK_FALSE(fs::exists(here.path() / "r" / "spikes3.csv"));
    const std::vector<std::string> probe{"--run", "0.3", "--csv", "raster"};
    std::vector<std::string> on_chip{"network", "gated", "--on", "chip", "--chip", "ideal"};
    std::vector<std::string> fixed{"network", "gated", "--on", "fixed"};
    on_chip.insert(on_chip.end(), probe.begin(), probe.end());
    fixed.insert(fixed.end(), probe.begin(), probe.end());
    CHECK(run_memglia(on_chip, here.path()).out == run_memglia(fixed, here.path()).out);
}

TEST_CASE("system: network says where fixed point and double precision part") {
    const scratch_folder here;
    here.write("net.yaml", small);
    const auto run =
        run_memglia({"network", "net.yaml", "--on", "fixed", "--run", "20", "--compare", "double"},
                    here.path());
    INFO(run.err);
    CHECK(run.exit_code == 0);
    check_says(run.out,
               {"fixed beside double", "first difference   tick ", "a spike on ", "mean weight"});
    const auto chip =
        run_memglia({"network", "net.yaml", "--on", "chip", "--run", "0.1", "--compare", "double"},
                    here.path());
    CHECK(chip.exit_code == 0);
}

TEST_CASE("system: network names what the chip has no room for, with file and path") {
    const scratch_folder here;
    here.write("net.yaml", small);
    const auto says = [&here](const std::vector<std::string>& sets,
                              const std::vector<std::string>& words) {
        std::vector<std::string> arguments{"network", "net.yaml", "--on", "chip"};
        for (const std::string& set : sets) arguments.insert(arguments.end(), {"--set", set});
        refuses(here, 3, arguments, words);
        arguments.insert(arguments.end(), {"--run", "0.1", "--out", "r"});
        refuses(here, 3, arguments, words);
    };
    says({"chip.core.longest_delay_ticks=1"},
         {"net.yaml:6: projections[0].delay_ticks: found a delay of 2 ticks; expected at most 1",
          "core.longest_delay_ticks of the chip"});
    says({"chip.core.neurons=2", "chip.most_cores=1"},
         {"net.yaml:3: populations: found 4 neurons, which need 2 cores", "most_cores"});
    says({"chip.core.synapses.arrays=1", "chip.core.synapses.array_rows=2"},
         {"net.yaml:3: populations: found a core that needs 3 rows", "2 rows"});
    here.write("net.yaml", replaced(small, "weight: 0.4, weight_spread: 0.3", "weight: 1e-6"));
    says({}, {"net.yaml:6: projections[0].weight: found weights of at most 1e-06 in 15 levels",
              "the resolution of population 'out' in 24 bits"});
    here.write("net.yaml", replaced(small, "lif: {tau_m_s: 10 ms}", "izhikevich: {bias: 1e5}"));
    says({"chip.core.state_bits=16"},
         {"net.yaml:4: populations[1].izhikevich: found values of 1e+05; expected at most 4095.875",
          "what 16 bits hold with headroom"});
    here.write("net.yaml", replaced(small, "name: raster", "name: bill"));
    refuses(here, 3, {"network", "net.yaml", "--on", "chip", "--run", "1"},
            {"net.yaml:8: probes[0].name: found 'bill'"});
    here.write("net.yaml", small);
    refuses(here, 1,
            {"network", "net.yaml", "--on", "chip", "--run", "1", "--set", "chip.timing=fixed",
             "--set", "chip.tick_s=1e-8"},
            {"tick 0 takes", "a tick has 5"});
}

TEST_CASE("system: network refuses options of chips that do not fit") {
    const scratch_folder here;
    here.write("net.yaml", small);
    const auto says = [&here](int code, std::vector<std::string> more,
                              const std::vector<std::string>& words) {
        more.insert(more.begin(), {"network", "net.yaml"});
        refuses(here, code, more, words);
    };
    says(2, {"--on", "cip"}, {"--on cip; expected double, fixed or chip"});
    says(2, {"--chip", "ideal"}, {"--chip has no effect in double precision"});
    says(2, {"--set", "chip.clock_hz=1e9"}, {"--set chip.KEY=VALUE has no effect"});
    says(2, {"--on", "chip", "--set", "chip=ideal"}, {"expected --chip ideal"});
    says(2, {"--on", "chip", "--compare", "fixed"}, {"--compare needs --run"});
    says(2, {"--run", "1", "--compare", "fixed"}, {"expected --on chip"});
    says(2, {"--run", "1", "--on", "fixed", "--compare", "fixed"}, {"expected --on chip"});
    says(2, {"--run", "1", "--on", "chip", "--compare", "chip"}, {"expected double or fixed"});
    says(2, {"--run", "1", "--on", "chip", "--compare", "fixed", "--csv", "raster"}, {"--csv"});
    says(3, {"--on", "fixed", "--set", "chip.clock_hz=1e9"},
         {"--set: chip.clock_hz: found a key without effect", "--on chip"});
    says(3, {"--on", "chip", "--set", "chip.core.synapses.slices=9"},
         {"--set: chip.core.synapses.slices: found 9"});
    says(3, {"--on", "chip", "--set", "chip.technology.neuron_m2.value=9"},
         {"--set: chip.technology.neuron_m2.value: found a key without effect"});
    says(3, {"--on", "chip", "--chip", "idal"}, {"did you mean 'ideal'?"});
}

TEST_CASE("system: schema and completion know chips for networks") {
    const scratch_folder here;
    const auto table = run_memglia({"schema", "--network-chip", "--table"}, here.path());
    CHECK(table.out.find("| `core.neurons` | neurons | 256 | between 1 and 4096 |") !=
          std::string::npos);
    const auto schema = run_memglia({"schema", "--network-chip"}, here.path());
    CHECK(nlohmann::json::parse(schema.out)["properties"].contains("crossbar"));
    CHECK(run_memglia({"schema", "--network-chip", "--network"}, here.path()).exit_code == 2);
    const auto names = run_memglia({"completion", "--entries", "network_chips"}, here.path());
    CHECK(names.out.find("default") != std::string::npos);
}
