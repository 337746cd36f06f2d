#include <catch2/catch.hpp>
#include <string>

#include "testbenches/support/bench_values.hpp"
#include "testbenches/support/command.hpp"
#include "testbenches/support/refusal.hpp"

// memglia testbench: blocks under a stimulus by chance and under files.
using namespace memglia::test;

namespace {

const std::string two_packets =
    "# two that do not meet\n"
    "cycle,source,target,flits\n"
    "0,0,8,4\n"
    "\n"
    "50,3,5,1\n";

}  // namespace

TEST_CASE("testbench: the list names every bench and its columns, and is the default") {
    const scratch_folder here;
    const command_result list = run_memglia({"testbench", "list"}, here.path());
    CHECK(list.exit_code == 0);
    for (const char* word :
         {"mesh", "router", "delay_line", "delay", "cycle", "source", "target", "flits"}) {
        CHECK_THAT(list.out, Catch::Contains(word));
    }
    CHECK(run_memglia({"testbench"}, here.path()).out == list.out);
}

TEST_CASE("testbench: random packets pass every check, and a seed gives the same bytes") {
    const scratch_folder here;
    for (const char* bench : {"mesh", "router"}) {
        for (const char* mesh :
             {"mesh.channels=1", "mesh.channels=4", "mesh.pipeline=3", "mesh.link_cycles=0",
              "mesh.link_period=2", "mesh.routing=odd_even", "mesh.eject_flits=2",
              "mesh.failed_links=[{node: 0, side: east}]", "random.rate=1"}) {
            INFO(bench << " " << mesh);
            const command_result run =
                run_memglia({"testbench", "run", bench, "--set", mesh}, here.path());
            INFO(run.out << run.err);
            CHECK(run.exit_code == 0);
            CHECK(run.out.find("FAILED") == std::string::npos);
            CHECK_THAT(run.out, Catch::Contains("passed  every packet arrives"));
        }
    }
    const auto with_seed = [&here](const char* seed) {
        return run_memglia({"testbench", "run", "mesh", "--seed", seed, "--csv"}, here.path()).out;
    };
    const std::string first = with_seed("7");
    CHECK(first == with_seed("7"));
    CHECK(first != with_seed("8"));
    CHECK(values_of(first).at("summary,packets,value") == "516");
}

TEST_CASE("testbench: packets from a file take the latencies that follow from the rules") {
    const scratch_folder here;
    here.write("p.csv", two_packets);
    const command_result run =
        run_memglia({"testbench", "run", "router", "--stimulus", "p.csv", "--csv"}, here.path());
    INFO(run.err);
    CHECK(run.exit_code == 0);
    const auto values = values_of(run.out);
    // Into the router 1, over 4 links of 2, three more flits; over 2 links.
    CHECK(values.at("packets,0,latency_cycles") == "12");
    CHECK(values.at("packets,0,head_latency_cycles") == "9");
    CHECK(values.at("packets,1,latency_cycles") == "5");
    CHECK(values.at("packets,0,source") == "x0_y0");
    CHECK(values.at("packets,0,target") == "x2_y2");
    CHECK(values.at("links,x0_y0.east,flits") == "4");
    CHECK(values.at("links,x2_y1.south,flits") == "4");
    CHECK(values.at("links,x1_y1.east,flits") == "1");
    CHECK(values.at("links,x1_y1.south,flits") == "0");
    CHECK(values.at("ports of x1_y1,west,flits_in") == "1");
    CHECK(values.at("ports of x1_y1,west,most_in_fifo") == "1");
    CHECK(values.at("ports of x1_y1,east,flits_out") == "1");
    // 4 flits through 5 routers and one through 3; 18 links of 32 bits.
    CHECK(values.at("energy,router.hop,events") == "23");
    CHECK(values.at("energy,router.link_bit,events") == "576");
}

TEST_CASE("testbench: two packets for one output: one waits for the other, flit for flit") {
    const scratch_folder here;
    here.write("p.csv", "cycle,source,target,flits\n0,0,2,5\n0,1,2,5\n");
    const auto values = values_of(
        run_memglia({"testbench", "run", "router", "-s", "p.csv", "--csv", "--set", "y=0"},
                    here.path())
            .out);
    // The second is at the output first, in cycle 1; the first is there in cycle 3 and follows its
    // tail of cycle 5.
    CHECK(values.at("packets,1,latency_cycles") == "7");
    CHECK(values.at("packets,0,latency_cycles") == "12");
    CHECK(values.at("ports of x1_y0,west,most_in_fifo") == "4");
}

