#include <catch2/catch.hpp>
#include <string>

#include "testbenches/support/command.hpp"
#include "testbenches/support/refusal.hpp"

// The verb network: grids, coupled astrocytes and readouts in files.
using namespace memglia;
using namespace memglia::test;

namespace {

constexpr const char* graphs = R"(tick_s: 1 ms
populations:
  - {name: in, size: 2, spikes: in.csv}
  - {name: out, size: 6, grid: 3, lif: {tau_m_s: 10 ms}}
projections:
  - name: near
    source: out
    target: out
    connect: distance
    kernel: {shape: box, length: 1, of: weight}
    weight: 0.1
astrocytes:
  - name: glia
    senses: in
    coupling: {graph: list, conductance: 0.5, file: edges.csv}
    calcium: {}
probes:
  - {name: w, record: weights, of: near}
readouts:
  - {name: most, of: in, kind: winner}
  - {name: first, of: in, kind: first_spike}
  - {name: rate, of: in, from_s: 2 ms, to_s: 4 ms}
)";

void write_graphs(const scratch_folder& here, const std::string& text = graphs) {
    here.write("net.yaml", text);
    here.write("in.csv", "neuron,tick\n0,2\n1,4\n");
    here.write("edges.csv", "first,second\n0,1\n");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("system: network reads grids, coupled fields and readouts of a file") {
    const scratch_folder here;
    write_graphs(here);
    const auto described = run_memglia({"network", "net.yaml"}, here.path());
    INFO(described.err << described.out);
    REQUIRE(described.exit_code == 0);
    for (const char* part : {"14 distance, out to out", "coupled: list, 1 edges, conductance 0.5",
                             "most                    2 winner of in"}) {
        CHECK(described.out.find(part) != std::string::npos);
    }
    const auto run =
        run_memglia({"network", "net.yaml", "--run", "6e-3", "--out", "r"}, here.path());
    INFO(run.err << run.out);
    REQUIRE(run.exit_code == 0);
    for (const char* part :
         {"tie of groups 0, 1, 1 spikes each", "group 0 in tick 2, 0.002 s", "0 to 500 Hz"}) {
        CHECK(run.out.find(part) != std::string::npos);
    }
    CHECK(slurp(here.path() / "r" / "most.csv") == "group,spikes,is_winner\n0,1,1\n1,1,1\n");
    CHECK(slurp(here.path() / "r" / "first.csv") == "group,tick,time_s\n0,2,0.002\n1,4,0.004\n");
    CHECK(slurp(here.path() / "r" / "rate.csv") == "group,spikes,rate_hz\n0,1,500\n1,0,0\n");
    CHECK(
        slurp(here.path() / "r" / "w.csv")
            .starts_with(
                "ticks,source,target,delay_ticks,weight\n6,0,1,1,0.1\n6,0,3,1,0.1\n6,1,0,1,0.1\n"));
    write_graphs(here, replaced(graphs, "of: in, kind: winner", "of: out, kind: winner"));
    const auto silent = run_memglia({"network", "net.yaml", "--run", "6e-3"}, here.path());
    CHECK(silent.out.find("none: no spike") != std::string::npos);
}

TEST_CASE("system: network names file, line and path of a graph that does not fit") {
    const scratch_folder here;
    const auto says = [&here](const std::string& from, const std::string& to,
                              const std::vector<std::string>& words) {
        write_graphs(here, replaced(graphs, from, to));
        refuses(here, 3, {"network", "net.yaml"}, words);
    };
    says("grid: 3, ", "", {"net.yaml:9: projections[0].connect: 'out' has no grid"});
    says("    kernel: {shape: box, length: 1, of: weight}\n", "",
         {"projections[0].kernel: found none"});
    says("conductance: 0.5", "conductance: 0.51", {"astrocytes[0].coupling.conductance"});
    says("conductance: 0.5, ", "", {"astrocytes[0].coupling.conductance: found 0 with 1 edges"});
    says("graph: list", "graph: ring", {"net.yaml:15: astrocytes[0].coupling.file"});
    says(", file: edges.csv", "", {"astrocytes[0].coupling.file: found no file"});
    says("of: in, kind: winner", "of: inn, kind: winner",
         {"net.yaml:20: readouts[0].of: no population is called 'inn'"});
    says("name: most", "name: w", {"net.yaml:20: readouts[0].name: found 'w', which a probe has"});
    write_graphs(here);
    here.write("edges.csv", "first,second\n0,2\n");
    refuses(here, 3, {"network", "net.yaml"},
            {"net.yaml:15: astrocytes[0].coupling.file: found edge 1, 0 to 2 of edges.csv"});
    here.write("edges.csv", "first,second,weight\n0,1,3\n");
    refuses(here, 3, {"network", "net.yaml"}, {"found a column 'weight', which means nothing"});
}
