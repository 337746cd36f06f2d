#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "rtl_models/navigation/navigation_packets.hpp"
#include "testbenches/block/chip_bench.hpp"

// The whole chip where rewards come and go, against the fixed-point reference and by hand.
using namespace memglia;

namespace {

std::string text(const std::optional<trace_difference>& d) {
    return d ? d->block + "." + d->signal + ": expected " + d->expected + ", found " + d->found
             : "no difference";
}

struct schedule {
    std::uint64_t mazes = 20;
    std::uint64_t first_seed = 1;
    int rounds = 3;           ///< of all places
    int each = 2;             ///< episodes at one place before the goal moves
    bool start_at_a = false;  ///< while the goal is at B
    bool third_place = false;
};

struct told {
    std::uint64_t recalls = 0;
    std::uint64_t decisions = 0;
    std::uint64_t potentiating = 0;  ///< recalls with a wave packet that potentiates
};

/// One chip, several mazes of 8 x 8, A/B/A/B or A/B/C/A/B/C; every decision's trace and pulses are
/// compared.
told check(const chip_config& config, rule_config rule, const schedule& plan,
           bool vary_rule = false) {
    quiet_kernel quiet;
    chip hardware("chip", config, 64, false);
    std::vector<packet_event> sent;
    hardware.context().log = &sent;
    told all;
    for (std::uint64_t seed = plan.first_seed; seed < plan.first_seed + plan.mazes; ++seed) {
        if (vary_rule) {
            rule.wave_over = seed % 2 == 0 ? wave_cells::sensed : wave_cells::visited;
            rule.wave_reach_cells = static_cast<std::uint32_t>(seed % 8);
            rule.reward_memory = static_cast<std::uint32_t>(1 + seed / 2 % 3);
        }
        const maze at_a = generate_maze(8, 8, 0.2, seed);
        const maze at_b = move_goal(at_a, seed);
        const maze from_a = make_maze(at_a.map, at_a.goal, at_b.goal);
        const maze at_c = move_goal(at_a, 1000 + seed);
        std::vector<const maze*> tasks{&at_a, plan.start_at_a ? &from_a : &at_b};
        if (plan.third_place) tasks.push_back(&at_c);
        lockstep both(hardware, rule, at_a.map, 100 + seed);
        for (int round = 0; round < plan.rounds; ++round) {
            for (const maze* task : tasks) {
                sent.clear();
                run_until_different(both, *task, plan.each);
                INFO("maze " << seed << ", round " << round << ", decision " << both.decisions);
                REQUIRE(text(both.difference) == "no difference");
                bool recalled = false;
                for (const auto& e : sent) {
                    if (e.content.kind == navigation_kind::recall) {
                        recalled = true;
                        ++all.recalls;
                    } else if (recalled && e.content.kind == navigation_kind::wave) {
                        recalled = false;
                        if ((e.content.payload & 15U) != 0) ++all.potentiating;
                    }
                }
            }
        }
        all.decisions += both.decisions;
    }
    CHECK(hardware.write_failures() == 0);
    CHECK(all.decisions > plan.mazes * 10);
    return all;
}

// A corridor on the chip, through its registers; the ends leave no choice but one.
struct corridor {
    corridor(std::uint32_t places, std::uint32_t memory)
        : map(places, 1), hardware("chip", ideal_chip(), places, false) {
        rule_config rule;
        rule.reward_memory = memory;
        hardware.load(build_image(rule, map, hardware.config(), 1));
    }
    void command(std::uint32_t value) {
        hardware.write_register(MEMGLIA_NAV_CONTROL, value);
        int ticks = 0;
        while ((hardware.read_register(MEMGLIA_NAV_STATUS) & MEMGLIA_NAV_STATUS_BUSY) != 0) {
            hardware.run_ticks(1);
            if (++ticks > 1000) FAIL("busy for ever");
        }
    }
    /// The weights that a decision at this place was taken from.
    std::array<std::int32_t, 4> decide(std::uint32_t place) {
        hardware.write_register(MEMGLIA_NAV_PLACE, place);
        hardware.write_register(MEMGLIA_NAV_CONTACTS, map.contacts(place));
        command(MEMGLIA_NAV_CONTROL_DECIDE);
        return hardware.core(hardware.floorplan().core_of(place)).last().weight_level;
    }
    /// A trial from one place beside the goal to it, over the others; rewarded where it ends.
    void rewarded_trial(std::initializer_list<std::uint32_t> places) {
        command(MEMGLIA_NAV_CONTROL_EPISODE);
        for (const std::uint32_t place : places) decide(place);
        command(MEMGLIA_NAV_CONTROL_REWARD);
    }

