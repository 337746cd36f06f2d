#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "testbenches/support/command.hpp"
#include "tools/table/matrix_file.hpp"

using memglia::matrix;
using memglia::parse_csv;
using memglia::read_matrix;
using namespace memglia::test;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

// 3 x 2 cells.
struct small_array {
    scratch_folder here;
    std::string r = here.write("R.csv", "1000,2000\n4000,8000\n5000,1000\n");
    std::string inputs = here.write("X.csv", "0.3,0.2,0.1\n0.1,0,-0.2\n0.3,0.3,0.3\n0,0,0.5\n");
    std::string bit = here.write("bit.csv", "0,0.05\n");
    std::string word = here.write("word.csv", "0.1,0,-0.2\n");  // the second row of X

    command_result run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "array");
        return run_memglia(arguments, here.path());
    }
    matrix currents(const std::vector<std::string>& arguments) const {
        const command_result result = run(arguments);
        INFO(result.err);
        REQUIRE(result.exit_code == 0);
        return parse_csv(result.out, "out");
    }
    std::string refusal(int code, const std::vector<std::string>& arguments) const {
        const command_result result = run(arguments);
        CHECK(result.exit_code == code);
        return result.err;
    }
};

}  // namespace

TEST_CASE("array: a batch of inputs is that many reads") {
    const small_array a;
    for (const char* law : {"linear", "sinh"}) {
        const std::string set = std::string("cell.law=") + law;
        const matrix batch = a.currents({"read", "--resistance", a.r, "--inputs", a.inputs, "--bit",
                                         a.bit, "--set", set, "--csv", "I_out"});
        CHECK(batch.rows == 4);
        CHECK(batch.columns == 2);
        const matrix one = a.currents({"read", "--resistance", a.r, "--word", a.word, "--bit",
                                       a.bit, "--set", set, "--csv", "I_out"});
        CHECK(batch.at(1, 0) == Approx(one.at(0, 0)).epsilon(1e-9));
        CHECK(batch.at(1, 1) == Approx(one.at(0, 1)).epsilon(1e-9));
    }
    const auto told = a.run({"read", "--resistance", a.r, "--inputs", a.inputs, "--out", "r"});
    CHECK_THAT(told.out,
               Contains("3 x 2, linear cells") && Contains("4 by the effective matrix, 2 solves"));
    CHECK(read_matrix(a.here.path() / "r/I_out.csv").values ==
          read_matrix(a.here.path() / "r/I_out.npy").values);
    const auto summary = nlohmann::json::parse(slurp(a.here.path() / "r/summary.json"));
    CHECK(summary["reads"] == 4);
    CHECK(summary["configuration"]["lines"]["r_word_ohm"] == 1);

    const auto narrow = a.here.write("narrow.csv", "0.3,0.2\n");
    CHECK_THAT(a.refusal(3, {"read", "--resistance", a.r, "--inputs", narrow}),
               Contains("narrow.csv") && Contains("3 voltages, one per word line"));
    const auto half = a.here.write("half.csv", "0.3,nan,0.1\n0.3,0.1,0.1\n");
    CHECK_THAT(a.refusal(3, {"read", "--resistance", a.r, "--inputs", half}),
               Contains("word line 1") && Contains("read 2"));
    CHECK_THAT(a.refusal(2, {"read", "--resistance", a.r, "--inputs", a.inputs, "--word", a.word}),
               Contains("expected one"));
    CHECK_THAT(a.refusal(2, {"read", "--resistance", a.r, "--inputs", a.inputs, "--csv", "V_bit"}),
               Contains("I_out alone"));
    CHECK_THAT(a.refusal(2, {"read", "--resistance", a.r}), Contains("--inputs"));
}

