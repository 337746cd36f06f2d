#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "testbenches/support/command.hpp"
#include "tools/array/write_case.hpp"
#include "tools/cli/array_subverbs.hpp"
#include "tools/table/matrix_file.hpp"

using namespace memglia;

namespace {

constexpr const char* good_case = R"case({
 "name": "small", "m": 2, "n": 3,
 "params": {"r_on": 100.0, "r_off": 1e4, "v_on": -0.27, "v_off": 0.37, "a_on": 1, "a_off": 1,
            "k_on": -0.2, "k_off": 0.2, "D": 1e-8},
 "window": "biolek p=2 (1-s^4 / 1-(1-s)^4)", "iv": "linear", "r_wl": 1.0, "r_bl": 2.0,
 "V_reset": 0.7, "V_set": 0.5, "ops": [[0, 1, "R"], [1, 2, "S"]],
 "pulse": {"edge": 1e-9, "width": 3e-8, "gap": 9e-9, "t0": 5e-9}
})case";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

input_error::details refusal(const std::vector<std::string>& arguments) {
    try {
        array_write(arguments);
    } catch (const input_error& problem) {
        return problem.data;
    }
    return {};
}

}  // namespace

TEST_CASE("array write: a case gives its states and energies as tables") {
    const test::scratch_folder folder;
    const std::string file = folder.write("small.json", good_case);
    folder.write("small_s0.csv", "0.2,0.4,0.6\n0.3,0.5,0.7\n");
    const std::string out = (folder.path() / "out").string();
    const std::string netlist = (folder.path() / "small.cir").string();
    CHECK(array_write({file, "--out", out, "--netlist", netlist}) == 0);
    const matrix first = read_matrix(out + "/states_after_op_1.csv");
    const matrix last = read_matrix(out + "/states_after_op_2.csv");
    CHECK(read_matrix(out + "/states_final.csv").values == last.values);
    CHECK(first.at(0, 1) > 0.6);
    CHECK(first.at(1, 2) == 0.7);
    CHECK(last.at(1, 2) < 0.5);
    CHECK(last.at(0, 0) == 0.2);
    const std::string energy = test::slurp(out + "/energy.csv");
    CHECK_THAT(energy, Catch::StartsWith("operation,row,column,kind,voltage_v,energy_j,"));
    CHECK_THAT(energy,
               Catch::Contains("\n1,0,1,reset,0.7,") && Catch::Contains("\n2,1,2,set,0.5,"));
    CHECK_THAT(test::slurp(netlist),
               Catch::Contains(".subckt vteam") && Catch::Contains("wrdata small.dat"));
    // Nothing is replaced unasked.
    CHECK(refusal({file, "--netlist", netlist}).file == netlist);
    CHECK_FALSE(refusal({file, "--out", out}).found.empty());
    CHECK(array_write({file, "--out", out, "--force"}) == 0);
}

TEST_CASE("array write: what a case cannot hold is refused by key") {
    const test::scratch_folder folder;
    const std::string states = folder.write("s.csv", "0.2,0.4,0.6\n0.3,0.5,0.7\n");
    const auto path = [&](const std::string& what, const std::string& with) {
        const auto file = folder.write("bad.json", replaced(good_case, what, with));
        return refusal({file, "--states", states}).path;
    };
    CHECK(path("\"v_on\": -0.27", "\"v_on\": 0.27") == "params.v_on");
    CHECK(path("\"v_off\": 0.37", "\"v_off\": -0.37") == "params.v_off");
    CHECK(path("\"k_on\": -0.2", "\"k_on\": 0.2") == "params.k_on");
    CHECK(path("\"r_on\": 100.0", "\"r_on\": \"a\"") == "params.r_on");
    CHECK(path("\"r_off\": 1e4", "\"r_off\": 50") == "params.r_off");
    CHECK(path("\"r_wl\": 1.0", "\"r_wl\": -1.0") == "r_wl");
    CHECK(path("\"V_set\": 0.5", "\"V_set\": -0.5") == "V_set");
    CHECK(path("biolek p=2 (1-s^4 / 1-(1-s)^4)", "biolek") == "window");
    CHECK(path("biolek p=2 (1-s^4 / 1-(1-s)^4)", "strange") == "window");
    CHECK(path("\"linear\"", "\"cubic\"") == "iv");
    CHECK(path("[1, 2, \"S\"]", "[1, 3, \"S\"]") == "ops[1]");
    CHECK(path("[1, 2, \"S\"]", "[1, 2, \"X\"]") == "ops[1]");
    CHECK(path("[1, 2, \"S\"]", "[-1, 2, \"S\"]") == "ops[1]");
    CHECK(path("\"width\": 3e-8", "\"width\": 0") == "pulse.width");
    CHECK(path("\"m\": 2,", "") == "m");
    CHECK(path("\"m\": 2,", "\"m\": 2, \"schema\": \"third\",") == "schema");
    const auto broken = folder.write("broken.json", "{\n \"m\": 2,\n \"n\" 3}");
    CHECK(refusal({broken}).line == 3);
    const auto good = folder.write("good.json", good_case);
    for (const char* wrong :
         {"0.2,0.4\n0.3,0.5\n", "0.2,0.4,1.6\n0.3,0.5,0.7\n", "0.2,0.4,nan\n0.3,0.5,0.7\n"}) {
        const auto file = folder.write("wrong.csv", wrong);
        CHECK(refusal({good, "--states", file}).file == file);
    }
    CHECK_THROWS_AS(array_write({good, "--target", states}), usage_error);
    CHECK_THROWS_AS(array_write({}), usage_error);
    CHECK_THROWS_AS(array_write({"--schedule", states}), usage_error);
}

