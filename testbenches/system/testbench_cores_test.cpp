#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "testbenches/support/bench_values.hpp"
#include "testbenches/support/command.hpp"
#include "testbenches/support/refusal.hpp"
#include "testbenches/support/riscv_assembler.hpp"

// memglia testbench: the benches of the processor and of the navigation controller.
using namespace memglia;
using namespace memglia::test;

namespace {

std::string program_text(const std::vector<std::uint32_t>& words) {
    std::string text = "word\n";
    for (const std::uint32_t word : words) text += std::to_string(word) + "\n";
    return text;
}

}  // namespace

TEST_CASE("testbench: programs by chance leave what they leave when computed as they are made") {
    const scratch_folder here;
    for (const char* seed : {"1", "2", "3", "4", "5"}) {
        const auto run = run_memglia({"testbench", "run", "processor", "--seed", seed, "--set",
                                      "random.instructions=4000", "--set", "cycles.divide=7"},
                                     here.path());
        INFO(run.out << run.err);
        CHECK(run.exit_code == 0);
        for (const char* check : {"registers are those that the program leaves: 32 of 32",
                                  "memory is that which the program leaves: 256 of 256",
                                  "cycles are those of the classes"}) {
            CHECK_THAT(run.out, Catch::Contains(std::string("passed  ") + check));
        }
    }
    refuses(here, 3, {"testbench", "run", "processor", "--set", "sram_kib=16"},
            {"sram_kib", "33 for a random program"});
}

TEST_CASE("testbench: a program from a file takes the cycles of its classes") {
    const scratch_folder here;
    // Four times round a loop of an addition and a branch; then wfi, which the bench appends.
    here.write("p.csv", program_text({rv::i_type(4, 0, 0, 5, 0x13), rv::i_type(-1, 5, 0, 5, 0x13),
                                      rv::bne(5, 0, -4)}));
    const std::vector<std::string> run{"testbench", "run", "processor", "-s", "p.csv", "--csv"};
    const auto result = run_memglia(run, here.path());
    INFO(result.out << result.err);
    CHECK(result.exit_code == 0);
    const auto values = values_of(result.out);
    CHECK(values.at("summary,instructions,value") == "10");
    CHECK(values.at("classes,integer,instructions") == "5");
    CHECK(values.at("classes,branch_taken,cycles") == "9");
    CHECK(values.at("classes,branch,cycles") == "1");
    CHECK(values.at("summary,cycles,value") == std::to_string(5 + 9 + 1 + 2));
    CHECK(values.at("registers,t0,value") == "0x00000000");
}

TEST_CASE("testbench: values in a program's file are checked, and its traps end it: exit code 4") {
    const scratch_folder here;
    const std::string first = std::to_string(rv::i_type(4, 0, 0, 5, 0x13));
    here.write("right.csv", "word,value\n" + first + ",4\n");
    here.write("wrong.csv", "word,value\n" + first + ",5\n");
    here.write("trap.csv", "word\n0\n");
    const auto run = [&here](const char* file) {
        return run_memglia({"testbench", "run", "processor", "-s", file}, here.path());
    };
    CHECK(run("right.csv").exit_code == 0);
    CHECK(run("wrong.csv").exit_code == 4);
    CHECK_THAT(run("wrong.csv").out, Catch::Contains("first in line 2: 0x4, expected 0x5"));
    CHECK(run("trap.csv").exit_code == 4);
    CHECK_THAT(run("trap.csv").out, Catch::Contains("FAILED  the program ends by itself"));
    refuses(here, 3, {"testbench", "run", "processor", "-s", "right.csv", "--set", "program=x"},
            {"program", "--stimulus"});
    refuses(here, 3, {"testbench", "run", "processor", "--set", "program=none.elf"}, {"none.elf"});
}

TEST_CASE("testbench: the controller answers, and sends its packets, under every rule") {
    const scratch_folder here;
    for (const char* learning : {"learning=none", "learning=eligibility", "learning=wave"}) {
        for (const char* per_synapse :
             {"astrocyte_per_synapse=false", "astrocyte_per_synapse=true"}) {
            const auto run = run_memglia(
                {"testbench", "run", "controller", "--set", learning, "--set", per_synapse},
                here.path());
            INFO(learning << ' ' << per_synapse << '\n' << run.out << run.err);
            CHECK(run.exit_code == 0);
            CHECK_THAT(run.out, Catch::Contains("passed  every command sends its packets"));
        }
    }
}

TEST_CASE("testbench: decisions from a file are those of the neurons that spike") {
    const scratch_folder here;
    here.write("d.csv", "place,contacts,spikes,command\n3,0,4,0\n3,0,4,1\n24,7,0,\n24,7,0,2\n");
    const auto run =
        run_memglia({"testbench", "run", "controller", "-s", "d.csv", "--csv"}, here.path());
    INFO(run.out << run.err);
    CHECK(run.exit_code == 0);
    const auto values = values_of(run.out);
    CHECK(values.at("commands,0,action") == "2");
    CHECK(values.at("commands,0,packets") == "3");
    CHECK(values.at("commands,0,clocked_cycles") == "3");
    CHECK(values.at("commands,1,packets") == "1");
    CHECK(values.at("commands,2,action") == "3");  // the open side: nothing spikes
    CHECK(values.at("commands,3,packets") == "2");
    here.write("early.csv", "place,contacts,spikes,command\n3,0,4,1\n");
    refuses(here, 3, {"testbench", "run", "controller", "-s", "early.csv"},
            {"early.csv:2", "a reward before any decision"});
}
