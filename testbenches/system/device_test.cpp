#include <sys/resource.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
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
    const std::string figures = page.substr(0, page.find("<pre"));  // below stands the preset
    for (const char* absent : {"http", "e-0", "nan"}) {
        INFO(absent);
        CHECK(figures.find(absent) == std::string::npos);
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
    const std::string waveform = slurp(wave);
    const auto over = run_memglia(
        {"device", "transient", "magic", "--wave", wave, "-o", wave, "--force"}, here.path());
    CHECK(over.exit_code == 3);
    CHECK(has(over.err, "--out"));
    CHECK(slurp(wave) == waveform);
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

TEST_CASE("system: memglia device fit takes its law, its window and its cell, and draws") {
    const scratch_folder here;
    const auto measured = sine_measurement(here);
    const auto fit = run_memglia(
        {"device", "fit", measured, "--cell", "linear", "--law", "linear_conductance", "--window",
         "saturating", "--residuals", "r.csv", "--plot", "p.svg", "--force", "-o", "d.yaml"},
        here.path());
    INFO(fit.err);
    CHECK((fit.exit_code == 0 || fit.exit_code == 4));
    CHECK(has(fit.out, "linear cell, linear_conductance"));
    CHECK(has(slurp(here.path() / "d.yaml"), "window: \"saturating\""));
    CHECK(has(slurp(here.path() / "d.yaml"), "law: \"linear_conductance\""));
    CHECK(slurp(here.path() / "r.csv")
              .starts_with("time_s,voltage_v,current_a,model_a,state,residual\n"));
    CHECK(slurp(here.path() / "p.svg").starts_with("<svg"));
    const auto bench = run_memglia({"device", "fit", measured, "--cell", "series", "--law",
                                    "linear_resistance", "--bench", "b.yaml"},
                                   here.path());
    INFO(bench.err);
    REQUIRE(bench.exit_code == 0);
    CHECK(has(slurp(here.path() / "b.yaml"), "series_ohm:"));
    CHECK(run_memglia({"device", "--config", "./b.yaml"}, here.path()).exit_code == 0);
    for (const char* wrong : {"--cell", "--law", "--window"}) {
        CAPTURE(wrong);
        CHECK(run_memglia({"device", "fit", measured, wrong, "nonsense"}, here.path()).exit_code ==
              3);
    }
    CHECK(run_memglia({"device", "fit", measured, "--time-limit", "0"}, here.path()).exit_code ==
          2);
}

TEST_CASE("system: memglia device fit says when its time is over and what it cannot describe") {
    const scratch_folder here;
    const auto measured = sine_measurement(here);
    const auto hasty =
        run_memglia({"device", "fit", measured, "--time-limit", "1e-6"}, here.path());
    CHECK(hasty.exit_code == 4);
    CHECK(has(hasty.out, "TIME LIMIT"));
    std::string text = "voltage_mv,current_ua\n";
    for (int i = 0; i < 400; ++i) {
        const double v = i % 100 < 50 ? i % 50 : 50 - i % 50;
        text += std::to_string((i % 200 < 100 ? 20 : -20) * v) + "," +
                std::to_string((i % 200 < 100 ? 1 : -1) * (10 + (i * 7919) % 97)) + "\n";
    }
    const auto strange = here.write("strange.csv", text);
    const auto refused = run_memglia(
        {"device", "fit", strange, "--rate", "0.5", "--time-limit", "20", "-o", "no.yaml"},
        here.path());
    CHECK(refused.exit_code == 4);
    CHECK(has(refused.out, "NO MODEL HERE DESCRIBES THIS"));
    CHECK_FALSE(fs::exists(here.path() / "no.yaml"));
    CHECK(run_memglia({"device", "fit", strange}, here.path()).exit_code == 3);
}

TEST_CASE("system: memglia device fit sees a mirrored file and a clamp") {
    const scratch_folder here;
    const auto measured = sine_measurement(here);
    std::istringstream rows(slurp(measured));
    std::string mirrored = "time_s,voltage_v,current_a\n";
    std::string line;
    std::getline(rows, line);
    while (std::getline(rows, line)) {
        const auto sign = [](std::string cell) {
            return cell[0] == '-' ? cell.substr(1) : "-" + cell;
        };
        const auto first = line.find(',');
        const auto second = line.find(',', first + 1);
        mirrored += line.substr(0, first + 1) + sign(line.substr(first + 1, second - first - 1)) +
                    "," + sign(line.substr(second + 1)) + "\n";
    }
    const auto file = here.write("mirrored.csv", mirrored);
    const auto fit =
        run_memglia({"device", "fit", file, "--time-limit", "5", "--cell", "linear"}, here.path());
    CHECK(has(fit.err, "--flip"));
    const auto turned = run_memglia({"device", "fit", file, "--flip", "--cell", "linear",
                                     "--compliance", "1", "--law", "linear_resistance"},
                                    here.path());
    CHECK(turned.exit_code == 0);
    CHECK_FALSE(has(turned.err, "--flip"));
}

TEST_CASE("system: memglia device never writes over what it reads, nor half a file") {
    const scratch_folder here;
    const auto measured = sine_measurement(here);
    const std::string before = slurp(measured);
    fs::create_symlink(measured, here.path() / "link.csv");
    for (const char* option : {"--out", "--residuals", "--plot", "--bench"}) {
        for (const char* name : {"measured.csv", "link.csv", "./measured.csv"}) {
            CAPTURE(option, name);
            const auto run =
                run_memglia({"device", "fit", measured, "--force", option, name}, here.path());
            CHECK(run.exit_code == 3);
            CHECK(slurp(measured) == before);
        }
    }
    CHECK(run_memglia({"device", "fit", measured, "--out", "x", "--residuals", "./x"}, here.path())
              .exit_code == 3);
    const auto wave = here.write("wave.csv", "time_s,voltage_v\n0,0\n1e-6,1.6\n2e-6,0\n");
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{8192, RLIM_INFINITY};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
    const auto transient = run_memglia(
        {"device", "transient", "taox_hfox", "--wave", wave, "-o", "t.csv"}, here.path());
    const auto fit = run_memglia({"device", "fit", measured, "--cell", "linear", "--law",
                                  "linear_resistance", "--residuals", "r.csv"},
                                 here.path());
    const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &all);
    CHECK(transient.exit_code == 1);
    CHECK(has(transient.err, "cannot write t.csv"));
    CHECK(fit.exit_code == 1);
    for (const auto& entry : fs::directory_iterator(here.path())) {
        CAPTURE(entry.path().string());
        if (entry.is_regular_file()) CHECK(entry.file_size() > 0);
        CHECK_FALSE(entry.path().filename() == "t.csv");
        CHECK_FALSE(entry.path().filename() == "r.csv");
    }
}