    quiet_kernel quiet;
    grid_map map;
    chip hardware;
};

using four = std::array<std::int32_t, 4>;

}  // namespace

TEST_CASE("block: chip recall: lockstep over A/B/A/B, 20 mazes of 8 x 8") {
    const told all = check(ideal_chip(), {}, {});
    CAPTURE(all.recalls, all.potentiating, all.decisions);
    CHECK(all.recalls > 40);
    CHECK(all.potentiating > 20);
}

TEST_CASE("block: chip recall: lockstep with every memory, reach and priming") {
    const told all = check(ideal_chip(), {}, {.mazes = 24, .first_seed = 300}, true);
    CAPTURE(all.recalls, all.potentiating, all.decisions);
    CHECK(all.recalls > 40);
    CHECK(all.potentiating > 20);
}

TEST_CASE("block: chip recall: lockstep over A/B/C, where waves come from two places at once") {
    rule_config rule;
    rule.reward_memory = 3;
    rule.weight_max = 15;  // so that a source that learned from itself would show
    const told all =
        check(ideal_chip(), rule, {.mazes = 12, .first_seed = 700, .each = 3, .third_place = true});
    CHECK(all.potentiating > 40);
}

TEST_CASE("block: chip recall: lockstep on two cores, buffers of one flit, slow links") {
    chip_config config = many_core_chip();
    config.router = {.buffer_flits = 1, .hop_cycles = 2, .link_cycles = 3};
    const told all = check(config, {}, {.mazes = 5, .first_seed = 400});
    CHECK(all.recalls > 10);
}

TEST_CASE("block: chip recall: lockstep where each trial starts at the place found empty") {
    const told all = check(ideal_chip(), {}, {.mazes = 8, .first_seed = 500, .start_at_a = true});
    // Two episodes in each round start at A, of which each finds it empty: memory 2.
    CHECK(all.recalls >= 8 * 3 * 2);
    CHECK(all.potentiating > 8);
}

TEST_CASE("block: chip recall: lockstep with an astrocyte a synapse") {
    rule_config rule;
    rule.astrocyte_per = astrocyte_extent::synapse;
    const told all = check(ideal_chip(), rule, {.mazes = 5, .first_seed = 600});
    CHECK(all.recalls > 10);
}

TEST_CASE("block: chip recall: B is found empty and all of a corridor leads back to A") {
    constexpr four untouched{4, 4, 4, 4};
    constexpr four eastwards{4, 6, 4, 4};
    constexpr four westwards{4, 4, 4, 6};
    // A is 1, reached from the west end; B is 5, reached from the east end.
    corridor c(7, 2);
    c.rewarded_trial({2, 3, 4, 0});
    c.command(MEMGLIA_NAV_CONTROL_EPISODE);
    for (const std::uint32_t place : {2U, 3U, 4U, 5U, 6U}) CHECK(c.decide(place) == westwards);
    CHECK(c.decide(0) == eastwards);
    // A is empty and there is no other: nothing is left. B is found.
    c.rewarded_trial({1, 2, 3, 4, 6});
    c.command(MEMGLIA_NAV_CONTROL_EPISODE);
    for (const std::uint32_t place : {0U, 2U, 3U, 4U}) CHECK(c.decide(place) == eastwards);
    CHECK(c.decide(6) == westwards);
    // B is empty.
    const auto pulses = c.hardware.write_pulses();
    CHECK(c.decide(5) == untouched);
    CHECK(c.hardware.write_pulses() > pulses);
    for (const std::uint32_t place : {2U, 3U, 4U, 5U, 6U}) CHECK(c.decide(place) == westwards);
    CHECK(c.decide(0) == eastwards);
    // A, too; it still leads to where B was, as its wave taught it: a source learns nothing.
    CHECK(c.decide(1) == eastwards);
    for (const std::uint32_t place : {0U, 1U, 2U, 3U, 4U, 5U, 6U}) {
        CHECK(c.decide(place) == untouched);
    }
    // One is left of B, none of A.
    c.command(MEMGLIA_NAV_CONTROL_EPISODE);
    const auto before = c.hardware.write_pulses();
    c.decide(1);
    CHECK(c.hardware.write_pulses() == before);
    c.decide(5);  // depresses what is low already
    CHECK(c.decide(3) == untouched);
}
