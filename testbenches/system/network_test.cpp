#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/refusal.hpp"
#include "tools/table/matrix_file.hpp"

// The verb network: networks in files.
using namespace memglia;
using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* small = R"(tick_s: 1 ms
populations:
  - name: in
    size: 2
    spikes: in.csv
  - name: out
    size: 3
    lif: {tau_m_s: 10 ms, refractory_s: 0}
projections:
  - name: p
    source: in
    target: out
    connect: list
    file: edges.csv
probes:
  - {name: raster, record: spikes, of: out}
  - {name: v, record: membrane, of: out, every_ticks: 1}
  - {name: w, record: weights, of: p}
)";

// The network above with its tables.
void write_small(const scratch_folder& here, const std::string& text = small) {
    here.write("net.yaml", text);
    here.write("in.csv", "neuron,tick\n0,2\n1,4\n");
    here.write("edges.csv", "pre,post,w,delay\n0,0,1.5,1\n0,1,0.5,2\n1,2,-0.25,3\n");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("system: network describes and checks what a file says") {
    const scratch_folder here;
    write_small(here);
    const auto run = run_memglia({"network", "net.yaml"}, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(run.err.empty());
    for (const char* part : {"in                      2 2 input spikes",
                             "p                       3 list, in to out, weight -0.25 to 1.5, "
                             "delay 1 to 3 ticks",
                             "raster                all spikes of out"}) {
        INFO(run.out);
        CHECK(run.out.find(part) != std::string::npos);
    }
}

TEST_CASE("system: network runs and writes what its probes saw") {
    const scratch_folder here;
    write_small(here);
    const std::vector<std::string> arguments{"network", "net.yaml", "--run", "8e-3", "--out", "r"};
    const auto run = run_memglia(arguments, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(run.out.find("8 ticks, 0.008 s, 3 synaptic events") != std::string::npos);
    CHECK(slurp(here.path() / "r" / "raster.csv") == "neuron,tick\n0,4\n");
    CHECK(slurp(here.path() / "r" / "w.csv") ==
          "ticks,source,target,delay_ticks,weight\n"
          "8,0,0,1,1.5\n8,0,1,2,0.5\n8,1,2,3,-0.25\n");
    const std::string v = slurp(here.path() / "r" / "v.csv");
    CHECK(v.starts_with("ticks,0,1,2\n1,0,0,0\n"));
    CHECK(v.find("\n4,1.5,0,0\n5,0,0.5,0\n") != std::string::npos);
    const auto summary = nlohmann::json::parse(slurp(here.path() / "r" / "summary.json"));
    CHECK(summary["spikes"]["out"] == 1);
    CHECK(summary["configuration"]["tick_s"] == 1e-3);
    // What was written reads back as the same network, beside the tables that were kept.
    here.write("r/again.json", summary["configuration"].dump());
    const auto again =
        run_memglia({"network", "r/again.json", "--run", "8e-3", "--csv", "v"}, here.path());
    CHECK(again.out == v);
    CHECK(run_memglia(arguments, here.path()).exit_code == 3);
    CHECK(
        run_memglia({"network", "net.yaml", "--run", "8e-3", "--out", "r", "--force"}, here.path())
            .exit_code == 0);
}

TEST_CASE("system: network takes matrices and values from .npy and CSV, and times in seconds") {
    const scratch_folder here;
    write_small(
        here, replaced(replaced(small, "connect: list", "connect: matrix"), "edges.csv", "w.npy"));
    write_matrix(here.path() / "w.npy", {2, 3, {1.5, 0.5, 0, 0, 0, -0.25}});
    here.write("in.csv", "i,time_s\n0,0.002\n1,0.004\n");
    const auto run =
        run_memglia({"network", "net.yaml", "--run", "6e-3", "--csv", "raster"}, here.path());
    INFO(run.err);
    CHECK(run.out == "neuron,tick\n0,4\n");
    write_small(here, replaced(small, "    lif:", "    per_neuron: {bias: bias.csv}\n    lif:"));
    here.write("bias.csv", "0\n200\n0\n");
    const auto biased =
        run_memglia({"network", "net.yaml", "--run", "2e-3", "--csv", "raster"}, here.path());
    INFO(biased.err);
    CHECK(biased.out == "neuron,tick\n1,0\n1,1\n");
}

TEST_CASE("system: network runs Izhikevich neurons of a file") {
    const scratch_folder here;
    const std::string text = replaced(small, "lif: {tau_m_s: 10 ms, refractory_s: 0}",
                                      "izhikevich: {d: 2, bias: 10, exponential: 5 ms}");
    write_small(here, text);
    const auto described = run_memglia({"network", "net.yaml"}, here.path());
    CHECK(described.out.find("izhikevich, a 0.02, b 0.2, c -65, d 2, synapses of 0.005 s") !=
          std::string::npos);
    const auto run =
        run_memglia({"network", "net.yaml", "--run", "0.1", "--csv", "raster"}, here.path());
    CHECK(run.exit_code == 0);
    CHECK(std::count(run.out.begin(), run.out.end(), '\n') > 6);
    write_small(here, replaced(text, "tick_s: 1 ms", "tick_s: 2 ms"));
    refuses(here, 3, {"network", "net.yaml"},
            {"net.yaml:8: populations[1].izhikevich: found a tick of 0.002 s", "at most 0.001 s"});
}

TEST_CASE("system: network drives populations with currents of a file") {
    const scratch_folder here;
    const std::string text =
        std::string(small) +
        "stimuli:\n  - {population: out, from_s: 10 ms, to_s: 20 ms, current: 3}\n";
    write_small(here, text);
    const auto described = run_memglia({"network", "net.yaml"}, here.path());
    CHECK(described.out.find("out                     3 from 0.01 to 0.02 s") != std::string::npos);
    // 3 (1 - e^(-n/10)) is over 1 at n = 5: a spike every fifth tick, of ticks 10 to 19; neuron 1
    // still has some of what a synapse brought.
    const auto run =
        run_memglia({"network", "net.yaml", "--run", "0.1", "--csv", "raster"}, here.path());
    CHECK(run.out == "neuron,tick\n0,4\n1,12\n0,14\n2,14\n1,17\n0,19\n2,19\n");
    write_small(here, replaced(text, "population: out", "population: in"));
    refuses(here, 3, {"network", "net.yaml"},
            {"net.yaml:20: stimuli[0].population: 'in' is an input"});
}

TEST_CASE("system: network names file, line and path of what is wrong") {
    const scratch_folder here;
    const auto says = [&here](const std::string& from, const std::string& to,
                              const std::vector<std::string>& words) {
        write_small(here, replaced(small, from, to));
        refuses(here, 3, {"network", "net.yaml"}, words);
    };
    says(
        "target: out", "target: nobody",
        {"net.yaml:12: projections[0].target: no population is called 'nobody'", "one of in, out"});
    says("size: 3", "size: 3000000",
         {"net.yaml:7: populations[1].size: found 3000002 neurons", "most_neurons"});
    says("size: 3", "size: 2",
         {"net.yaml:14: projections[0].file: found synapse 3, 1 to 2 of edges.csv"});
    says("size: 2", "size: 1",
         {"net.yaml:5: populations[0].spikes: found a spike of neuron 1 in tick 4"});
    says("tau_m_s: 10 ms", "tau_s: 10 ms", {"net.yaml:8: populations[1].lif.tau_s: unknown key"});
    says("of: p", "of: q", {"net.yaml:18: probes[2].of: no projection is called 'q'"});
    says("edges.csv", "none.csv",
         {"none.csv: no such file", "projections[0].file in ", "net.yaml:14"});
    says("connect: list", "connect: matrix", {"edges.csv", "projections[0].file in "});
    write_small(here);
    here.write("edges.csv", "pre,post,w,delay\n0,0,1.5,1\n0,1,0.5,-2\n");
    refuses(here, 3, {"network", "net.yaml"}, {"edges.csv: found -2 as delay in row 2"});
    here.write("edges.csv", "pre,post,w,delay\n0,0,1.5,70000\n");
    refuses(here, 3, {"network", "net.yaml"}, {"found a delay of 70000", "0 to 65535 ticks"});
    here.write("edges.csv", "\"\",\"pre\",\"post\",\"w\"\n1,0,0,1.5\n");  // as R writes it
    CHECK(run_memglia({"network", "net.yaml"}, here.path()).exit_code == 0);
    here.write("edges.csv", "pre,post,weights\n0,0,1.5\n");
    refuses(here, 3, {"network", "net.yaml"},
            {"edges.csv: found a column 'weights', which means nothing here", "weight, w"});
    here.write("edges.csv", "pre,post,w,weight\n0,0,1.5,2\n");
    refuses(here, 3, {"network", "net.yaml"}, {"found 'w' beside 'weight'"});
    here.write("edges.csv", "pre,post,w,w\n0,0,1.5,2\n");
    refuses(here, 3, {"network", "net.yaml"}, {"found two columns 'w'"});
    here.write("edges.csv", "pre,post\n0,0\n");
    refuses(here, 3, {"network", "net.yaml"}, {"net.yaml:10: projections[0]: found no weight"});
    here.write("edges.csv", "pre,post,w,delay_s\n0,0,1.5,0.00149\n");
    refuses(here, 3, {"network", "net.yaml"}, {"edges.csv: found 0.00149 s in row 1"});
    here.write("edges.csv", "from,to\n0,0\n");
    refuses(here, 3, {"network", "net.yaml"}, {"edges.csv: found no column source or pre or i"});
}

TEST_CASE("system: network reads what clamped neurons spike") {
    const scratch_folder here;
    const std::string lif = "    lif: {tau_m_s: 10 ms, refractory_s: 0}\n";
    const std::string clamp = "    clamp: {windows: [2 ms], file: cue.csv}\n";
    write_small(here, replaced(small, lif, lif + clamp));
    const std::vector<std::string> arguments{"network", "net.yaml", "--run", "8e-3", "--out", "r"};
    refuses(here, 3, arguments, {"cue.csv"});
    here.write("cue.csv", "neuron,tick\n2,4\n");
    refuses(here, 3, arguments, {"net.yaml", "populations[1].clamp", "tick 4"});
    here.write("cue.csv", "neuron,tick\n2,1\n1,0\n");
    const auto run = run_memglia(arguments, here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(slurp(here.path() / "r" / "raster.csv") == "neuron,tick\n1,0\n2,1\n0,4\n");
}

TEST_CASE("system: network that is stopped leaves nothing that stands in its own way") {
    const scratch_folder here;
    write_small(here,
                replaced(small, "  - {name: v, record: membrane, of: out, every_ticks: 1}\n", ""));
    const std::vector<std::string> endless{"network", "net.yaml", "--run", "4e6", "--out", "r"};
    const fs::path unfinished = here.path() / "r.incomplete";
    const auto stopped = interrupt_memglia(endless, here.path(), unfinished);
    CHECK(stopped.exit_code == 130);
    CHECK(stopped.err.find("interrupted") != std::string::npos);
    CHECK(stopped.out.empty());
    CHECK_FALSE(fs::exists(unfinished));
    CHECK_FALSE(fs::exists(here.path() / "r"));

    // Killed, it cannot clean up; the next one takes the folder over.
    CHECK(kill_memglia(endless, here.path(), 0.5));
    const std::vector<std::string> brief{"network", "net.yaml", "--run", "8e-3", "--out", "r"};
    const auto again = run_memglia(brief, here.path());
    INFO(again.err);
    CHECK(again.exit_code == 0);
    CHECK_FALSE(fs::exists(unfinished));
    CHECK(slurp(here.path() / "r" / "raster.csv") == "neuron,tick\n0,4\n");
}

TEST_CASE("system: network refuses options that do not fit") {
    const scratch_folder here;
    write_small(here);
    refuses(here, 2, {"network"}, {"which network?"});
    refuses(here, 2, {"network", "net.yaml", "--csv", "v"}, {"--csv needs --run"});
    refuses(here, 2, {"network", "net.yaml", "--run", "0"}, {"expected 1 to"});
    refuses(here, 2, {"network", "net.yaml", "--run", "1", "--csv", "rastr"},
            {"no probe 'rastr'", "did you mean 'raster'?"});
    refuses(here, 3, {"network", "net.yaml", "--run", "1", "--out", "."}, {"--out would replace"});
    refuses(here, 3, {"network", "net.yaml", "--run", "1e5"}, {"probes[1].every_ticks"});
    refuses(here, 3, {"network", "gate"}, {"gated"});
}

TEST_CASE("system: schema knows networks") {
    const scratch_folder here;
    const auto table = run_memglia({"schema", "--network", "--table"}, here.path());
    CHECK(table.exit_code == 0);
    CHECK(table.out.find("| `projections[].delay_ticks` | ticks | 1 | between 0 and 65535 |") !=
          std::string::npos);
    const auto schema = run_memglia({"schema", "--network"}, here.path());
    CHECK(nlohmann::json::parse(schema.out)["properties"].contains("astrocytes"));
    CHECK(run_memglia({"schema", "--network", "--study"}, here.path()).exit_code == 2);
    CHECK(run_memglia({"schema", "--network", "--effective"}, here.path()).exit_code == 2);
}

TEST_CASE("system: network gated runs, and its seed decides") {
    const scratch_folder here;
    const auto spikes = [&here](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"network", "gated", "--run", "0.3", "--csv", "raster"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto run = run_memglia(arguments, here.path());
        INFO(run.err);
        CHECK(run.exit_code == 0);
        return run.out;
    };
    CHECK(spikes({}) == spikes({"--seed", "1"}));
    CHECK(spikes({}) != spikes({"--set", "seed=2"}));
}