TEST_CASE("array: the effective matrix gives the currents of every read") {
    const small_array a;
    const auto written = a.run({"read", "--resistance", a.r, "--effective", "g.csv"});
    INFO(written.err);
    REQUIRE(written.exit_code == 0);
    CHECK_THAT(written.out, Contains("effective") && Contains("3 x 2"));
    const matrix g = read_matrix(a.here.path() / "g.csv");
    const matrix x = read_matrix(a.inputs);
    const matrix batch =
        a.currents({"read", "--resistance", a.r, "--inputs", a.inputs, "--csv", "I_out"});
    for (std::size_t n = 0; n < 4; ++n) {
        for (std::size_t j = 0; j < 2; ++j) {
            double sum_a = 0;
            for (std::size_t i = 0; i < 3; ++i) sum_a += x.at(n, i) * g.at(i, j);
            CHECK(batch.at(n, j) == Approx(sum_a).epsilon(1e-12));
        }
    }
    CHECK(g.at(0, 0) < 1e-3);
    CHECK_THAT(a.refusal(3, {"read", "--resistance", a.r, "--effective", "g.csv"}),
               Contains("exists already"));
    CHECK_THAT(a.refusal(3, {"read", "--resistance", a.r, "--effective", a.r, "--force"}),
               Contains("R.csv") && Contains("effective"));
    CHECK(read_matrix(a.r).at(0, 0) == 1000);

    const std::string sinh = "cell.law=sinh";
    CHECK_THAT(a.refusal(3, {"read", "--resistance", a.r, "--set", sinh, "--effective", "s.npy"}),
               Contains("cell.law") && Contains("not proportional"));
    CHECK_FALSE(fs::exists(a.here.path() / "s.npy"));
    CHECK_THAT(a.refusal(2, {"read", "--resistance", a.r, "--set", sinh, "--effective", "s.npy",
                             "--linearised"}),
               Contains("--word"));
    CHECK_THAT(a.refusal(2, {"read", "--resistance", a.r, "--word", a.word, "--linearised"}),
               Contains("--effective"));
    const auto linearised = a.run({"read", "--resistance", a.r, "--word", a.word, "--set", sinh,
                                   "--effective", "s.npy", "--linearised"});
    CHECK(linearised.exit_code == 0);
    // cosh(4 * 0.1) and cosh(4 * 0.2) steeper than at zero bias.
    const matrix s = read_matrix(a.here.path() / "s.npy");
    CHECK(s.at(0, 0) / g.at(0, 0) == Approx(std::cosh(0.4)).epsilon(0.01));
    CHECK(s.at(2, 1) / g.at(2, 1) == Approx(std::cosh(0.8)).epsilon(0.01));
}

TEST_CASE("array: the effective matrix is that of the reads beside it") {
    const small_array a;
    const auto floating =
        a.here.write("F.csv", "0.3,nan,0.1\n0.1,nan,-0.2\n0.3,nan,0.3\n0,nan,0.5\n");
    const auto bit = a.here.write("nan.csv", "0,nan\n");
    const matrix batch = a.currents({"read", "--resistance", a.r, "--inputs", floating, "--bit",
                                     bit, "--effective", "g.csv", "--csv", "I_out"});
    const matrix g = read_matrix(a.here.path() / "g.csv");
    const matrix x = read_matrix(floating);
    for (std::size_t n = 0; n < 4; ++n) {
        CHECK(batch.at(n, 0) ==
              Approx(x.at(n, 0) * g.at(0, 0) + x.at(n, 2) * g.at(2, 0)).epsilon(1e-12));
        CHECK(std::isnan(batch.at(n, 1)));
    }
    using cell = std::pair<std::size_t, std::size_t>;
    for (const auto& [i, j] : {cell{0, 1}, {1, 0}, {1, 1}, {2, 1}}) CHECK(std::isnan(g.at(i, j)));
    const auto told =
        a.run({"read", "--resistance", a.r, "--inputs", floating, "--effective", "again.csv"});
    CHECK_THAT(told.out, Contains("4 by the effective matrix, 2 solves"));
    const auto half = a.here.write("half.csv", "0.3,nan,0.1\n0.3,0.1,0.1\n");
    CHECK_THAT(
        a.refusal(3, {"read", "--resistance", a.r, "--inputs", half, "--effective", "h.csv"}),
        Contains("word line 1") && Contains("read 2"));
    CHECK_FALSE(fs::exists(a.here.path() / "h.csv"));
}

TEST_CASE("array: an effective matrix without what its bit lines give is refused") {
    const small_array a;
    CHECK_THAT(a.refusal(3, {"read", "--resistance", a.r, "--inputs", a.inputs, "--bit", a.bit,
                             "--effective", "g.csv"}),
               Contains("bit.csv") && Contains("bit line 1") && Contains("0.05 V"));
    CHECK_FALSE(fs::exists(a.here.path() / "g.csv"));
    // As the refusal says: those currents are a read with all word lines at 0 V.
    REQUIRE(a.run({"read", "--resistance", a.r, "--effective", "g.csv"}).exit_code == 0);
    const matrix g = read_matrix(a.here.path() / "g.csv");
    const auto rest = a.here.write("rest.csv", "0,0,0\n");
    const matrix offset =
        a.currents({"read", "--resistance", a.r, "--word", rest, "--bit", a.bit, "--csv", "I_out"});
    const matrix batch = a.currents(
        {"read", "--resistance", a.r, "--inputs", a.inputs, "--bit", a.bit, "--csv", "I_out"});
    const matrix x = read_matrix(a.inputs);
    for (std::size_t n = 0; n < 4; ++n) {
        for (std::size_t j = 0; j < 2; ++j) {
            double sum_a = offset.at(0, j);
            for (std::size_t i = 0; i < 3; ++i) sum_a += x.at(n, i) * g.at(i, j);
            CHECK(batch.at(n, j) == Approx(sum_a).epsilon(1e-9));
        }
    }
    CHECK(a.run({"read", "--resistance", a.r, "--word", a.word, "--bit", a.bit, "--effective",
                 "small.csv", "--linearised"})
              .exit_code == 0);
}

