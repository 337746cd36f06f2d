#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/refusal.hpp"
#include "tools/table/npz_file.hpp"

// What a run of a network leaves: its page, its probes as arrays, a summary to run again; and its
// rungs.
using namespace memglia;
using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* plastic = R"(tick_s: 1 ms
populations:
  - {name: in, size: 4, spikes: in.csv}
  - {name: out, size: 3, lif: {tau_m_s: 10 ms, refractory_s: 0}}
projections:
  - name: p
    source: in
    target: out
    weight: 0.6
    weight_spread: 0.2
    stdp: {a_plus: 0.05, a_minus: 0.05, tau_plus_s: 20 ms, tau_minus_s: 20 ms, w_max: 1}
astrocytes:
  - name: glia
    senses: out
    neurons_per_unit: 3
    gates: [p]
    by: target
    calcium: {tau_s: 50 ms, per_spike: 0.1, theta: 0.6, slope: 0.1, depth: 0.7}
probes:
  - {name: raster, record: spikes, of: out}
  - {name: v, record: membrane, of: out, every_ticks: 1}
  - {name: ca, record: calcium, of: glia, every_ticks: 5}
  - {name: w, record: weights, of: p, every_ticks: 10}
)";

void write_plastic(const scratch_folder& here) {
    fs::create_directories(here.path() / "tables");
    std::string text = plastic;
    text.replace(text.find("in.csv"), 6, "tables/in.csv");
    here.write("net.yaml", text);
    std::string spikes = "neuron,tick\n";
    for (int t = 1; t < 60; t += 2) {
        for (int n = 0; n < 4; ++n) {
            if ((t * 7 + n * 5) % 3 != 0) {
                spikes += std::to_string(n) + "," + std::to_string(t) + "\n";
            }
        }
    }
    here.write("tables/in.csv", spikes);
}

