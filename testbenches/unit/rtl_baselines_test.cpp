#include <catch2/catch.hpp>
#include <filesystem>

#include "rtl_models/navigation/baseline_config.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/cost_comparison.hpp"
#include "tools/experiment/run_config.hpp"

using namespace memglia;

namespace {

const std::filesystem::path configs = std::filesystem::path(MEMGLIA_SOURCE_DIR) / "configs";

baseline_config shipped() {
    return load_config<run_config>(configs / "experiments" / "navigation.yaml", configs).baselines;
}

void set(activity_record& record, activity what, std::uint64_t times) {
    record.counts[static_cast<std::size_t>(what)] = times;
}

// One contact spike and half a reinforced place a decision, 400 000 decisions a second.
constexpr decision_events ordinary{.contact_spikes = 1, .reinforcements = 0.5, .rate_hz = 400e3};

}  // namespace

TEST_CASE("rtl: baselines: the Loihi preset has the published energies to the bit") {
    const loihi_config core = shipped().loihi;
    CHECK(price({.synaptic_ops = 1}, core) == 23.6e-12);
    CHECK(price({.stdp_updates = 1}, core) == 120e-12);
    CHECK(price({.active_updates = 1}, core) == 81e-12);
    CHECK(price({.inactive_updates = 1}, core) == 52e-12);
    CHECK(price({.tile_spikes = 1}, core) == 1.7e-12);
    CHECK(price({}, core) == 0);
    // 10 x 23.6 + 2 x 120 + 3 x 81 + 100 x 52 + 4 x 1.7 pJ.
    CHECK(price({10, 2, 3, 100, 4}, core) == Approx(5925.8e-12).epsilon(1e-12));
}

TEST_CASE("rtl: baselines: a decision on an event-driven core, by hand") {
    const spike_core_events e = map_to_spike_core(ordinary);
    CHECK(e.synaptic_ops == 5);      // four synapses of the place, one contact
    CHECK(e.stdp_updates == 3);      // the tag, and half a place of four synapses
    CHECK(e.active_updates == 5);    // four action neurons, the visited astrocyte
    CHECK(e.inactive_updates == 4);  // the astrocytes of the destinations
    CHECK(e.tile_spikes == 1);
    // 118 + 360 + 405 + 208 + 1.7 pJ.
    CHECK(price(e, shipped().loihi) == Approx(1092.7e-12).epsilon(1e-12));
}

TEST_CASE("rtl: baselines: ODIN's published operating points") {
    const odin_config core = shipped().odin;
    // 27.3 + 133.5 + 316.125 uW, published as 477; 27.3 + 2.314 + 5.4795 uW, published as 35.
    CHECK(power_w(core, 75e6, 37.5e6) == Approx(476.925e-6).epsilon(1e-9));
    CHECK(power_w(core, 75e6, 37.5e6) * 1e6 == Approx(477).margin(0.5));
    CHECK(power_w(core, 1.3e6, 650e3) == Approx(35.0935e-6).epsilon(1e-9));
    // 12.7 pJ per synaptic operation at the first one.
    CHECK(power_w(core, 75e6, 37.5e6) / 37.5e6 == Approx(12.7e-12).margin(0.05e-12));
}

TEST_CASE("rtl: baselines: ODIN's decision is its power over its rate") {
    const odin_config core = shipped().odin;
    const odin_cost cost = odin_decision(core, ordinary);
    CHECK(cost.sops == 13);  // 5 synaptic operations, 5 astrocytes, 3 learning updates
    CHECK(cost.cycles == 26);
    CHECK(cost.rate_hz == 400e3);
    CHECK(cost.sop_j == Approx(109.59e-12).epsilon(1e-12));
    CHECK(cost.clock_j == Approx(46.28e-12).epsilon(1e-12));
    CHECK(cost.static_j == Approx(68.25e-12).epsilon(1e-12));
    CHECK(cost.dynamic_j() + cost.static_j ==
          Approx(power_w(core, 26 * 400e3, 13 * 400e3) / 400e3).epsilon(1e-12));

    // 75 MHz allow 75e6 / 26 decisions a second and no more.
    const odin_cost fast = odin_decision(core, {1, 0.5, 100e6});
    CHECK(fast.rate_hz == Approx(75e6 / 26).epsilon(1e-12));
    CHECK(fast.dynamic_j() == cost.dynamic_j());
    CHECK(fast.static_j == Approx(9.464e-12).epsilon(1e-9));
}

