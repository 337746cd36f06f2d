#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/ngspice.hpp"
#include "testbenches/support/refusal.hpp"

using memglia::matrix;
using memglia::parse_csv;
using memglia::parse_number;
using memglia::read_matrix;
using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

// 3 x 2 cells on ideal word lines; bit lines of 1 ohm.
struct small_array {
    scratch_folder here;
    std::string r = here.write("R.csv", "# ohm\n1000,2000\n\n4000,inf\n5000,1000\n");
    std::string g = here.write("G.csv", "0.001,0.0005\n0.00025,0\n0.0002,0.001\n");
    std::string word = here.write("word.csv", "0.3\nnan\n0.1\n");
    std::string bit = here.write("bit.csv", "0,0.05\n");

    command_result run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "array");
        return run_memglia(arguments, here.path());
    }

    void refuses(int code, std::vector<std::string> arguments,
                 const std::vector<std::string>& words) const {
        arguments.insert(arguments.begin(), "array");
        memglia::test::refuses(here, code, arguments, words);
    }
};

}  // namespace

TEST_CASE("array: a read writes what the circuit has, from resistances or conductances") {
    const small_array a;
    const std::vector<std::string> rest{
        "--word", a.word, "--bit", a.bit, "--set", "lines.r_word_ohm=0", "-o", "r"};
    std::vector<std::string> arguments{"read", "--resistance", a.r};
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    const command_result read = a.run(arguments);
    INFO(read.err);
    REQUIRE(read.exit_code == 0);
    CHECK(read.out.find("3 x 2, linear cells") != std::string::npos);
    const fs::path out = a.here.path() / "r";
    const matrix i_in = read_matrix(out / "I_in.csv");
    const matrix i_out = read_matrix(out / "I_out.csv");
    CHECK(std::isnan(i_in.at(0, 1)));
    CHECK(i_in.at(0, 0) + i_in.at(0, 2) == Approx(i_out.at(0, 0) + i_out.at(0, 1)));
    // Bit line 1: cells of rows 0 and 2 into 1 ohm segments, by hand: B01 = B11 above 1 ohm each.
    const matrix word_v = read_matrix(out / "V_word.csv");
    const matrix bit_v = read_matrix(out / "V_bit.csv");
    CHECK(word_v.at(0, 1) == 0.3);
    CHECK(word_v.at(1, 0) == Approx(bit_v.at(1, 0)));  // its only cell carries nothing
    const double i_cell = (0.3 - bit_v.at(0, 1)) / 2000;
    CHECK(bit_v.at(0, 1) - bit_v.at(1, 1) == Approx(i_cell).epsilon(1e-9));
    CHECK(read_matrix(out / "V_cell.csv").at(0, 1) == Approx(0.3 - bit_v.at(0, 1)));
    CHECK(read_matrix(out / "I_ideal.csv").at(0, 0) == Approx(0.3e-3 + 0.02e-3));
    const auto summary = nlohmann::json::parse(slurp(out / "summary.json"));
    CHECK(summary["rows"] == 3);
    CHECK(summary["residual"] < 1e-9);
    CHECK(summary["configuration"]["lines"]["r_word_ohm"] == 0);

    CHECK(a.run(arguments).exit_code == 3);  // the folder is there
    arguments[1] = "--conductance";
    arguments[2] = a.g;
    arguments.push_back("--force");
    REQUIRE(a.run(arguments).exit_code == 0);
    CHECK(read_matrix(out / "I_out.csv").at(0, 0) == Approx(i_out.at(0, 0)).epsilon(1e-12));
    const auto only = a.run({"read", "--resistance", a.r, "--word", a.word, "--bit", a.bit, "--set",
                             "lines.r_word_ohm=0", "--csv", "I_out"});
    CHECK(parse_csv(only.out, "out").values[1] == Approx(i_out.at(0, 1)).epsilon(1e-12));
}

TEST_CASE("array: small resistances of the lines are no reason to fail") {
    const small_array a;
    for (const char* r : {"1e-3", "1e-6", "1e-9", "1e-12", "1e-15", "0"}) {
        INFO(r);
        const auto read = a.run({"read", "--resistance", a.r, "--word", a.word, "--set",
                                 std::string("lines.r_word_ohm=") + r, "--set",
                                 std::string("lines.r_bit_ohm=") + r, "--csv", "I_out"});
        INFO(read.err);
        REQUIRE(read.exit_code == 0);
        const double ideal = 0.3 / 1000 + 0.1 / 5000;
        CHECK(parse_csv(read.out, "out").values[0] == Approx(ideal).epsilon(1e-5));
    }
}

