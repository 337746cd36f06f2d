#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "rtl_models/fabric/node_clock.hpp"
#include "rtl_models/navigation/area.hpp"
#include "rtl_models/navigation/chip_config.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"
#include "rtl_models/navigation/price_list.hpp"
#include "testbenches/support/rtl_samples.hpp"

using namespace memglia;

namespace {

chip_config sample() {
    chip_config config;
    config.tech = samples::cmos_45nm();
    return config;
}

/// Key and text of the input_error that validate() throws.
std::string refusal(const chip_config& config) {
    try {
        config.validate();
    } catch (const input_error& e) {
        CHECK_FALSE(e.data.found.empty());
        CHECK_FALSE(e.data.expected.empty());
        return e.data.path;
    }
    return "accepted";
}

}  // namespace

TEST_CASE("rtl: plan_floor gives every block a node of its own inside a nearly square mesh") {
    chip_config config = sample();
    config.tile.rows = 2;
    config.tile.column_groups = 1;
    for (std::uint32_t cores = 1; cores <= 300; ++cores) {
        for (const std::uint32_t places : {2 * cores - 1, 2 * cores}) {
            const chip_floorplan plan = plan_floor(config, places);
            REQUIRE(plan.places_per_core == 2);
            REQUIRE(plan.cores.size() == cores);
            std::set<node_id> nodes(plan.cores.begin(), plan.cores.end());
            nodes.insert({plan.controller, plan.learning, plan.astrocytes});
            REQUIRE(nodes.size() == cores + 3);
            REQUIRE(*nodes.rbegin() < plan.mesh_width * plan.mesh_height);
            REQUIRE(plan.mesh_width >= 2);
            REQUIRE(plan.mesh_height >= 2);
            REQUIRE(plan.mesh_height <= plan.mesh_width);
            // No row more than needed.
            REQUIRE(
                (plan.mesh_height == 2 || (plan.mesh_height - 1) * plan.mesh_width < cores + 3));
            REQUIRE((plan.mesh_width - 1) * (plan.mesh_width - 1) < cores + 3);
        }
    }
}

TEST_CASE("rtl: plan_floor: controller above learning engine, astrocytes below the first core") {
    chip_config config = sample();
    config.tile.rows = 1;
    config.tile.column_groups = 1;
    for (const std::uint32_t places : {1U, 6U, 13U, 250U}) {
        const chip_floorplan plan = plan_floor(config, places);
        CHECK(plan.controller == 0);
        CHECK(plan.learning == plan.mesh_width);
        CHECK(plan.cores[0] == 1);
        CHECK(plan.astrocytes == plan.mesh_width + 1);
    }
}

TEST_CASE("rtl: plan_floor counts the cores that so many places need") {
    const chip_config config = sample();
    CHECK(config.tile.places() == 2048);
    CHECK(plan_floor(config, 1).cores.size() == 1);
    CHECK(plan_floor(config, 2048).cores.size() == 1);
    const chip_floorplan two = plan_floor(config, 2049);
    CHECK(two.cores.size() == 2);
    CHECK(two.core_of(2047) == 0);
    CHECK(two.local_of(2047) == 2047);
    CHECK(two.core_of(2048) == 1);
    CHECK(two.local_of(2048) == 0);
}

TEST_CASE("rtl: plan_floor refuses more cores than node addresses") {
    chip_config config = sample();
    config.tile.rows = 3;
    config.tile.column_groups = 1;
    CHECK(plan_floor(config, 3 * 65533).cores.size() == 65533);
    CHECK_THROWS_AS(plan_floor(config, 3 * 65533 + 1), input_error);
}

