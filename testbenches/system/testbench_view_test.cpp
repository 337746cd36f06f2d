#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"

// memglia testbench run --trace: the waveform of every bench, and the view of it for GTKWave.
using namespace memglia::test;

namespace {

struct wave_texts {
    std::string wave;
    std::string view;
};

wave_texts traced(const scratch_folder& here, const std::vector<std::string>& bench) {
    std::vector<std::string> arguments{"testbench", "run"};
    arguments.insert(arguments.end(), bench.begin(), bench.end());
    arguments.insert(arguments.end(), {"--trace", "w.vcd"});
    const auto run = run_memglia(arguments, here.path());
    INFO(run.out << run.err);
    REQUIRE(run.exit_code == 0);
    return {slurp(here.path() / "w.vcd"), slurp(here.path() / "w.gtkw")};
}

/// Names with their scopes as GTKWave calls them, "core.n0.membrane[23:0]"; and the codes of those
/// that change after the start.
struct wave_signals {
    std::set<std::string> names;
    std::set<std::string> changing;
};

wave_signals signals_of(const std::string& wave) {
    wave_signals found;
    std::map<std::string, std::string> by_code;
    std::vector<std::string> scopes;
    std::istringstream lines(wave);
    bool is_running = false;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string word;
        words >> word;
        if (word == "$scope") {
            std::string module;
            words >> module >> word;
            scopes.push_back(word);
        } else if (word == "$upscope") {
            scopes.pop_back();
        } else if (word == "$var") {
            std::string wire;
            std::string code;
            unsigned bits = 0;
            words >> wire >> bits >> code >> word;
            std::string name;
            for (const std::string& scope : scopes) name += scope + '.';
            name += word;
            if (bits > 1) name += '[' + std::to_string(bits - 1) + ":0]";
            CHECK(found.names.insert(name).second);
            by_code[code] = name;
        } else if (!word.empty() && word[0] == '#') {
            is_running = word != "#0";
        } else if (is_running && !word.empty()) {
            std::string code;
            if (word[0] == 'b') {
                words >> code;
            } else {
                code = word.substr(1);
            }
            found.changing.insert(by_code.at(code));
        }
    }
    return found;
}

}  // namespace

TEST_CASE("testbench: the view beside a waveform has every signal of it once, in whole groups") {
    const scratch_folder here;
    for (const std::vector<std::string>& bench :
         std::vector<std::vector<std::string>>{{"mesh"},
                                               {"router"},
                                               {"delay_line"},
                                               {"neurons"},
                                               {"synapse_array"},
                                               {"astrocyte"},
                                               {"learning"},
                                               {"chip", "--set", "ticks=50"}}) {
        INFO(bench[0]);
        const wave_texts texts = traced(here, bench);
        const wave_signals signals = signals_of(texts.wave);
        CHECK(signals.names.size() > 3);
        CHECK(signals.changing.size() > 3);
        CHECK_THAT(texts.view, Catch::Contains("[dumpfile] \"" + (here.path() / "w.vcd").string()));
        std::set<std::string> shown;
        int depth = 0;
        std::string flags;
        std::istringstream lines(texts.view);
        for (std::string line; std::getline(lines, line);) {
            const char first = line.at(0);
            if (first == '@') {
                flags = line;
            } else if (first == '-') {
                if (flags == "@800200" || flags == "@c00200") CHECK(++depth == 1);
                if (flags == "@1000200") CHECK(--depth == 0);
            } else if (first != '[' && first != '*' && first != '^') {
                INFO(line);
                CHECK(signals.names.count(line) == 1);
                CHECK(shown.insert(line).second);
                CHECK((line.back() == ']') == (flags != "@28"));
            }
        }
        CHECK(depth == 0);
        CHECK(shown == signals.names);
    }
}

TEST_CASE("testbench: states are codes in the waveform and words in a filter beside it") {
    const scratch_folder here;
    here.write("s.csv", "row,column,change\n0,,\n1,0,2\n2,,\n");
    const wave_texts texts =
        traced(here, {"synapse_array", "-s", "s.csv", "--set", "negative_share=0"});
    const std::string filter = (here.path() / "w.state.txt").string();
    CHECK_THAT(texts.view, Catch::Contains("@2024\n^1 " + filter + "\narray.state[1:0]\n"));
    CHECK(slurp(filter) == "0 idle\n1 read\n2 write\n");
    // Read, write and read again, idle before, in between and after.
    const auto code_at = texts.wave.find(" state $end");
    REQUIRE(code_at != std::string::npos);
    const auto space = texts.wave.rfind(' ', code_at - 1);
    const std::string code = texts.wave.substr(space, code_at - space);
    std::string seen;
    std::istringstream lines(texts.wave.substr(texts.wave.find("$dumpvars")));
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with(code)) seen += line.substr(1, line.find(' ') - 1) + ' ';
    }
    CHECK(seen == "0 1 0 10 0 1 0 ");
}

TEST_CASE("testbench: a curve of membranes is of signed numbers") {
    const scratch_folder here;
    here.write("s.csv", "tick,neuron,arrives\n1,0,-500\n");
    const wave_texts texts =
        traced(here, {"neurons", "-s", "s.csv", "--set", "neurons=1", "--set", "tail_ticks=3"});
    CHECK_THAT(texts.view, Catch::Contains("@88424\nneurons.n0.membrane[23:0]\n@20000\n-\n"));
    // Minus a half of the threshold: the upper bits are set.
    CHECK_THAT(texts.wave, Catch::Contains("#1\nb1111"));
}

TEST_CASE("testbench: a trace in which nothing would change is an error, and leaves no file") {
    const scratch_folder here;
    here.write("s.csv", "tick,neuron,current\n0,0,0\n");
    const auto run = run_memglia({"testbench", "run", "neurons", "-s", "s.csv", "--trace", "w.vcd"},
                                 here.path());
    CHECK(run.exit_code == 1);
    CHECK_THAT(run.err, Catch::Contains("the trace would hold nothing"));
    CHECK_FALSE(std::filesystem::exists(here.path() / "w.vcd"));
    CHECK_FALSE(std::filesystem::exists(here.path() / "w.gtkw"));
}
