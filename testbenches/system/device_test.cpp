#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>
#include <string>

#include "testbenches/support/command.hpp"

using memglia::test::run_memglia;
using memglia::test::scratch_folder;
using memglia::test::slurp;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) {
    INFO(text);
    INFO(part);
    return text.find(part) != std::string::npos;
}

std::string sine_measurement(const scratch_folder& here) {
    const auto run = run_memglia({"device", "low_threshold", "--out", "bench"}, here.path());
    REQUIRE(run.exit_code == 0);
    std::istringstream rows(slurp(here.path() / "bench" / "hysteresis_sine.csv"));
    std::string text = "time_s,voltage_v,current_a\n";
    std::string line;
    std::getline(rows, line);
    while (std::getline(rows, line)) {
        std::istringstream cells(line);
        std::string time, source, device, current;
        std::getline(cells, time, ',');
        std::getline(cells, source, ',');
        std::getline(cells, device, ',');
        std::getline(cells, current, ',');
        text += time + "," + source + "," + current + "\n";
    }
    return here.write("measured.csv", text);
}

}  // namespace

TEST_CASE("system: memglia device prints a table, and writes curves and a picture") {
    const scratch_folder here;
    const auto table = run_memglia({"device", "technion"}, here.path());
    CHECK(table.exit_code == 0);
    CHECK(has(table.out, "SET below -200 mV, RESET above 20 mV"));
    CHECK(has(table.out, "10 mV for 10 ns: leaves the state"));
    const auto run = run_memglia({"device", "magic", "--out", "r"}, here.path());
    CHECK(run.exit_code == 0);
    for (const char* name :
         {"hysteresis_sine.csv", "hysteresis_triangle.csv", "pulses.csv", "switching.csv"}) {
        CHECK(slurp(here.path() / "r" / name).size() > 1000);
    }
    const std::string picture = slurp(here.path() / "r" / "device.svg");
    CHECK(picture.starts_with("<svg"));
    CHECK(has(picture, "prefers-color-scheme: dark"));
    CHECK(has(picture, "class=\"direction\""));
    const std::string page = slurp(here.path() / "r" / "report.html");
    CHECK(has(page, "switching energy"));
    CHECK(has(page, " ns</text>"));
    for (const char* absent : {"http", "e-0", "nan"}) {
        INFO(absent);
        CHECK(page.find(absent) == std::string::npos);
    }
    CHECK(run_memglia({"device", "magic", "--out", "r"}, here.path()).exit_code == 3);
    CHECK(run_memglia({"device", "magic", "--out", "r", "--force"}, here.path()).exit_code == 0);
}

TEST_CASE("system: memglia device refuses with a way out") {
    const scratch_folder here;
    const auto typo = run_memglia({"device", "magicc"}, here.path());
    CHECK(typo.exit_code == 3);
    CHECK(has(typo.err, "did you mean 'magic'?"));
    CHECK(run_memglia({"device"}, here.path()).exit_code == 2);
    const auto sign =
        run_memglia({"device", "magic", "--set", "device.vteam.v_on_v=0.3"}, here.path());
    CHECK(sign.exit_code == 3);
    CHECK(has(sign.err, "v_on must be negative"));
    const auto read = run_memglia({"device", "magic", "--set", "device.v_read_v=0.4"}, here.path());
    CHECK(read.exit_code == 3);
    CHECK(has(read.err, "a read would move the state"));
    CHECK(run_memglia({"device", "transient", "magic"}, here.path()).exit_code == 2);
    const auto wave = here.write("wave.csv", "time_s,volts\n0,1\n");
    const auto columns = run_memglia({"device", "transient", "magic", "--wave", wave}, here.path());
    CHECK(columns.exit_code == 3);
    CHECK(has(columns.err, "voltage_v"));
    CHECK(run_memglia({"device", "fit"}, here.path()).exit_code == 2);
    CHECK(run_memglia({"device", "fit", "nothing.csv"}, here.path()).exit_code == 3);
}

TEST_CASE("system: memglia device transient writes rows, for volatile devices too") {
    const scratch_folder here;
    const auto wave = here.write("wave.csv", "time_s,voltage_v\n0,0\n1e-6,1.6\n2e-6,0\n");
    const auto run = run_memglia({"device", "transient", "taox_hfox", "--wave", wave, "--step",
                                  "1e-6", "--initial-state", "0.5"},
                                 here.path());
    CHECK(run.exit_code == 0);
    CHECK(has(run.out,
              "time_s,source_v,device_v,current_a,state,source_energy_j,device_energy_j\n"
              "0,0,0,0,0.5,0,0\n"));
    const auto held = here.write("volatile.csv", "time_s,voltage_v\n0,2\n0.1,2\n0.1,0\n2,0\n");
    const auto forgets = run_memglia(
        {"device", "transient", "vvteam", "--wave", held, "--step", "0.1", "-o", "r"}, here.path());
    CHECK(forgets.exit_code == 0);
    CHECK(has(slurp(here.path() / "r"), "time_s,source_v,current_a,state\n0,2,"));
}

TEST_CASE("system: memglia device fit writes a preset that the chip takes") {
    const scratch_folder here;
    const auto measured = sine_measurement(here);
    const auto fit = run_memglia({"device", "fit", measured, "--out", "new.yaml"}, here.path());
    INFO(fit.err);
    REQUIRE(fit.exit_code == 0);
    CHECK(has(fit.out, "r_on_ohm"));
    CHECK(has(fit.out, "95 %"));
    CHECK(run_memglia({"device", "fit", measured, "--out", "new.yaml"}, here.path()).exit_code ==
          3);
    const auto run = run_memglia(
        {"run", "--set", "chip.device=./new.yaml", "--set", "experiment.mazes=1", "-o", "chip"},
        here.path());
    INFO(run.err);
    CHECK(run.exit_code == 0);
    CHECK(run_memglia({"device", "./new.yaml"}, here.path()).exit_code == 0);
}
