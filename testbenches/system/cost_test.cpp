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
