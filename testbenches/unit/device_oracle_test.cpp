#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.hpp"
#include "tools/device/transient_case.hpp"
#include "tools/table/files.hpp"

// Transients that ngspice and an independent integration have solved, read from
// $MEMGLIA_SHARED/data/oracle/vteam when that is set. Their .json files hold the difference between
// the two; a copy of final state and energy stands here for everybody else.
using namespace memglia;
namespace fs = std::filesystem;

namespace {

std::string case_text(const std::string& params, const std::string& window, const std::string& iv,
                      const std::string& wave, double series_ohm, double s0, double end_s,
                      double step_s) {
    nlohmann::json j;
    j["params"] = nlohmann::json::parse(params);
    j["window"] = window;
    j["window_p"] = 2;
    j["window_vteam"] = {{"e", 0.05}, {"wc", 0.02}};
    j["iv"] = iv;
    j["wave"] = nlohmann::json::parse(wave);
    j["series_R"] = series_ohm;
    j["s0"] = s0;
    j["T_s"] = end_s;
    j["t_out"] = step_s;
    return j.dump();
}

const std::string low_threshold = R"({"r_on": 100, "r_off": 10000, "v_on": -0.27, "v_off": 0.37,
    "a_on": 1, "a_off": 1, "k_on": -0.02, "k_off": 0.02, "D": 1e-8})";

std::string refusal(const std::string& text) {
    try {
        parse_transient_case(text, "case.json");
    } catch (const input_error& e) {
        return e.what();
    }
    return "";
}

}  // namespace

TEST_CASE("device oracle: final states and energies of published runs") {
    struct sample {
        std::string text;
        double state;
        double state_margin;
        double energy_j;
    };
    const std::string magic = R"({"r_on": 1000, "r_off": 300000, "v_on": -1.5, "v_off": 0.3,
        "a_on": 4, "a_off": 4, "k_on": -216.2, "k_off": 0.091, "D": 3e-9})";
    const std::string pulses = R"(["pwl", [1, 1, -2, -2], 1e-9, 2e-9, 2e-9, 1e-10])";
    const std::string sine = R"(["sin", 1, 1e6])";
    const std::string many =
        R"(["pwl", [1,1,1,1,1,1,1,1,1,1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1], 5e-9, 5e-8, 2e-8, 1e-9])";
    for (const sample& s :
         {sample{case_text(low_threshold, "biolek", "linear", sine, 0, 0.5, 4e-6, 2e-9),
                 0.012068455671392943, 1e-7, 1.4051184157660787e-09},
          sample{case_text(low_threshold, "biolek", "exp", sine, 0, 0.5, 4e-6, 2e-9),
                 0.012068455671392943, 1e-7, 6.3336499420681344e-09},
          sample{case_text(low_threshold, "biolek", "linear", many, 1000, 0.1, 1.445e-6, 1e-9),
                 0.0439383927977613, 8.6e-6, 2.9570238958320827e-10},
          sample{case_text(magic, "none", "linear", pulses, 0, 0.2, 1.78e-8, 1e-11), 0, 1e-9,
                 1.202725978420581e-11}}) {
        const transient_case c = parse_transient_case(s.text, "case.json");
        const auto end = run_transient(c.setup, c.wave, c.times_s).back();
        INFO(s.text);
        CHECK(end.state == Approx(s.state).margin(s.state_margin));
        CHECK(end.source_energy_j / s.energy_j == Approx(1).epsilon(5e-6));
    }
}

TEST_CASE("device oracle: every row of the shared cases") {
    const char* shared = std::getenv("MEMGLIA_SHARED");
    if (shared == nullptr || *shared == '\0') {
        WARN("MEMGLIA_SHARED is not set: oracle transients not tested");
        return;
    }
    std::size_t cases = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(shared) / "data/oracle/vteam")) {
        if (entry.path().extension() != ".json") continue;
        const std::string text = read_text(entry.path());
        const auto json = nlohmann::json::parse(text);
        const transient_case c = parse_transient_case(text, entry.path().string());
        const auto samples = run_transient(c.setup, c.wave, c.times_s);
        INFO(entry.path());
        const double state_margin = json.at("max_abs_ds").get<double>();
        CHECK(std::abs(samples.back().state - json.at("final_s_ngspice").get<double>()) <=
              state_margin);
        CHECK(std::abs(samples.back().state - json.at("final_s_rk4").get<double>()) <=
              state_margin);
        for (const char* key : {"E_src_ngspice_J", "E_src_rk4_J"}) {
            CHECK(samples.back().source_energy_j / json.at(key).get<double>() ==
                  Approx(1).epsilon(5e-5));
        }
        // The rows are compressed: unpacked by the system's gzip.
        fs::path packed = entry.path();
        packed.replace_extension(".csv.gz");
        const fs::path rows =
            fs::temp_directory_path() / ("memglia_" + entry.path().stem().string());
        REQUIRE(std::system(
                    ("gzip -dc '" + packed.string() + "' > '" + rows.string() + "'").c_str()) == 0);
        const named_columns table = parse_named_columns(read_text(rows), rows.string());
        fs::remove(rows);
        for (const char* name : {"s_ngspice", "s_rk4"}) {
            const auto expected = table.column(name, "");
            REQUIRE(expected.size() == samples.size());
            double worst = 0;
            for (std::size_t i = 0; i < samples.size(); ++i) {
                worst = std::max(worst, std::abs(samples[i].state - expected[i]));
            }
            INFO(name);
            CHECK(worst <= 1.001 * state_margin);
        }
        ++cases;
    }
    CHECK(cases >= 5);
}

TEST_CASE("device oracle: a case that is not whole says what is missing") {
    const std::string sine = R"(["sin", 1, 1e6])";
    CHECK(refusal(case_text(low_threshold, "team", "exp", sine, 0, 0.5, 4e-6, 2e-9)).empty());
    CHECK_THAT(refusal("{"), Catch::Contains("JSON"));
    CHECK_THAT(refusal("{}"), Catch::Contains("params"));
    CHECK_THAT(refusal(case_text("{\"r_on\": 1}", "none", "exp", sine, 0, 0.5, 1, 1)),
               Catch::Contains("params.r_off"));
    CHECK_THAT(refusal(case_text(low_threshold, "bioleck", "exp", sine, 0, 0.5, 1, 1)),
               Catch::Contains("bioleck"));
    CHECK_THAT(refusal(case_text(low_threshold, "none", "log", sine, 0, 0.5, 1, 1)),
               Catch::Contains("linear or exp"));
    CHECK_THAT(refusal(case_text(low_threshold, "none", "exp", R"(["saw", 1])", 0, 0.5, 1, 1)),
               Catch::Contains("wave"));
    CHECK_THAT(refusal(case_text(low_threshold, "none", "exp", sine, -5, 0.5, 1e-6, 1e-9)),
               Catch::Contains("series_ohm"));
    CHECK_THAT(refusal(case_text(low_threshold, "none", "exp", sine, 0, 1.5, 1e-6, 1e-9)),
               Catch::Contains("initial_state"));
    CHECK_THAT(refusal(case_text(low_threshold, "none", "exp", sine, 0, 0.5, 1e-6, 0)),
               Catch::Contains("t_out"));
    std::string wrong = low_threshold;
    wrong.replace(wrong.find("-0.27"), 5, "0.27");
    CHECK_THAT(refusal(case_text(wrong, "none", "exp", sine, 0, 0.5, 1e-6, 1e-9)),
               Catch::Contains("v_on must be negative"));
}
