#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "testbenches/block/chip_bench.hpp"
#include "testbenches/support/sample_rule.hpp"

// Errors, and chips that cannot keep their timing contract.
using namespace memglia;

namespace {

/// A few decisions against the reference; "refused" when the chip will not be built or used like
/// this.
std::string right_or_refused(const chip_config& config) {
    try {
        quiet_kernel quiet;
        chip hardware("chip", config, 100, false);
        const maze task = generate_maze(10, 10, 0.2, 1);
        lockstep both(hardware, {}, task.map, 1);
        run_until_different(both, task, 1);
        return both.difference ? "wrong: " + both.difference->block + "." + both.difference->signal
                               : "right";
    } catch (const error&) {
        return "refused";
    }
}

void check_right_or_refused(const chip_config& config) {
    const std::string verdict = right_or_refused(config);
    CAPTURE(verdict);
    CHECK((verdict == "right" || verdict == "refused"));
}

}  // namespace

TEST_CASE("block: chip: an exception inside a process arrives as an error with its text") {
    quiet_kernel quiet;
    chip hardware("chip", ideal_chip(), 100, false);
    chip_image image = build_image({}, grid_map(10, 10), hardware.config(), 1);
    image.rest_decisions = 1U << 24U;
    hardware.load(image);
    hardware.write_register(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_EPISODE);
    hardware.run_ticks(1);
    hardware.write_register(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE);
    CHECK_THROWS_MATCHES(
        hardware.run_ticks(2), error,
        Catch::Message("the astrocytes' 24-bit decision index is used up after 16777215 decisions "
                       "and rests"));
}

TEST_CASE("block: chip: who goes on after an error is told that the simulation is over") {
    quiet_kernel quiet;
    chip hardware("chip", ideal_chip(), 100, false);
    chip_image image = build_image({}, grid_map(10, 10), hardware.config(), 1);
    image.rest_decisions = 1U << 24U;
    hardware.load(image);
    hardware.write_register(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_EPISODE);
    hardware.run_ticks(1);
    hardware.write_register(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE);
    REQUIRE_THROWS_AS(hardware.run_ticks(2), error);
    try {
        hardware.run_ticks(2);
        FAIL("a simulation after its error");
    } catch (const error& e) {
        CHECK_FALSE(std::string(e.what()).empty());
    }
}

TEST_CASE("block: chip: a chip that cannot be is refused before it is built") {
    quiet_kernel quiet;
    chip_config config = ideal_chip();
    config.tick_s = 1.001e-6;
    CHECK_THROWS_AS(chip("odd_tick", config, 100, false), input_error);
    config = ideal_chip();
    config.tile.rows = 1;
    config.tile.column_groups = 1;
    CHECK_THROWS_AS(chip("too_many_cores", config, 65534, false), input_error);
}

TEST_CASE("block: chip: an eligibility longer than the trail is refused at load") {
    quiet_kernel quiet;
    chip_config config = ideal_chip();
    config.learning.trail_words = 3;
    chip hardware("chip", config, 100, false);
    rule_config rule = test::rule();
    CHECK_THROWS_AS(hardware.load(build_image(rule, grid_map(10, 10), config, 1)), input_error);
    rule.eligibility_tau_s = 0.1;
    CHECK_NOTHROW(hardware.load(build_image(rule, grid_map(10, 10), config, 1)));
}

// "A decision's packets and the row read must settle within the tick."
TEST_CASE("block: chip: routers too slow for the tick are refused, not wrong") {
    chip_config config = ideal_chip();
    config.router.hop_cycles = 100;
    check_right_or_refused(config);
}

TEST_CASE("block: chip: links too slow for the tick are refused, not wrong") {
    chip_config config = ideal_chip();
    config.tick_s = 200e-9;
    config.router.link_cycles = 30;
    check_right_or_refused(config);
}

TEST_CASE("block: chip: a read longer than the tick is refused, not wrong") {
    chip_config config = ideal_chip();
    config.device.t_read_s = 2e-6;
    check_right_or_refused(config);
}

