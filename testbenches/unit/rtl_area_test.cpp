#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "rtl_models/navigation/area.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/cost_comparison.hpp"
#include "tools/experiment/run_config.hpp"

using namespace memglia;

namespace {

const std::filesystem::path configs = std::filesystem::path(MEMGLIA_SOURCE_DIR) / "configs";

run_config shipped(const std::string& technology = "cmos_45nm") {
    return load_config<run_config>(configs / "experiments" / "navigation.yaml", configs,
                                   {"chip.technology=" + technology});
}

area_item item_of(const chip_config& chip, std::uint32_t places, const std::string& component) {
    for (const area_item& item : chip_area(chip, places)) {
        if (item.component == component) return item;
    }
    throw internal_error("no such component: " + component);
}

}  // namespace

TEST_CASE("rtl: area: what a chip for 100 places holds") {
    const chip_config chip = shipped().chip;
    const auto count = [&](const char* component) { return item_of(chip, 100, component).count; };
    CHECK(count("router") == 4);                  // 2 x 2 nodes
    CHECK(count("memristor_cell") == 128 * 128);  // 16 groups of 8 bit lines
    CHECK(count("line_driver") == 128 + 128);
    CHECK(count("column_adc") == 4);
    CHECK(count("action_neuron") == 4);
    CHECK(count("astrocyte_sram_bank") == 1);  // 200 words of 256 a bank
    CHECK(count("tag_sram_bank") == 1);
    CHECK(count("trail_sram_bank") == 1);
    CHECK(count("wave_site_flip_flop") == 1400);
    CHECK(item_of(chip, 100, "wave_site_flip_flop").total_m2() == Approx(8372e-12));
    CHECK(item_of(chip, 100, "router").total_m2() == Approx(41080e-12));
    CHECK(item_of(chip, 100, "memristor_cell").total_m2() == Approx(1592.5e-12).epsilon(1e-4));
    CHECK(count("endpoint_flip_flop") == 4 * 4 * 26);  // four flits a node
    CHECK(count("fixed_table_bank") == 1);
    // Summed by hand from the 45 nm table, in um2: routers 41080, endpoints 2487.68, array 1592.52
    // + 13568, columns 233.2 + 2468 + 1588, neurons 240 + 556 + 160.2, tables 3400, astrocytes 3400
    // + 794 + 278 + 6950 + 8372, learning 3400 + 3400 + 278, state 920.92.
    CHECK(total_m2(chip_area(chip, 100)) == Approx(95166.5e-12).epsilon(1e-6));
}

TEST_CASE("rtl: area: more places need more memory, then more cores") {
    const chip_config chip = shipped().chip;
    CHECK(capacity(chip, 100) == 2048);
    CHECK(capacity(chip, 2049) == 4096);
    CHECK(item_of(chip, 2048, "astrocyte_sram_bank").count == 24);
    CHECK(item_of(chip, 2048, "tag_sram_bank").count == 8);
    CHECK(item_of(chip, 2048, "memristor_cell").count == 128 * 128);
    CHECK(item_of(chip, 2049, "memristor_cell").count == 2 * 128 * 128);
    CHECK(item_of(chip, 2049, "router").count == 6);  // five blocks on 3 x 2 nodes
    CHECK(count_neurons(chip, 2049).place == 2049);
    CHECK(count_neurons(chip, 2049).action == 8);
}

TEST_CASE("rtl: area: every area of a table is in the sum and doubles exactly its part") {
    const chip_config chip = shipped().chip;
    const double before = total_m2(chip_area(chip, 100));
    const auto check = [&](const auto... entries) {
        const auto doubles_its_part = [&](const auto entry) {
            double part = 0;
            chip_config doubled = chip;
            (doubled.tech.*entry).value *= 2;
            const auto items = chip_area(chip, 100);
            const auto larger = chip_area(doubled, 100);
            for (std::size_t i = 0; i < items.size(); ++i) {
                if (larger[i].each_m2 == items[i].each_m2) continue;
                CHECK(larger[i].each_m2 == 2 * items[i].each_m2);
                part += items[i].total_m2();
            }
            CHECK(part > 0);
            CHECK(total_m2(larger) == Approx(before + part).epsilon(1e-12));
        };
        (doubles_its_part(entries), ...);
    };
    using t = technology;
    check(&t::router_m2, &t::memristor_cell_m2, &t::line_driver_m2, &t::column_integrator_m2,
          &t::column_adc_m2, &t::comparator_m2, &t::neuron_m2, &t::multiply_8b_m2, &t::add_8b_m2,
          &t::add_16b_m2, &t::flip_flop_m2, &t::sram_bank_m2);
}