TEST_CASE("system: memglia device transient takes its times, its end, its series resistance") {
    const scratch_folder here;
    const auto wave = here.write("wave.csv", "time_s,voltage_v\n0,0\n1e-6,1.6\n2e-6,0\n");
    const auto run = [&](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"device", "transient", "taox_hfox", "--wave", wave};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_memglia(arguments, here.path());
    };
    const auto rows = [](const std::string& text) {
        return std::count(text.begin(), text.end(), '\n') - 1;
    };
    const auto until = run({"--until", "1e-6", "--step", "5e-7"});
    CHECK(rows(until.out) == 3);
    const auto times = here.write("times.csv", "time_s\n0\n3e-7\n1e-6\n");
    const auto chosen = run({"--times", times});
    CHECK(rows(chosen.out) == 3);
    CHECK(has(chosen.out, "\n3e-07,0.48"));
    // Of 1.6 V, a series resistance takes its share from the cell.
    const auto device_v = [](const std::string& text) {
        const auto last = text.rfind('\n', text.size() - 2) + 1;
        std::istringstream cells(text.substr(last));
        std::string cell;
        for (int i = 0; i < 3; ++i) std::getline(cells, cell, ',');
        return std::stod(cell);
    };
    CHECK(device_v(chosen.out) == 1.6);
    const auto series = run({"--times", times, "--series", "1e6"});
    CHECK(device_v(series.out) < 1.0);
    CHECK(run({"--times", times, "--series", "-1"}).exit_code == 3);
    const auto coarse = run({"--times", times, "--tolerance", "1e-3"});
    CHECK(coarse.exit_code == 0);
    CHECK(run({"--times", times, "--tolerance", "2"}).exit_code == 3);
}