command_result ran(const scratch_folder& here, const std::vector<std::string>& arguments) {
    command_result run = run_memglia(arguments, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    return run;
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("system: network leaves a page with what its probes saw") {
    const scratch_folder here;
    write_plastic(here);
    ran(here, {"network", "net.yaml", "--run", "0.06", "--out", "run"});
    const std::string page = slurp(here.path() / "run" / "report.html");
    for (const char* section : {"<h2>Spikes</h2>", "<h2>Membranes</h2>", "<h2>Calcium</h2>",
                                "<h2>Weights</h2>", "<h2>Numbers</h2>", "<h2>Provenance</h2>"}) {
        INFO(section);
        CHECK(says(page, section));
    }
    CHECK_FALSE(says(page, "<h2>Energy</h2>"));
    CHECK_FALSE(says(page, "src="));
    CHECK_FALSE(says(page, "https://"));
    CHECK(says(page, "memglia network net.yaml --run 0.06"));
    for (const char* figure :
         {"spikes.svg", "v.svg", "ca.svg", "w-histogram.svg", "w-first.svg", "w-last.svg"}) {
        INFO(figure);
        CHECK(fs::exists(here.path() / "run" / "figures" / figure));
    }
}

TEST_CASE("system: the page of a network on a chip has its bill and where its blocks lie") {
    const scratch_folder here;
    write_plastic(here);
    ran(here, {"network", "net.yaml", "--run", "0.03", "--on", "chip", "--out", "run"});
    const std::string page = slurp(here.path() / "run" / "report.html");
    CHECK(says(page, "<h2>Energy</h2>"));
    CHECK(says(page, "Energy per synaptic event"));
    CHECK(says(page, ">core[0]</text>"));
    CHECK(says(page, "energy of the block at each node of the mesh"));
    CHECK(fs::exists(here.path() / "run" / "figures" / "placement.svg"));
}

TEST_CASE("system: network writes its probes as arrays") {
    const scratch_folder here;
    write_plastic(here);
    ran(here, {"network", "net.yaml", "--run", "0.06", "--out", "run", "--format", "npz"});
    const fs::path folder = here.path() / "run";
    CHECK_FALSE(fs::exists(folder / "v.csv"));
    const npz_file v(folder / "v.npz");
    CHECK(v.names() == std::vector<std::string>{"ticks", "values"});
    CHECK(v.read("values").rows == 60);
    CHECK(v.read("values").columns == 3);
    CHECK(v.read("ticks").values.back() == 60);
    const npz_file w(folder / "w.npz");
    CHECK(w.read("weights").rows == 6);
    CHECK(w.read("source").values.size() == 12);
    // The same numbers as in the tables.
    ran(here, {"network", "net.yaml", "--run", "0.06", "--out", "tables_run"});
    const npz_file raster(folder / "raster.npz");
    std::string csv = "neuron,tick\n";
    const auto neuron = raster.read("neuron").values;
    const auto tick = raster.read("tick").values;
    for (std::size_t k = 0; k < neuron.size(); ++k) {
        csv += std::to_string(static_cast<int>(neuron[k])) + "," +
               std::to_string(static_cast<int>(tick[k])) + "\n";
    }
    CHECK(neuron.size() > 3);
    CHECK(slurp(here.path() / "tables_run" / "raster.csv") == csv);
    refuses(here, 2, {"network", "net.yaml", "--run", "0.06", "--out", "r", "--format", "hdf5"},
            {"--format hdf5; expected csv or npz"});
    refuses(here, 2, {"network", "net.yaml", "--run", "0.06", "--format", "npz"}, {"needs --out"});
}

TEST_CASE("system: a result stands for what it was made with, wherever its folder is") {
    const scratch_folder here;
    write_plastic(here);
    const std::vector<std::string> chip{"--on",  "chip", "--set", "chip.core.neurons=2",
                                        "--run", "0.03"};
    std::vector<std::string> first{"network", "net.yaml", "--seed", "5", "--out", "run"};
    first.insert(first.end(), chip.begin(), chip.end());
    ran(here, first);
    fs::create_directories(here.path() / "elsewhere");
    fs::rename(here.path() / "run", here.path() / "elsewhere" / "run");
    fs::remove(here.path() / "net.yaml");
    fs::remove_all(here.path() / "tables");
    ran(here, {"network", "elsewhere/run/summary.json", "--on", "chip", "--chip",
               "elsewhere/run/summary.json", "--run", "0.03", "--out", "again"});
    for (const char* file : {"summary.json", "bill.csv", "v.csv", "w.csv", "raster.csv"}) {
        INFO(file);
        CHECK(slurp(here.path() / "again" / file) ==
              slurp(here.path() / "elsewhere" / "run" / file));
    }
    CHECK(says(slurp(here.path() / "again" / "bill.csv"), "core[1]"));
    // A summary that was not made on a chip is no chip.
    ran(here, {"network", "again/summary.json", "--run", "0.03", "--out", "soft"});
    refuses(here, 3,
            {"network", "again/summary.json", "--on", "chip", "--chip", "soft/summary.json",
             "--run", "0.03"},
            {"soft/summary.json", "unknown key"});
}

TEST_CASE("system: --set reaches into lists by name") {
    const scratch_folder here;
    write_plastic(here);
    const auto with = [&here](const std::vector<std::string>& sets) {
        std::vector<std::string> arguments{"network", "net.yaml", "--run",  "0.06",
                                           "--out",   "set",      "--force"};
        for (const std::string& set : sets) arguments.insert(arguments.end(), {"--set", set});
        ran(here, arguments);
        return nlohmann::json::parse(slurp(here.path() / "set" / "summary.json"))["configuration"];
    };
    const auto changed = with({"populations.out.lif.tau_m_s=20 ms", "projections.p.weight=0.3",
                               "astrocytes.glia.calcium.depth=0.5", "probes.v.every_ticks=20"});
    CHECK(changed["populations"][1]["lif"]["tau_m_s"] == 0.02);
    CHECK(changed["populations"][1]["lif"]["refractory_s"] == 0);  // the others stay
    CHECK(changed["populations"][0]["size"] == 4);
    CHECK(changed["projections"][0]["weight"] == 0.3);
    CHECK(changed["projections"][0]["stdp"]["w_max"] == 1);
    CHECK(changed["astrocytes"][0]["calcium"]["depth"] == 0.5);
    CHECK(changed["probes"][1]["every_ticks"] == 20);
    const auto refused = [&here](const std::string& set, const std::vector<std::string>& words) {
        refuses(here, 3, {"network", "net.yaml", "--set", set}, words);
    };
    refused("populations.oat.size=3", {"--set: populations", "'oat'", "in, out", "mean 'out'"});
    refused("populations.out.lif.tau_s=3", {"populations[1].lif.tau_s: unknown key"});
    refused("populations.out=3", {"populations.out", "a key below it"});
    refused("populations.out.size=many", {"--set: populations[1].size", "many"});
}

TEST_CASE("system: validate holds a network to its references") {
    const scratch_folder here;
    write_plastic(here);
    const auto run = run_memglia({"validate", "net.yaml", "--run", "0.06"}, here.path());
    INFO(run.out << run.err);
    CHECK(run.exit_code == 0);
    for (const char* rung : {"1   chip, ideal device", "1b  chip, VTEAM without noise",
                             "2   fixed point ~ double", "3   chip, real device"}) {
        CHECK(says(run.out, rung));
    }
    CHECK(says(run.out, "60 ticks"));
    CHECK(says(run.out, "no difference"));
    // One pulse reaches no level: the first difference is named, with its place on the chip.
    const auto differs = run_memglia({"validate", "net.yaml", "--run", "0.06", "--set",
                                      "chip.core.synapses.programming.max_pulses=1"},
                                     here.path());
    INFO(differs.out << differs.err);
    CHECK(differs.exit_code == 4);
    CHECK(says(differs.out, "1   chip, ideal device = fixed point             holds"));
    CHECK(says(differs.out, "1b  chip, VTEAM without noise = fixed point      DOES NOT HOLD"));
    CHECK(says(differs.out, "first difference in tick "));
    CHECK(says(differs.out, "core[0]"));
    refuses(here, 2, {"validate", "net.yaml", "--mazes", "3"}, {"--mazes is navigation's"});
    refuses(here, 2, {"validate", "net.yaml", "--run", "0"}, {"--run 0"});
    refuses(here, 2, {"validate", "navigation", "--run", "1"}, {"--run is a network's"});
    refuses(here, 3, {"validate", "net.yaml", "--set", "populations.oat.size=3"}, {"'oat'"});
    refuses(here, 3, {"validate", "gatde"}, {"gatde"});
}