TEST_CASE("array: bad tables are named with file, line and what was expected") {
    const small_array a;
    const auto read = [&a](const std::string& cells, const std::string& word) {
        return std::vector<std::string>{"read",
                                        "--resistance",
                                        a.here.write("x.csv", cells),
                                        "--word",
                                        a.here.write("v.csv", word),
                                        "-o",
                                        "r"};
    };
    a.refuses(3, read("1,2\n\n3,0\n", "1,1\n"),
              {"x.csv:3", "found 0 ohm in row 2, column 2", "above 0"});
    a.refuses(3, read("1,2\n-3,4\n", "1,1\n"), {"x.csv:2", "-3 ohm"});
    a.refuses(3, read("1,nan\n3,4\n", "1,1\n"), {"x.csv:1", "nan ohm"});
    a.refuses(3, read("1,2\n3\n", "1,1\n"), {"x.csv:2", "found 1 columns"});
    a.refuses(3, read("1,2\n3,4k\n", "1,1\n"), {"x.csv:2", "'4k'"});
    a.refuses(3, read("", "1,1\n"), {"x.csv", "no numbers"});
    a.refuses(3, read("1,2\n3,4\n", "1,1,1\n"), {"v.csv", "1 x 3 voltages", "2 in one row"});
    a.refuses(3, read("1,2\n3,4\n", "1,1\n1,1\n"), {"v.csv", "2 x 2 voltages"});
    a.refuses(3, read("1,2\n3,4\n", "1,inf\n"), {"v.csv:1", "inf V"});
    a.refuses(3, read("inf,inf\n3,4\n", "nan,1\n"), {"nothing drives word line 0"});
    const auto bit = a.here.write("b.csv", "nan,nan\n");
    auto floating = read("1,2\n3,4\n", "nan,nan\n");
    floating.insert(floating.end(), {"--bit", bit});
    a.refuses(3, floating, {"every word line and every bit line floats"});
    a.refuses(3, {"read", "--resistance", "none.csv", "--word", a.word, "-o", "r"},
              {"none.csv", "no such file"});
    a.refuses(3, {"read", "--conductance", a.here.write("g.csv", "1,-1\n"), "--word", a.word},
              {"g.csv:1", "-1 S"});
    a.refuses(3,
              {"netlist", "--conductance", a.here.write("g.csv", "0,0\n"), "--word",
               a.here.write("v.csv", "nan")},
              {"nothing drives word line 0"});
    a.refuses(3, {"read", "--resistance", a.r, "--word", a.word, "--set", "lines.r_word_ohm=-1"},
              {"lines.r_word_ohm", "-1"});
    a.refuses(3, {"read", "--resistance", a.r, "--word", a.word, "--set", "lines.r_wrd_ohm=1"},
              {"r_wrd_ohm", "did you mean 'r_word_ohm'"});
    a.refuses(3, {"read", "--resistance", a.r, "--word", a.word, "--config", "defualt"},
              {"defualt", "default"});
    a.refuses(3, {"--set", "sample.r_off_ohm=1", "-o", "r"}, {"sample", "r_on_ohm"});
}

TEST_CASE("array: cells whose current no double can hold give no answer") {
    const small_array a;
    const auto word = a.here.write("v.csv", "20,nan,20\n");
    for (const char* method : {"schur", "direct"}) {
        a.refuses(1,
                  {"read", "--resistance", a.r, "--word", word, "--set", "cell.law=sinh", "--set",
                   "cell.sinh_per_v=100", "--set", std::string("solver.method=") + method},
                  {});
    }
}

TEST_CASE("array: both solvers give the same numbers") {
    const small_array a;
    const auto outputs = [&a](const char* method) {
        const auto read =
            a.run({"read", "--resistance", a.r, "--word", a.word, "--bit", a.bit, "--csv", "I_out",
                   "--set", std::string("solver.method=") + method});
        return parse_csv(read.out, method);
    };
    CHECK(outputs("schur").values[0] == Approx(outputs("direct").values[0]).epsilon(1e-12));
    CHECK(outputs("schur").values[1] == Approx(outputs("direct").values[1]).epsilon(1e-12));
}