TEST_CASE("rtl: prices: leakage is that of every circuit by area and every memory by bank") {
    chip_config config = sample();
    config.tech = samples::cmos_45nm();
    config.tech.router_m2.value = 10000e-12;
    constexpr double bank_w = 21e-9;
    // 100 places: four nodes with a router each; 200 words of calcium and destinations in a bank
    // of 256, 100 tags in one, 64 trail words in one, the tables in another.
    CHECK(leakage_w(config, 100) == Approx(4 * 62 * 10000e-12 + 4 * bank_w).epsilon(1e-12));
    CHECK(leakage_w(config, 2049) == Approx(6 * 62 * 10000e-12 + 36 * bank_w).epsilon(1e-12));
    config.tech.static_w_per_m2.value *= 2;
    CHECK(leakage_w(config, 100) == Approx(8 * 62 * 10000e-12 + 4 * bank_w).epsilon(1e-12));
    // A memristor does not leak, however large.
    config.tech.memristor_cell_m2.value = 1;
    config.tech.sram_bank_static_w.value = 0;
    CHECK(leakage_w(config, 100) == Approx(8 * 62 * 10000e-12).epsilon(1e-12));
}

TEST_CASE("rtl: prices: a rest costs the bits that outlive it, or everything") {
    chip_config config = sample();
    config.tech = samples::cmos_45nm();
    config.rest = rest_power::retention;
    // State and trace of 100 sites, decision index, random source; calcium and destinations.
    const double kept_w = (500 + 56) * 44e-12 + 21e-9;
    CHECK(resting_w(config, 100) == Approx(kept_w).epsilon(1e-12));
    const auto rest = static_cast<std::size_t>(activity::rest_decision);
    CHECK(list_prices(config, 100).each_j[rest] ==
          Approx(kept_w * config.ticks_per_decision * config.tick_s).epsilon(1e-12));
    config.rest = rest_power::awake;
    CHECK(resting_w(config, 100) == leakage_w(config, 100));
}

TEST_CASE("rtl: prices: a larger memory's words have a longer way, a larger mesh a longer clock") {
    chip_config config = sample();
    config.tech = samples::cmos_45nm();
    config.tech.sram_bank_m2.value = 3600e-12;  // 60 um square
    const auto each = [&config](std::uint32_t places, activity what) {
        return list_prices(config, places).each_j[static_cast<std::size_t>(what)];
    };
    CHECK(each(64, activity::astrocyte_sram_read) == Approx(1.32e-12).epsilon(1e-12));  // one bank
    // 340 places' 1020 words in four banks: 60 um more.
    CHECK(each(340, activity::astrocyte_sram_read) ==
          Approx(1.32e-12 + 0.448e-12 * 60 / 300).epsilon(1e-12));
    CHECK(each(340, activity::astrocyte_sram_write) ==
          Approx(2.07e-12 + 0.448e-12 * 60 / 300).epsilon(1e-12));
    // Half of the mesh's sides: 2 x 2, 3 x 2 nodes of 0.3 mm.
    CHECK(each(100, activity::clock_node) == Approx(2 * 0.3e-3 * 162e-12).epsilon(1e-12));
    CHECK(each(2049, activity::clock_node) == Approx(2.5 * 0.3e-3 * 162e-12).epsilon(1e-12));
}

TEST_CASE("rtl: packets: as many bits as this chip's nodes and places need") {
    chip_config config = sample();
    const auto format = [&config](std::uint32_t places) {
        return format_packets(plan_floor(config, places), places);
    };
    const packet_format small = format(100);  // 4 nodes; 7 bits of address; 16 kinds
    CHECK(small.bits(navigation_kind::place) == 2 + 4 + 7 + 4);
    CHECK(small.bits(navigation_kind::visit) == 2 + 4 + 7 + 4);
    CHECK(small.bits(navigation_kind::gate) == 2 + 4 + 20);
    CHECK(small.bits(navigation_kind::spike) == 2 + 4 + 4);
    CHECK(small.bits(navigation_kind::tag) == 2 + 4 + 7 + 2);
    CHECK(small.bits(navigation_kind::reward) == 2 + 4 + 7 + 2);
    CHECK(small.bits(navigation_kind::used) == 2 + 4 + 7 + 2);
    CHECK(small.bits(navigation_kind::reinforce) == 2 + 4 + 7 + 5);
    CHECK(small.bits(navigation_kind::wave) == 2 + 4 + 7 + 4);
    CHECK(small.bits(navigation_kind::sync) == 2 + 4 + 2);
    for (const packet_kind empty :
         {navigation_kind::episode, navigation_kind::synced, navigation_kind::learned,
          navigation_kind::omission, navigation_kind::recall}) {
        CHECK(small.bits(empty) == 2 + 4);
    }
    CHECK(small.flit_bits() == 2 + 4 + 20);
    CHECK(format(1).bits(navigation_kind::visit) == 2 + 4 + 4);
    // 5 nodes in a mesh of 6; 12 bits of place, 11 of address.
    CHECK(format(2049).bits(navigation_kind::visit) == 3 + 4 + 12 + 4);
    CHECK(format(2049).bits(navigation_kind::place) == 3 + 4 + 11 + 4);
    config.tile.rows = 1024;
    config.tile.column_groups = 32;
    CHECK(format(max_places).flit_bits() == 4 + 4 + 18 + 4);
    CHECK(packet_format{}.flit_bits() == 16 + 8 + 32);
}