TEST_CASE("rtl: baselines: events of the mean decision come from the ledger's counts") {
    activity_record record;
    set(record, activity::neuron_add, 4 * 10 + 7);
    set(record, activity::write_convert, 4 * 3);
    record.elapsed_ps = 20'000'000;  // ten decisions of 2 us
    const decision_events mean = mean_events(record, 10);
    CHECK(mean.contact_spikes == Approx(0.7));
    CHECK(mean.reinforcements == Approx(0.3));
    CHECK(mean.rate_hz == Approx(500e3));
}

TEST_CASE("rtl: baselines: joules and rate of other processors") {
    const baseline_config shelf = shipped();
    CHECK(shelf.riscv.instruction_j.value == 70e-12);
    CHECK(shelf.cpu.instruction_j() == Approx(297e-12).epsilon(1e-12));
    // 1 GHz / 1.19 / 1000 instructions.
    CHECK(shelf.cpu.decisions_per_s(1000) == Approx(840336.1).epsilon(1e-6));
}

TEST_CASE("rtl: baselines: what result.json says of them") {
    energy_bill chip;
    chip.j[static_cast<std::size_t>(component::router)] = 50e-12;
    chip.j[static_cast<std::size_t>(component::leakage)] = 200e-12;
    technology table;
    table.riscv_cycle_j.value = 7e-12;
    constexpr software_cost software{
        .instructions = 225, .cycles = 400, .dynamic_j = 3e-9, .static_j = 1e-9};
    const auto json = baselines_json(shipped(), table, ordinary, software, chip);
    CHECK(json.at("riscv").at("energy_per_decision_j").get<double>() == Approx(4e-9));
    CHECK(json.at("riscv").at("over_chip_dynamic").get<double>() == Approx(60));
    CHECK(json.at("riscv").at("over_chip_total").get<double>() == Approx(16));
    CHECK(json.at("riscv").at("counts").at("cycles") == 400);
    CHECK(json.at("riscv").at("tag") == "measured");
    CHECK(json.at("loihi").at("over_chip_dynamic").get<double>() == Approx(21.854));
    CHECK_FALSE(json.at("loihi").contains("static_j"));
    CHECK(json.at("odin").at("energy_per_decision_j").get<double>() == Approx(224.12e-12));
    CHECK(json.at("odin").at("over_chip_dynamic").get<double>() == Approx(3.1174));
    // The same instructions elsewhere.
    CHECK(json.at("cpu").at("counts").at("instructions").get<double>() == 225);
    CHECK(json.at("cpu").at("energy_per_decision_j").get<double>() == Approx(225 * 297e-12));
    CHECK(json.at("riscv_with_caches").at("dynamic_j").get<double>() == Approx(15.75e-9));
    CHECK(json.at("odin").at("over_chip_total").get<double>() == Approx(224.12 / 250));
    // The same operations as ODIN's, each at one price; no chip's static energy is known.
    const double operations = json.at("odin").at("counts").at("synaptic_ops");
    CHECK(json.at("reckon").at("dynamic_j").get<double>() == Approx(operations * 5.3e-12));
    CHECK(json.at("seneca").at("dynamic_j").get<double>() == Approx(operations * 2.8e-12));
    CHECK(json.at("truenorth").at("dynamic_j").get<double>() == Approx(operations * 2.5e-12));
    CHECK(json.at("tianjic").at("dynamic_j").get<double>() == Approx(operations * 1.54e-12));
    const double program = shipped().explorer.instructions.value;
    CHECK(json.at("explorer_riscv").at("dynamic_j").get<double>() == Approx(program * 7e-12));
    CHECK(json.at("explorer_cpu").at("energy_per_decision_j").get<double>() ==
          Approx(program * 297e-12));
    for (const char* name : {"riscv_with_caches", "cpu"}) {
        CHECK(json.at(name).at("tag") == "estimated");
    }
    const auto unmeasured = baselines_json(shipped(), table, ordinary, {}, chip);
    for (const char* name : {"riscv", "riscv_with_caches", "cpu"}) {
        CHECK_FALSE(unmeasured.contains(name));
    }
    CHECK(unmeasured.at("odin") == json.at("odin"));

    const auto timing = cpu_json(shipped().cpu, {60'000, ""}, 200);
    CHECK(timing.at("instructions_per_decision").get<double>() == 300);
    CHECK(timing.at("energy_per_decision_j").get<double>() == Approx(89.1e-9));
    CHECK(cpu_json(shipped().cpu, {std::nullopt, "no ptrace"}, 200).at("not_measured") ==
          "no ptrace");
}

TEST_CASE("rtl: baselines: a number without a source is refused") {
    loihi_config core = shipped().loihi;
    core.tile_spike_j.source.clear();
    CHECK_THROWS_AS(core.validate(), input_error);
}