TEST_CASE("array: usage errors") {
    const small_array a;
    a.refuses(2, {"read", "--word", a.word}, {"--resistance or --conductance"});
    a.refuses(2, {"read", "--resistance", a.r}, {"--word"});
    a.refuses(2, {"read", "--resistance", a.r, "--conductance", a.g, "--word", a.word}, {"one"});
    a.refuses(2, {"read", "--resistance", a.r, "--word", a.word, "--csv", "I_ot"},
              {"did you mean 'I_out'"});
    a.refuses(2, {"raed"}, {"no sub-verb 'raed'", "did you mean 'read'"});
    a.refuses(2, {"read", "--wrod", a.word}, {"did you mean '--word'"});
    CHECK(a.run({"read", "--help"}).out.find("lines.r_word_ohm=1 ohm") != std::string::npos);
    CHECK(a.run({"--help"}).out.find("netlist") != std::string::npos);
}

TEST_CASE("array: the report stands alone, and its conductances read back") {
    const small_array a;
    const std::vector<std::string> arguments{"report",
                                             "--set",
                                             "sample.rows=12",
                                             "--set",
                                             "sample.columns=9",
                                             "--set",
                                             "effects.trials=3",
                                             "-o",
                                             "r"};
    const command_result report = a.run(arguments);
    INFO(report.err);
    REQUIRE(report.exit_code == 0);
    const fs::path out = a.here.path() / "r";
    const std::string page = slurp(out / "report.html");
    CHECK(page.find("<svg") != std::string::npos);
    CHECK(page.find("http://") == std::string::npos);
    CHECK(page.find("https://") == std::string::npos);
    const std::string effects = slurp(out / "effects.csv");
    for (const char* name : {"wire resistance", "programming variation", "read noise",
                             "telegraph noise", "stuck cells", "limited levels", "all together"}) {
        CHECK(effects.find(name) != std::string::npos);
        CHECK(page.find(name) != std::string::npos);
    }
    const matrix g = read_matrix(out / "conductances.npy");
    CHECK(g.rows == 12);
    CHECK(g.columns == 9);
    const auto word = a.here.write("v.csv", "0.3,0.3,0.3,0.3,0.3,0.3,0.3,0.3,0.3,0.3,0.3,0.3\n");
    const auto again = a.run({"read", "--conductance", (out / "conductances.npy").string(),
                              "--word", word, "--csv", "I_out"});
    CHECK(again.out == slurp(out / "I_out.csv"));

    // Without any effect all of them together are nothing.
    auto noiseless = arguments;
    noiseless.push_back("--force");
    for (const char* set :
         {"lines.r_word_ohm=0", "lines.r_bit_ohm=0", "effects.sigma_program=0",
          "effects.sigma_read=0", "effects.stuck_on_fraction=0", "effects.stuck_off_fraction=0",
          "effects.telegraph_depth=0", "effects.levels=65536"}) {
        noiseless.insert(noiseless.end(), {"--set", set});
    }
    REQUIRE(a.run(noiseless).exit_code == 0);
    std::istringstream lines(slurp(out / "effects.csv"));
    std::string line;
    while (std::getline(lines, line) && !line.starts_with("all together")) {
    }
    const auto last = line.rfind(',');
    const auto before = line.rfind(',', last - 1);
    double worst = 1;
    REQUIRE(parse_number(line.substr(before + 1, last - before - 1), worst));
    CHECK(worst < 1e-4);
}

TEST_CASE("array: the same seed writes the same bytes") {
    const small_array a;
    for (const char* out : {"one", "two"}) {
        REQUIRE(
            a.run({"--set", "sample.rows=8", "--set", "effects.trials=2", "-o", out}).exit_code ==
            0);
    }
    for (const char* file : {"report.html", "effects.csv", "disturbed.npy", "summary.json"}) {
        CHECK(slurp(a.here.path() / "one" / file) == slurp(a.here.path() / "two" / file));
    }
}

TEST_CASE("array: its netlist runs in ngspice and agrees") {
    if (!have_ngspice()) {
        WARN("ngspice is not installed: nothing compared");
        return;
    }
    const small_array a;
    const std::vector<std::string> given{
        "--resistance", a.r,     "--word",        a.word,  "--bit",
        a.bit,          "--set", "cell.law=sinh", "--set", "lines.r_bit_ohm=7"};
    std::vector<std::string> netlist{"netlist"};
    netlist.insert(netlist.end(), given.begin(), given.end());
    const auto theirs = run_ngspice(a.run(netlist).out);
    std::vector<std::string> read{"read", "--csv", "I_out"};
    read.insert(read.end(), given.begin(), given.end());
    const matrix ours = parse_csv(a.run(read).out, "out");
    CHECK(ours.values[0] == Approx(theirs.at("i_bit_0")).epsilon(1e-9));
    CHECK(ours.values[1] == Approx(theirs.at("i_bit_1")).epsilon(1e-9));
}