TEST_CASE("rtl: node clock: books each cycle of work once, and one to start") {
    ledger book;
    node_clock clock(book);
    const auto booked = [&book] {
        return book.close(0).counts[static_cast<std::size_t>(activity::clock_node)];
    };
    clock.run(10, 1);
    CHECK(booked() == 2);
    clock.run(10, 1);  // the router and the block behind it, in one cycle
    CHECK(booked() == 0);
    clock.run(11, 3);  // it never stood still
    CHECK(booked() == 3);
    clock.run(12, 4);  // 14 and 15 are new
    CHECK(booked() == 2);
    clock.run(12, 1);
    CHECK(booked() == 0);
    clock.run(20, 0);
    CHECK(booked() == 0);
    clock.run(20, 5);
    CHECK(booked() == 6);
    clock.run_often(7, 2);  // short stretches, a start for each
    CHECK(booked() == 7 * 3);
    clock.run(25, 1);  // it ran until 25
    CHECK(booked() == 1);
    clock.stop();
    clock.run(26, 1);  // as if it had never run
    CHECK(booked() == 2);
}

TEST_CASE("rtl: prices: the ends of a range are chosen together, and hold the value") {
    technology t = samples::cmos_45nm();
    t.router_hop_j.low = 1e-12;
    t.router_hop_j.high = 4e-12;
    CHECK(at(t, estimate::low).router_hop_j.value == 1e-12);
    CHECK(at(t, estimate::high).router_hop_j.value == 4e-12);
    CHECK(at(t, estimate::value).router_hop_j.value == 1.75e-12);
    CHECK(at(t, estimate::high).link_j.value == 0.448e-12);
    t.router_control.high = 1.5;
    CHECK_THROWS_AS(samples::sourced(t).validate(), input_error);
    t.router_control.high = 1;
    samples::sourced(t).validate();
    t.write_supply.low = 0.9;
    CHECK_THROWS_AS(samples::sourced(t).validate(), input_error);
    t.router_hop_j.source = "a table";
    t.router_hop_j.validate();
    t.router_hop_j.high = 1.7e-12;
    CHECK_THROWS_AS(t.router_hop_j.validate(), input_error);
}

TEST_CASE("rtl: chip_config: clock and tick become whole picoseconds and cycles") {
    chip_config config = sample();
    CHECK(refusal(config) == "accepted");
    CHECK(config.period_ps() == 2000);
    CHECK(config.cycles_per_tick() == 500);
    config.clock_hz = 1e9;
    config.tick_s = 1e-7;
    CHECK(refusal(config) == "accepted");
    CHECK(config.period_ps() == 1000);
    CHECK(config.cycles_per_tick() == 100);
}