TEST_CASE("rtl: area: densities say what they count") {
    const run_config config = shipped();
    const decision_events decision{.contact_spikes = 1, .reinforcements = 0.5, .rate_hz = 400e3};
    const auto json =
        area_json(config.chip, config.baselines, 100, decision, software_cost{.instructions = 225});
    // 100 places on 0.0951665 mm2.
    CHECK(json.at("neurons_per_mm2").get<double>() == Approx(1050.790).epsilon(1e-5));
    CHECK(json.at("neurons_per_mm2_over_aim").get<double>() == Approx(0.1050790).epsilon(1e-5));
    CHECK(json.at("decisions_per_s_per_mm2").get<double>() == Approx(4.203160e6).epsilon(1e-5));
    // 1 GHz / (1.19 x 225 instructions) on 1.22 mm2.
    CHECK(json.at("processor_decisions_per_s_per_mm2").get<double>() ==
          Approx(3.06134e6).epsilon(1e-5));
    // All of the core's 2048 places: 30 banks and 1948 wave sites more, 400473 um2.
    CHECK(json.at("full").at("place_neurons") == 2048);
    CHECK(json.at("full").at("neurons_per_mm2").get<double>() == Approx(4132.0).epsilon(1e-4));
    CHECK(json.at("neuron").get<std::string>().find("place neuron") == 0);
}

TEST_CASE("rtl: area: what was not measured has no density") {
    const run_config config = shipped();
    const auto json = area_json(config.chip, config.baselines, 100, {.rate_hz = 400e3}, {});
    CHECK(json.at("processor_decisions_per_s_per_mm2") == 0);
    CHECK(json.at("decisions_per_s_per_mm2_over_processor") == 0);
}

TEST_CASE("rtl: area: a processor is in the sum where the chip boots firmware") {
    chip_config chip = shipped().chip;
    const double without = total_m2(chip_area(chip, 100));
    const double leak_w = leakage_w(chip, 100);
    const double rest_w = resting_w(chip, 100);
    chip.boot = boot_source::firmware;
    chip.processor.sram_kib = 30;  // 32 in whole pages
    const technology& t = chip.tech;
    CHECK(item_of(chip, 100, "riscv_sram_bank").count == 32);
    CHECK(item_of(chip, 100, "riscv_rom_bank").count == 4);
    const double banks = 32 + 4 + 1;
    CHECK(total_m2(chip_area(chip, 100)) ==
          Approx(without + t.riscv_core_m2.value + banks * t.sram_bank_m2.value).epsilon(1e-12));
    CHECK(leakage_w(chip, 100) == Approx(leak_w + t.riscv_core_m2.value * t.static_w_per_m2.value +
                                         banks * t.sram_bank_static_w.value)
                                      .epsilon(1e-12));
    // Memory and 40 registers.
    CHECK(resting_w(chip, 100) == Approx(rest_w + 32 * t.sram_bank_retention_w.value +
                                         40 * 32 * t.flip_flop_retention_w.value)
                                      .epsilon(1e-12));
}

TEST_CASE("rtl: area: 28 nm is smaller and cheaper than 45 nm in every entry that shrinks") {
    const technology coarse = shipped().chip.tech;
    const technology fine = shipped("cmos_28nm").chip.tech;
    for (const auto entry :
         {&technology::router_hop_j, &technology::link_j, &technology::row_driver_j,
          &technology::column_integrator_j, &technology::column_adc_j, &technology::comparator_j,
          &technology::multiply_8b_j, &technology::add_8b_j, &technology::add_16b_j,
          &technology::flip_flop_j, &technology::sram_read_j, &technology::sram_write_j,
          &technology::riscv_cycle_j, &technology::riscv_multiply_j, &technology::riscv_sleep_j}) {
        const double ratio = (fine.*entry).value / (coarse.*entry).value;
        CHECK(ratio > 0.35);
        CHECK(ratio < 0.75);
    }
    const auto shrinks = [&](const auto... entries) {
        for (const double ratio : {(fine.*entries).value / (coarse.*entries).value...}) {
            CHECK(ratio > 0.35);
            CHECK(ratio < 0.6);
        }
    };
    using t = technology;
    shrinks(&t::router_m2, &t::memristor_cell_m2, &t::line_driver_m2, &t::column_integrator_m2,
            &t::column_adc_m2, &t::comparator_m2, &t::neuron_m2, &t::multiply_8b_m2, &t::add_8b_m2,
            &t::add_16b_m2, &t::flip_flop_m2, &t::sram_bank_m2, &t::processor_core_m2,
            &t::riscv_core_m2);
}