TEST_CASE("testbench: latencies in the file are checked: exit code 4") {
    const scratch_folder here;
    here.write("right.csv", "cycle,source,target,flits,latency\n0,0,8,4,12\n50,3,5,1,\n");
    here.write("wrong.csv", "latency,cycle,source,target,flits\n12,0,0,8,4\n6,50,3,5,1\n");
    CHECK(run_memglia({"testbench", "run", "router", "-s", "right.csv"}, here.path()).exit_code ==
          0);
    const auto run = run_memglia({"testbench", "run", "router", "-s", "wrong.csv"}, here.path());
    CHECK(run.exit_code == 4);
    CHECK_THAT(run.out, Catch::Contains("FAILED  latencies are those of the stimulus"));
    CHECK_THAT(run.out, Catch::Contains("1 of 2 packets; first in line 3: 5 cycles, expected 6"));
}

TEST_CASE("testbench: a waveform shows every flit of a packet that meets no other") {
    const scratch_folder here;
    here.write("p.csv", two_packets);
    const std::vector<std::string> run{"testbench", "run",     "router", "-s",
                                       "p.csv",     "--trace", "w.vcd"};
    REQUIRE(run_memglia(run, here.path()).exit_code == 0);
    const std::string wave = slurp(here.path() / "w.vcd");
    CHECK_THAT(wave, Catch::Contains("$scope module x1_y1 $end"));
    const auto code_of = [&wave](const std::string& scope, const std::string& name) {
        const auto at = wave.find(" " + name + " $end", wave.find("$scope module " + scope + " "));
        REQUIRE(at != std::string::npos);
        return wave.substr(wave.rfind(' ', at - 1) + 1, at - wave.rfind(' ', at - 1) - 1);
    };
    // The second packet is handed over in cycle 50 at x0_y1 and crosses x1_y1 in cycle 53.
    const auto cycle_of = [&wave](const std::string& change) {
        const auto at = wave.find("\n" + change + "\n", wave.find("$dumpvars"));
        REQUIRE(at != std::string::npos);
        const auto hash = wave.rfind('#', at);
        return wave.substr(hash, wave.find('\n', hash) - hash);
    };
    CHECK(cycle_of("b1 " + code_of("x1_y1", "in_west_occupancy")) == "#53");
    CHECK(cycle_of("1" + code_of("x1_y1", "out_east_flit")) == "#53");
    CHECK(cycle_of("b1 " + code_of("x1_y1", "out_east_packet")) == "#53");
    CHECK(cycle_of("1" + code_of("x0_y0", "out_east_flit")) == "#1");

    refuses(here, 3, {"testbench", "run", "router", "-s", "p.csv", "--trace", "p.csv"}, {"p.csv"});
}

TEST_CASE("testbench: a configuration from a file, --set over it") {
    const scratch_folder here;
    here.write("b.yaml", "width: 5\nheight: 2\nrandom: {alone: 3, packets: 4}\n");
    const auto run = run_memglia(
        {"testbench", "run", "mesh", "--config", "b.yaml", "--set", "random.packets=6", "--csv"},
        here.path());
    INFO(run.err);
    CHECK(run.exit_code == 0);
    const auto values = values_of(run.out);
    CHECK(values.at("summary,packets,value") == "9");
    CHECK(values.count("links,x4_y1.local,flits") == 1);
    CHECK(values.count("links,x0_y2.local,flits") == 0);
}