TEST_CASE("rtl: chip_config refuses clocks, ticks and tiles that the hardware cannot have") {
    chip_config config = sample();
    config.clock_hz = 3e8;  // 3333.3 ps
    CHECK(refusal(config) == "clock_hz");

    config = sample();
    config.tick_s = 1.001e-6;  // 500.5 cycles
    CHECK(refusal(config) == "tick_s");
    config.tick_s = 198e-9;  // 99 cycles
    CHECK(refusal(config) == "tick_s");
    config.tick_s = 200e-9;
    CHECK(refusal(config) == "accepted");

    config = sample();
    config.tile.rows = 1024;
    config.tile.column_groups = 32;
    CHECK(refusal(config) == "accepted");  // 2^15 places: the address bits of a reinforcement
    config.tile.column_groups = 33;
    CHECK(refusal(config) == "tile");

    config = sample();
    config.tile.codes_per_level = 9;  // 15 levels need 135 codes
    CHECK(refusal(config) == "tile.codes_per_level");
    config.device.codes = 136;
    CHECK(refusal(config) == "accepted");
    config.device.codes = 135;
    CHECK(refusal(config) == "tile.codes_per_level");
}

TEST_CASE("rtl: chip_config refuses a window that would hold new cells at R_off for ever") {
    chip_config config = sample();
    config.device = device_config();
    config.device.vteam.law = resistance_law::linear_resistance;
    for (const window_kind window : {window_kind::joglekar, window_kind::prodromakis}) {
        config.device.vteam.window = window;
        config.device.model = device_kind::vteam;
        CHECK(refusal(config) == "device.vteam.window");
        config.device.model = device_kind::ideal;
        CHECK(refusal(config) == "accepted");
    }
    config.device.model = device_kind::vteam;
    config.device.vteam.window = window_kind::biolek;
    CHECK(refusal(config) == "accepted");
}

TEST_CASE("rtl: a chip says once that its patience has no effect, or not at all") {
    const auto reasons = [](const chip_config& config) {
        std::vector<std::string> all;
        for (const unused_key& key : config.unused()) {
            if (key.path == "tile.programming.patience") all.push_back(key.reason);
        }
        for (const unused_key& key : config.tile.programming.unused()) {
            if (key.path == "patience") all.push_back(key.reason);
        }
        return all;
    };
    chip_config config = sample();
    for (const device_kind model : {device_kind::ideal, device_kind::vteam}) {
        for (const write_scheme scheme : {write_scheme::gated, write_scheme::half}) {
            for (const wire_model wires : {wire_model::ideal, wire_model::exact}) {
                for (const programming_scheme programming :
                     {programming_scheme::verify, programming_scheme::open_loop}) {
                    config.device.model = model;
                    config.crossbar.scheme = scheme;
                    config.crossbar.wires = wires;
                    config.tile.programming.scheme = programming;
                    const bool counts =
                        model == device_kind::vteam && programming == programming_scheme::verify &&
                        (scheme == write_scheme::half || wires == wire_model::exact);
                    CHECK(reasons(config).size() == (counts ? 0 : 1));
                }
            }
        }
    }
}

TEST_CASE("rtl: chip_config: a decision settles after its packets, its services and a whole read") {
    chip_config config = sample();  // 500 MHz, a mesh of 2 x 2 routers
    config.router = {.buffer_flits = 4, .hop_cycles = 2, .link_cycles = 3};
    const chip_floorplan plan = plan_floor(config, 1);
    REQUIRE(plan.mesh_width == 2);
    REQUIRE(plan.mesh_height == 2);
    CHECK(longest_way_cycles(config, plan) == 3 * (2 + 3));
    // Three packets ahead, two ways, 32 cycles of service and issue.
    constexpr std::uint64_t packets = 3 * (2 + 3 + 1) + 2 * 15 + 32;
    const auto with_read = [&](double t_read_s) {
        config.device.t_read_s = t_read_s;
        return settling_cycles(config, plan);
    };
    CHECK(with_read(1e-15) == packets + 1);
    CHECK(with_read(9.5e-9) == packets + 5);
    CHECK(with_read(10.5e-9) == packets + 6);  // a read that has begun a cycle takes all of it
    CHECK(with_read(501e-9) == packets + 251);
    config.clock_hz = 1e9;
    CHECK(with_read(9.5e-9) == packets + 10);
}