TEST_CASE("array: cells of a device preset, by states, levels or range") {
    const small_array a;
    const auto states = a.here.write("x.csv", "0,1\n0.5,0\n");
    const auto word = a.here.write("w.csv", "0.2,0.2\n");
    const std::vector<std::string> ideal{
        "--set", "lines.r_word_ohm=0", "--set", "lines.r_bit_ohm=0", "--word", word};
    const auto with = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), ideal.begin(), ideal.end());
        return arguments;
    };
    // 100 kohm to 1 Mohm; conductance linear in the state, 128 levels.
    const matrix g =
        a.currents(with({"read", "--device", "taox_hfox", "--states", states, "--csv", "I_out"}));
    CHECK(g.at(0, 0) == Approx(0.2 * (1e-5 + 5.5e-6)));
    CHECK(g.at(0, 1) == Approx(0.2 * (1e-6 + 1e-5)));
    const auto levels = a.here.write("l.csv", "127,0\n0,127\n");
    CHECK(a.currents(with({"read", "--device", "taox_hfox", "--levels", levels, "--csv", "I_out"}))
              .at(0, 0) == Approx(0.2 * 1.1e-5));
    CHECK_THAT(a.run(with({"read", "--device", "taox_hfox", "--states", states})).out,
               Contains("taox_hfox: no cell sees more than its thresholds, -1 V and 1 V"));
    const auto high = a.here.write("w.csv", "1.2,-1.2\n");
    const auto moved = a.run({"read", "--device", "taox_hfox", "--resistance",
                              a.here.write("r.csv", "1e5,1e6\n1e5,1e3\n"), "--word", high});
    CHECK_THAT(moved.out, Contains("4 cells see more than its thresholds") &&
                              Contains("1 cells are outside its range"));
    CHECK_THAT(a.run({"netlist", "--device", "taox_hfox", "--states", states, "--word", word}).out,
               Contains("181818.18"));
    // The report draws cells of the device and takes its effects.
    const auto report = a.run({"report", "--device", "taox_hfox", "--set", "sample.rows=4", "--set",
                               "sample.columns=3", "--out", "rep"});
    INFO(report.err);
    REQUIRE(report.exit_code == 0);
    CHECK_THAT(report.out, Contains("0 % on, 0 % off") && Contains("128 levels"));
    for (const double s : read_matrix(a.here.path() / "rep/conductances.npy").values) {
        CHECK(s >= 1e-6 * (1 - 1e-9));
        CHECK(s <= 1e-5 * (1 + 1e-9));
    }
    const std::string page = slurp(a.here.path() / "rep/report.html");
    CHECK_THAT(page,
               Contains("Conductances of the cells") && Contains("Voltages across the cells"));

    const auto bad = a.here.write("bad.csv", "0,1\n0,1.5\n");
    CHECK_THAT(a.refusal(3, with({"read", "--device", "taox_hfox", "--states", bad})),
               Contains("bad.csv:2") && Contains("row 2, column 2"));
    CHECK_THAT(a.refusal(3, with({"read", "--device", "taox_hfox", "--levels", bad})),
               Contains("bad.csv:2") && Contains("0 (R_off) to 127 (R_on)"));
    CHECK_THAT(a.refusal(3, with({"read", "--device", "taox_hfx", "--states", states})),
               Contains("did you mean 'taox_hfox'"));
    CHECK_THAT(a.refusal(2, with({"read", "--states", states})), Contains("--device"));
    CHECK_THAT(a.refusal(2, with({"read", "--device", "taox_hfox", "--states", states,
                                  "--resistance", a.r})),
               Contains("--resistance and --states"));
    // The same preset for writes.
    const auto target = a.here.write("t.csv", "1e-5\n");
    const auto write = a.run({"write", "--device", "ideal", "--target", target});
    CHECK_THAT(write.err, Contains("device.model"));
    CHECK_THAT(a.refusal(3, {"write", "--device", "idael", "--target", target}),
               Contains("did you mean 'ideal'"));
}

TEST_CASE("array: an output never replaces what is read") {
    const small_array a;
    const auto made =
        a.run({"report", "--set", "sample.rows=3", "--set", "sample.columns=2", "-o", "r"});
    REQUIRE(made.exit_code == 0);
    const fs::path cells = a.here.path() / "r/conductances.npy";
    const std::string before = slurp(cells);
    for (const char* verb : {"report", "read"}) {
        CHECK_THAT(a.refusal(3, {verb, "--conductance", cells.string(), "--word", a.word, "-o", "r",
                                 "--force"}),
                   Contains("conductances.npy, which this command reads"));
    }
    CHECK(slurp(cells) == before);
    const auto states = a.here.write("s.csv", "0.5,0.5\n");
    const auto ops = a.here.write("ops.csv", "row,column,operation\n0,0,set\n");
    CHECK_THAT(
        a.refusal(3, {"write", "--states", states, "--schedule", ops, "--netlist", ops, "--force"}),
        Contains("ops.csv"));
    CHECK_THAT(slurp(ops), Contains("0,0,set"));
}
