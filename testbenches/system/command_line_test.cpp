#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"

using memglia::test::run_memglia;
using memglia::test::run_program;
using memglia::test::scratch_folder;
namespace fs = std::filesystem;

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string line = "memglia";
    for (const std::string& word : words) line += " " + word;
    return line;
}

bool says(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("system: data that stdout does not take is a failure") {
    const scratch_folder here;
    const std::string few = "experiment.mazes=2";
    here.write("r.csv", "1e4,1e5\n1e5,1e4\n");
    here.write("v.csv", "0.1\n0.1\n");
    here.write("wave.csv", "time_s,voltage_v\n0,0\n1e-6,1\n");
    for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
             {"--version"},
             {"--help"},
             {"help", "run"},
             {"run", "--set", few, "-o", "r"},
             {"study", "--help"},
             {"validate", "--mazes", "1", "--set", few},
             {"array", "read", "--resistance", "r.csv", "--word", "v.csv"},
             {"array", "netlist", "--resistance", "r.csv", "--word", "v.csv"},
             {"array", "write", "--keys"},
             {"maze"},
             {"device", "ideal"},
             {"device", "transient", "ideal", "--wave", "wave.csv"},
             {"schema"},
             {"schema", "--table"},
             {"schema", "--effective"},
             {"doctor"}}) {
        INFO(joined(command));
        const auto run = run_program(MEMGLIA_BINARY, command, here.path(), {}, "/dev/full");
        INFO(run.err);
        CHECK(run.exit_code == 1);
        CHECK(says(run.err, "stdout could not be written: No space left on device"));
    }
}

TEST_CASE("system: help of a verb is the verb's, however it is asked for") {
    const scratch_folder here;
    for (const std::vector<std::string>& verb : std::vector<std::vector<std::string>>{
             {"run"}, {"array"}, {"array", "read"}, {"device"}, {"device", "fit"}, {"doctor"}}) {
        std::vector<std::string> asked{"help"};
        asked.insert(asked.end(), verb.begin(), verb.end());
        std::vector<std::string> told = verb;
        told.emplace_back("--help");
        INFO(joined(asked));
        const auto help = run_memglia(asked, here.path());
        CHECK(help.exit_code == 0);
        CHECK(help.out.starts_with(joined(verb)));
        CHECK(says(help.out, "show this help"));
        CHECK(run_memglia(told, here.path()).out == help.out);
    }
    CHECK(run_memglia({"help"}, here.path()).out == run_memglia({"--help"}, here.path()).out);
    CHECK(says(run_memglia({"help", "device"}, here.path()).out, "transient"));
    const auto unknown = run_memglia({"help", "dcotor"}, here.path());
    CHECK(unknown.exit_code == 2);
    CHECK(says(unknown.err, "did you mean 'doctor'?"));
    CHECK(says(run_memglia({"help", "device", "fti"}, here.path()).err, "did you mean 'fit'?"));
}