TEST_CASE("array write: a schedule and a target on configured devices") {
    const test::scratch_folder folder;
    const std::string states = folder.write("s.csv", "0.2,0.4,0.6\n0.3,0.5,0.7\n");
    const std::string out = (folder.path() / "out").string();
    const auto schedule = folder.write(
        "ops.csv", "row,column,operation,voltage_v\n# first\n0,1,SET,1.8\n1,2,reset,2\n");
    CHECK(array_write({"--states", states, "--schedule", schedule, "--config", "gated", "--set",
                       "device.sigma_cycle=0", "--out", out}) == 0);
    const matrix after = read_matrix(out + "/states_final.csv");
    CHECK(after.at(0, 1) < 0.4);
    CHECK(after.at(1, 2) > 0.7);
    CHECK(after.at(0, 0) == 0.2);
    for (const char* wrong : {"0,3,set,1", "2,0,set,1", "0.5,0,set,1", "0,0,toggle,1", "0,0,set,-1",
                              "0,0,set,nan", "0,0,set"}) {
        const auto file = folder.write(
            "wrong.csv", std::string("row,column,operation,voltage_v\n") + wrong + "\n");
        CAPTURE(wrong);
        const auto problem = refusal({"--states", states, "--schedule", file});
        CHECK(problem.file == file);
        CHECK(problem.line == 2);
    }
    const auto headless = folder.write("headless.csv", "0,1,set\n");
    CHECK(refusal({"--states", states, "--schedule", headless}).line == 1);

    const auto target = folder.write("g.csv", "2e-6,5e-6\nnan,8e-6\n");
    CHECK(array_write({"--target", target, "--out", out, "--force", "--set", "spare_columns=1",
                       "--set", "device.sigma_cycle=0", "--set", "device.sigma_read=0"}) == 0);
    const matrix read = read_matrix(out + "/conductances.csv");
    CHECK(read.at(0, 1) == Approx(5e-6).margin(0.02 * 9e-6));
    CHECK(read.at(1, 1) == Approx(8e-6).margin(0.02 * 9e-6));
    CHECK(read_matrix(out + "/pulses.csv").at(1, 0) == 0);
    CHECK(read_matrix(out + "/states_final.csv").columns == 3);
    const auto negative = folder.write("n.csv", "2e-6,-5e-6\n");
    CHECK(refusal({"--target", negative}).file == negative);
    CHECK(refusal({"--target", target, "--set", "device=ideal"}).path == "device.model");
    CHECK_THROWS_AS(array_write({"--target", target, "--netlist", "x.cir"}), usage_error);
}

TEST_CASE("array write: --keys lists every key with its default") {
    const test::scratch_folder folder;
    const auto keys = test::run_memglia({"array", "write", "--keys"}, folder.path());
    CHECK(keys.exit_code == 0);
    for (const char* key : {"lines.r_word_ohm", "cell.law", "scheme", "verify.max_passes",
                            "spare_columns", "device.vteam.v_on_v", "seed"}) {
        CAPTURE(key);
        CHECK_THAT(keys.out, Catch::Contains(key));
    }
    CHECK_THAT(keys.out, Catch::Contains("half, third, gated"));
}

TEST_CASE("array write: a target that the device cannot have is refused with its likely unit") {
    const test::scratch_folder folder;
    const auto complaint = [&](const std::string& target) {
        const auto problem = refusal({"--target", folder.write("g.csv", target)});
        CHECK(problem.file == (folder.path() / "g.csv").string());
        CHECK_THAT(problem.expected, Catch::Contains("1e-06 to 1e-05 S"));
        return problem.found;
    };
    CHECK_THAT(complaint("2e-6,200000\n"), Catch::Contains("found 200000 S in row 1, column 2") &&
                                               Catch::Contains("as ohm it would be 5e-06 S"));
    CHECK_THAT(complaint("5,2\n"), Catch::Contains("as uS it would be 5e-06 S"));
    CHECK_THAT(complaint("2000\n"), Catch::Contains("as nS it would be 2e-06 S"));
    CHECK_THAT(complaint("0\n"), Catch::Contains("found 0 S") && !Catch::Contains("would be"));
    CHECK_THAT(complaint("1.1e-5\n"), Catch::Contains("cannot have") && !Catch::Contains("as "));
}

TEST_CASE("array write: new cells under a window that holds them at R_off want states") {
    const test::scratch_folder folder;
    const auto target = folder.write("g.csv", "2e-6,5e-6\n");
    const std::vector<std::string> command{"--target", target,
                                           "--set",    "device.vteam.window=joglekar",
                                           "--set",    "device.vteam.law=linear_resistance"};
    CHECK(refusal(command).path == "device.vteam.window");
    auto inside = command;
    inside.insert(inside.end(),
                  {"--states", folder.write("s.csv", "0.9,0.8\n"), "--set", "verify.max_pulses=1"});
    CHECK(array_write(inside) == 4);
}

TEST_CASE("array write: cells that stay out of tolerance are no success") {
    const test::scratch_folder folder;
    const auto target = folder.write("g.csv", "2e-6,5e-6\n");
    const std::vector<std::string> command{
        "--target", target, "--set", "device.sigma_read=0", "--set", "device.sigma_cycle=0"};
    CHECK(array_write(command) == 0);
    auto hasty = command;
    hasty.insert(hasty.end(), {"--set", "verify.max_pulses=3"});
    CHECK(array_write(hasty) == 4);
    const std::string out = (folder.path() / "out").string();
    hasty.insert(hasty.end(), {"--out", out});
    CHECK(array_write(hasty) == 4);
    CHECK(read_matrix(out + "/pulses.csv").at(0, 1) == 3);  // what was done is there all the same
}