TEST_CASE("testbench: a delay line gives back every row in its tick") {
    const scratch_folder here;
    for (const char* set : {"rows=1", "rows=33", "rows=200", "longest_ticks=1", "longest_ticks=255",
                            "random.rate=1", "random.ticks=1"}) {
        INFO(set);
        const auto run = run_memglia({"testbench", "run", "delay_line", "--set", set}, here.path());
        INFO(run.out << run.err);
        CHECK(run.exit_code == 0);
        CHECK_THAT(run.out, Catch::Contains("passed  every row is due"));
    }
    here.write("s.csv", "tick,row,delay\n0,3,5\n1,40,4\n1,3,15\n");
    const auto run =
        run_memglia({"testbench", "run", "delay_line", "-s", "s.csv", "--csv"}, here.path());
    CHECK(run.exit_code == 0);
    const auto values = values_of(run.out);
    CHECK(values.at("ticks,5,rows_due") == "2");
    CHECK(values.at("ticks,16,rows_due") == "1");
    // Of 32 bits: the summary of 64 rows, and two words of rows, and one.
    CHECK(values.at("ticks,5,words_read") == "3");
    CHECK(values.at("ticks,16,words_read") == "2");
    CHECK(values.at("summary,ticks,value") == "17");
    here.write("twice.csv", "tick,row,delay\n0,3,5\n1,3,4\n");
    refuses(here, 3, {"testbench", "run", "delay_line", "-s", "twice.csv"},
            {"twice.csv:3", "row 3 due in tick 5 twice"});
}

TEST_CASE("testbench: a name, a key or an option that is not there is refused with the nearest") {
    const scratch_folder here;
    here.write("p.csv", two_packets);
    refuses(here, 2, {"testbench", "run", "ruoter"}, {"'ruoter'", "did you mean 'router'?"});
    refuses(here, 2, {"testbench", "rum"}, {"'rum'", "did you mean 'run'?"});
    refuses(here, 2, {"testbench", "run"}, {"no name"});
    refuses(here, 2, {"testbench", "run", "mesh", "-s", ""}, {"--stimulus without a file name"});
    refuses(here, 2, {"testbench", "run", "delay_line", "--trace", "w.gtkw"}, {".gtkw"});
    refuses(here, 3, {"testbench", "run", "mesh", "--set", "widht=3"}, {"widht", "width"});
    refuses(here, 3, {"testbench", "run", "mesh", "--set", "technology=none"}, {"none"});
    refuses(here, 3, {"testbench", "run", "router", "--set", "x=3"}, {"x"});
    refuses(here, 3, {"testbench", "run", "mesh", "-s", "p.csv", "--set", "random.rate=0.1"},
            {"random", "--stimulus"});
    refuses(here, 2, {"testbench", "run", "mesh", "-s", "p.csv", "--seed", "2"}, {"--seed"});
}

TEST_CASE("testbench: a stimulus that is none is refused with line and column") {
    const scratch_folder here;
    const auto refused = [&here](const std::string& text, const std::vector<std::string>& words) {
        here.write("bad.csv", text);
        refuses(here, 3, {"testbench", "run", "router", "--stimulus", "bad.csv"}, words);
    };
    const std::string names = "cycle,source,target,flits\n";
    refused("", {"bad.csv", "no rows", "cycle,source,target,flits"});
    refused(names, {"no rows"});
    refused("cycle,source,traget,flits\n0,0,1,1\n",
            {"bad.csv:1", "'traget' in column 3", "did you mean 'target'?"});
    refused("cycle,source,source,flits\n0,0,1,1\n", {"'source' in column 3 a second time"});
    refused("cycle,source,flits\n0,0,1\n", {"no column 'target'"});
    refused(names + "0,0,1,1\n1,9,1,1\n",
            {"bad.csv:3", "'9' in column 2 (source)", "an integer from 0 to 8"});
    refused(names + "0,0,1,1.5\n", {"bad.csv:2", "'1.5' in column 4 (flits)"});
    refused(names + "0,0,1,0\n", {"'0' in column 4 (flits)", "from 1 to 65535"});
    refused(names + "0,0,1\n", {"bad.csv:2", "found 3 columns"});
    refused(names + "0,,1,1\n", {"'' in column 2 (source)"});
    refused(names + "5,0,1,1\n\n4,0,1,1\n", {"bad.csv:4", "found 4 in column cycle", "5 or more"});
    refuses(here, 3, {"testbench", "run", "router", "--stimulus", "none.csv"}, {"none.csv"});
    here.write("cut.csv", names + "0,0,4,1\n");
    refuses(
        here, 3,
        {"testbench", "run", "router", "-s", "cut.csv", "--set", "mesh.failed_routers=[{node: 4}]"},
        {"cut.csv:2", "x0_y0", "x1_y1"});
}
