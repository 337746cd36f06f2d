#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
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
    CHECK(says(run_memglia({"help", "run", "foo"}, here.path()).err, "run has no sub-verbs"));
    CHECK(says(run_memglia({"help", "array", "read", "foo"}, here.path()).err, "found 'foo'"));
    CHECK(run_memglia({"--version", "foo"}, here.path()).exit_code == 2);
    for (const auto& line_of : {"array", "array read", "run", "device"}) {
        std::istringstream words(line_of);
        std::vector<std::string> asked{"help"};
        for (std::string word; words >> word;) asked.push_back(word);
        std::istringstream lines(run_memglia(asked, here.path()).out);
        for (std::string line; std::getline(lines, line);) {
            INFO(line_of << ": " << line);
            CHECK(line.size() <= 80);
        }
    }
}

TEST_CASE("system: a trace that would record nothing is an error") {
    const scratch_folder here;
    const auto run = [&](const std::vector<std::string>& more) {
        std::vector<std::string> all{"run",     "--set", "experiment.mazes=1", "-o", "r",
                                     "--trace", "pins"};
        all.insert(all.end(), more.begin(), more.end());
        return run_memglia(all, here.path());
    };
    const auto chipless = run({"--set", "experiment.agents=[snan_reference]"});
    CHECK(chipless.exit_code == 3);
    CHECK(says(chipless.err, "snan_chip is not among snan_reference"));
    CHECK_FALSE(fs::exists(here.path() / "r"));
    const auto late = run({"--trace-window", "900000:900001"});
    CHECK(late.exit_code == 1);
    CHECK(says(late.err, "no wave.vcd"));
    CHECK(says(late.err, "900000"));
    CHECK(fs::exists(here.path() / "r" / "result.json"));
}

TEST_CASE("system: what run prints fits a terminal of 80 columns") {
    const scratch_folder here;
    const auto run = run_memglia({"run", "--set", "experiment.mazes=1", "-o", "r"}, here.path());
    INFO(run.out);
    REQUIRE(run.exit_code == 0);
    CHECK(run.out.starts_with("1 random maze of 10 x 10 cells"));
    CHECK(says(run.out, "> 400"));
    CHECK_FALSE(says(run.out, "401"));
    std::size_t at = 0;
    while (at < run.out.size()) {
        const std::size_t end = run.out.find('\n', at);
        const std::string line = run.out.substr(at, end - at);
        const auto later_bytes = [](char c) { return (static_cast<unsigned char>(c) >> 6U) == 2; };
        const auto extra = std::count_if(line.begin(), line.end(), later_bytes);
        INFO(line);
        if (!line.starts_with("report: "))
            CHECK(line.size() - static_cast<std::size_t>(extra) <= 80);
        at = end + 1;
    }
}

TEST_CASE("system: run --count-instructions writes the instructions of a decision") {
    const scratch_folder here;
    const auto run =
        run_memglia({"run", "--set", "experiment.mazes=1", "--set",
                     "experiment.agents=[snan_reference]", "-o", "r", "--count-instructions"},
                    here.path());
    CHECK(run.exit_code == 0);
    const std::string timing = memglia::test::slurp(here.path() / "r" / "timing.json");
    INFO(timing);
    // Without the chip's agent there is nothing to count, and that is said.
    CHECK(says(timing, "cpu_baseline"));
    CHECK(says(timing, "snan_chip, whose rule would be counted"));
}

TEST_CASE("system: run --count-instructions with the chip prices what it counted") {
#ifdef MEMGLIA_SANITIZED
    WARN("a sanitizer's checks take ten times the rule's instructions: not counted");
    return;
#else
    const scratch_folder here;
    const auto run =
        run_memglia({"run", "--set", "experiment.mazes=1", "--set", "experiment.agents=[snan_chip]",
                     "-o", "r", "--count-instructions"},
                    here.path());
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    const auto read = [&](const char* file) {
        return nlohmann::json::parse(memglia::test::slurp(here.path() / "r" / file));
    };
    const auto counted = read("timing.json").at("cpu_baseline");
    if (counted.contains("not_measured")) {
        CHECK(counted.at("not_measured") == "ptrace is not allowed here");
        WARN("ptrace is not allowed here: instructions cannot be counted");
        return;
    }
    CHECK(counted.at("tag") == "measured");
    CHECK(counted.at("decisions") == 200);
    const double each = counted.at("instructions_per_decision");
    // A decision visits, gates and compares four synapses; waves are some tens of decisions apart.
    CHECK(each > 300);
    CHECK(each < 1e6);
    const auto cpu = read("result.json").at("config").at("baselines").at("cpu");
    const double dynamic = cpu.at("instruction_dynamic_j").at("value");
    const double idle = cpu.at("instruction_static_j").at("value");
    CHECK(counted.at("dynamic_j").get<double>() == Approx(each * dynamic));
    CHECK(counted.at("energy_per_decision_j").get<double>() == Approx(each * (dynamic + idle)));
    CHECK(counted.at("decisions_per_s").get<double>() > 0);
#endif
}

TEST_CASE("system: maze --width and --height are the size of the maze") {
    const scratch_folder here;
    const auto run =
        run_memglia({"maze", "--width", "7", "--height", "4", "-o", "m.map"}, here.path());
    CHECK(run.exit_code == 0);
    const std::string map = memglia::test::slurp(here.path() / "m.map");
    CHECK(says(map, "height 4\nwidth 7\n"));
    CHECK(run_memglia({"maze", "m.map"}, here.path()).out.starts_with("7 x 4 cells"));
    const auto none = run_memglia({"maze", "--width", "0"}, here.path());
    CHECK(none.exit_code != 0);
}
