#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "testbenches/support/command.hpp"

using namespace memglia::test;

namespace {

nlohmann::json run_result(const scratch_folder& here, const char* folder, const char* change) {
    REQUIRE(run_memglia({"run", "--set", "experiment.mazes=5", "--set", change, "-o", folder},
                        here.path())
                .exit_code == 0);
    return nlohmann::json::parse(slurp(here.path() / folder / "result.json"));
}

}  // namespace

TEST_CASE("system: baselines price the decisions that the run made") {
    const scratch_folder here;
    const auto result = run_result(here, "r", "experiment.logged_mazes=5");
    const auto& baselines = result.at("baselines");

    std::istringstream log(slurp(here.path() / "r" / "decisions.jsonl"));
    double contacts = 0;
    double decisions = 0;
    for (std::string line; std::getline(log, line); ++decisions) {
        contacts += std::popcount(nlohmann::json::parse(line).at("contacts").get<std::uint32_t>());
    }
    const auto& mean = baselines.at("decision");
    CHECK(mean.at("contact_spikes").get<double>() == Approx(contacts / decisions).epsilon(1e-12));
    CHECK(mean.at("rate_hz").get<double>() ==
          Approx(500e6 / result.at("cycles_per_decision").get<double>()).epsilon(1e-9));
    CHECK(mean.at("reinforced_places").get<double>() > 0);

    const double chip = result.at("energy_per_decision_j").at("dynamic");
    for (const char* name : {"loihi", "odin", "riscv", "riscv_with_caches", "cpu"}) {
        INFO(name);
        const auto& line = baselines.at(name);
        CHECK(line.at("over_chip_dynamic").get<double>() * chip ==
              Approx(line.at("dynamic_j").get<double>()).epsilon(1e-12));
    }
}

TEST_CASE("system: both loops walk the same mazes, and the baseline is the one in software") {
    const scratch_folder here;
    const auto result = run_result(here, "r", "chip.device=ideal");
    const auto& hardware = result.at("loops").at("hardware");
    const auto& software = result.at("loops").at("software");
    CHECK(hardware.at("commands") == "host");
    CHECK(hardware.at("cycles_per_decision") == result.at("cycles_per_decision"));
    CHECK(hardware.at("energy_per_decision_j").at("total") ==
          result.at("energy_per_decision_j").at("total"));
    CHECK(software.at("episodes") == 5 * 10);
    CHECK(software.at("reached") == 5 * 10);
    // The same rule with other ties: as long ways, within what five mazes tell.
    const auto walked = result.at("decisions").get<double>();
    CHECK(software.at("decisions").get<double>() == Approx(walked).epsilon(0.3));
    const auto& energy = software.at("energy_per_decision_j");
    double events = 0;
    for (const auto& [name, joules] : software.at("processor_j").items()) {
        CHECK(name.starts_with("processor."));
        events += joules.get<double>();
    }
    CHECK(energy.at("processor").get<double>() == Approx(events).epsilon(1e-12));
    CHECK(energy.at("total").get<double>() ==
          Approx(events + energy.at("static").get<double>() + energy.at("rest").get<double>())
              .epsilon(1e-12));
    CHECK(energy.at("total_range")[0] < energy.at("total"));
    CHECK(energy.at("total_range")[1] > energy.at("total"));
    const auto& baseline = result.at("baselines").at("riscv");
    CHECK(baseline.at("tag") == "measured");
    CHECK(baseline.at("energy_per_decision_j").get<double>() ==
          Approx(energy.at("total").get<double>()).epsilon(1e-12));
    CHECK(baseline.at("counts").at("cycles") == software.at("cycles_per_decision"));
}

TEST_CASE("system: doubling a baseline's coefficient changes that baseline only") {
    const scratch_folder here;
    const auto before = run_result(here, "a", "experiment.mazes=5");
    const auto after = run_result(here, "b", "baselines.loihi.synaptic_op_j.value=47.2e-12");
    const auto& loihi = before.at("baselines").at("loihi");
    CHECK(after.at("baselines").at("loihi").at("dynamic_j").get<double>() ==
          Approx(loihi.at("dynamic_j").get<double>() +
                 23.6e-12 * loihi.at("counts").at("synaptic_ops").get<double>())
              .epsilon(1e-12));
    for (const char* name : {"odin", "riscv", "riscv_with_caches", "cpu"}) {
        CHECK(after.at("baselines").at(name) == before.at("baselines").at(name));
    }
    CHECK(after.at("area") == before.at("area"));
}

TEST_CASE("system: the 28 nm chip is smaller and decides the same") {
    const scratch_folder here;
    const auto coarse = run_result(here, "a", "chip.technology=cmos_45nm");
    const auto fine = run_result(here, "b", "chip.technology=cmos_28nm");
    for (const auto& [name, agent] : coarse.at("agents").items()) {
        CHECK(fine.at("agents").at(name).at("episodes") == agent.at("episodes"));
    }
    CHECK(fine.at("area").at("total_m2").get<double>() <
          0.5 * coarse.at("area").at("total_m2").get<double>());
    CHECK(fine.at("area").at("full").at("neurons_per_mm2_over_aim").get<double>() > 1);
    CHECK(coarse.at("area").at("full").at("neurons_per_mm2_over_aim").get<double>() < 1);
}