/// The shortest tick that this chip allows must give right answers.
void check_shortest_tick(chip_config config) {
    const chip_floorplan plan = plan_floor(config, 100);
    const std::uint64_t cycles = std::max<std::uint64_t>(100, settling_cycles(config, plan));
    config.tick_s = static_cast<double>(cycles) / config.clock_hz;
    CHECK(right_or_refused(config) == "right");
}

TEST_CASE("block: chip: the shortest tick is right: one core") {
    check_shortest_tick(ideal_chip());
}
TEST_CASE("block: chip: the shortest tick is right: four cores") {
    check_shortest_tick(many_core_chip());
}
TEST_CASE("block: chip: the shortest tick is right: a hundred cores") {
    chip_config config = many_core_chip();
    config.tile.rows = 1;
    config.tile.column_groups = 1;
    check_shortest_tick(config);
}
TEST_CASE("block: chip: the shortest tick is right: slow routers, one buffer") {
    chip_config config = ideal_chip();
    config.router = {.buffer_flits = 1, .hop_cycles = 100, .link_cycles = 0};
    check_shortest_tick(config);
}
TEST_CASE("block: chip: the shortest tick is right: slow links, one buffer") {
    chip_config config = many_core_chip();
    config.router = {.buffer_flits = 1, .hop_cycles = 1, .link_cycles = 100};
    check_shortest_tick(config);
}
TEST_CASE("block: chip: the shortest tick is right: slow routers, links and reads") {
    chip_config config = many_core_chip();
    config.router = {.buffer_flits = 4, .hop_cycles = 30, .link_cycles = 40};
    config.device.t_read_s = 1e-6;
    check_shortest_tick(config);
}

TEST_CASE("block: chip: a decision is over when its time is, however late its answer") {
    // Silence is answered at the deadline; the tag of that answer still belongs to the decision.
    quiet_kernel quiet;
    chip_config config = ideal_chip();
    config.router.hop_cycles = 10;
    config.router.link_cycles = 10;
    chip hardware("chip", config, 100, false);
    rule_config rule = test::rule();
    rule.weight_initial = 0;
    const grid_map map(10, 10);
    chip_decider agent(hardware, rule, map, 1, nullptr);
    agent.decide({55, 0});
    agent.outcome(false);
    REQUIRE(agent.last().trace.spikes == 0);
    CHECK(count_of(agent.last().activity, activity::learning_sram_write) == 2);
    CHECK_NOTHROW(hardware.load(build_image(rule, map, config, 2)));
}

TEST_CASE("block: chip: loading a busy chip is refused or leaves nothing of the past behind") {
    quiet_kernel quiet;
    chip hardware("chip", ideal_chip(), 100, false);
    const maze task = generate_maze(10, 10, 0.2, 1);
    const rule_config rule = test::rule();
    {
        chip_decider agent(hardware, rule, task.map, 1, nullptr);
        for (cell_index cell = 0; cell < 7; ++cell) {
            agent.decide({cell, 0});
            agent.outcome(false);
        }
        hardware.write_register(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_REWARD);
        hardware.run_ticks(1);  // the writes take several ticks
        REQUIRE((hardware.read_register(MEMGLIA_NAV_STATUS) & MEMGLIA_NAV_STATUS_BUSY) != 0);
    }
    bool refused = false;
    try {
        hardware.load(build_image(rule, task.map, hardware.config(), 1));
    } catch (const error&) {
        refused = true;
    }
    if (!refused) {
        lockstep both(hardware, rule, task.map, 1);
        run_until_different(both, task, 3);
        CHECK_FALSE(both.difference);
    }
}

TEST_CASE("block: chip: a packet that never arrives is named as one") {
    quiet_kernel quiet;
    chip hardware("chip", ideal_chip(), 100, false);
    hardware.load(build_image({}, grid_map(10, 10), hardware.config(), 1));
    hardware.run_ticks(1);
    ++hardware.context().packets_sent;
    CHECK_THROWS_MATCHES(hardware.run_ticks(1), internal_error,
                         Catch::Message("spike_router: a packet was lost or doubled: 1 sent, 0 "
                                        "received, 0 under way"));
}
