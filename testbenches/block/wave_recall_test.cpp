#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <vector>

#include "base/random.hpp"
#include "rtl_models/navigation/wave_array.hpp"
#include "snan/astrocyte_wave.hpp"
#include "snan/mapping/image_builder.hpp"
#include "snan/maze_generator.hpp"
#include "testbenches/support/wave_firings.hpp"
#include "testbenches/support/wave_oracle.hpp"

// The array of sites where rewards are missed: against the science's wave, and dead sites against
// the automaton.
using namespace memglia;
using test::firings;
using test::image_of;
using test::of;

namespace {

rule_config recall_rule(bool sensed, std::uint32_t reach, std::uint32_t memory) {
    rule_config r;
    r.wave_over = sensed ? wave_cells::sensed : wave_cells::visited;
    r.wave_reach_cells = reach;
    r.reward_memory = memory;
    return r;
}

}  // namespace

TEST_CASE("block: wave recall: equals the astrocytes' wave over random lives, bit for bit") {
    std::size_t steps = 0;
    std::size_t redirected = 0;
    std::size_t depressed = 0;
    for (std::uint64_t seed = 1; seed <= 64; ++seed) {
        random_stream random(seed, "test", "wave recall");
        const auto reach = static_cast<std::uint32_t>(seed % 8);
        const bool sensed = seed / 8 % 2 == 1;
        const std::uint32_t memory = 1 + random.below(3);
        const maze task =
            generate_maze(4 + random.below(9), 4 + random.below(9), 0.05 * random.below(7), seed);
        const rule_config rule = recall_rule(sensed, reach, memory);
        ledger book;
        wave_array array(book);
        const chip_image image = image_of(rule, task.map);
        array.load(image, std::vector<std::uint8_t>(image.astrocytes, 0));
        astrocyte_wave wave(rule, task.map);
        // Contacts as the maze has them, in every fourth life with noise; rewards at a few places
        // that are visited again and again.
        const bool noisy = seed % 4 == 0;
        std::vector<cell_index> goals;
        for (int i = 0; i < 4; ++i) goals.push_back(random.below(task.map.cells()));
        cell_index cell = task.start;
        for (int step = 0; step < 400; ++step, ++steps) {
            CAPTURE(seed, step, cell);
            contact_bits contacts = task.map.contacts(cell);
            if (noisy) contacts = static_cast<contact_bits>(contacts ^ (1U << random.below(16)));
            contacts = static_cast<contact_bits>(contacts & 15U);
            array.sense(cell, contacts);
            wave.sense({cell, contacts});
            const bool missed = wave.misses_reward(cell);
            REQUIRE(array.misses_reward(cell) == missed);
            if (missed) {
                const auto found = array.recall(cell);
                const auto expected = wave.recall(cell);
                REQUIRE(found.potentiates == expected.potentiates);
                REQUIRE(of(found.firings) == of(expected.arrivals));
                ++(found.potentiates ? redirected : depressed);
            }
            if (random.below(20) == 0) {
                const cell_index goal = random.below(3) == 0 ? cell : goals[random.below(4)];
                REQUIRE(of(array.reward(goal)) == of(wave.reward(goal)));
            }
            if (random.below(30) == 0) {
                array.rest();
                wave.begin_episode();
            }
            const direction a = all_directions[random.below(4)];
            if (random.below(6) == 0) {
                cell = goals[random.below(4)];
            } else if ((task.map.contacts(cell) & contact_bit(a)) == 0) {
                if (const auto next = task.map.neighbour(cell, a)) cell = *next;
            }
        }
    }
    CAPTURE(redirected, depressed);
    CHECK(steps == 25'600);
    CHECK(redirected > 1000);
    CHECK(depressed > 200);
}

TEST_CASE("block: wave recall: recalls at random, whether or not anything was missed") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        random_stream random(seed, "test", "wave recall calls");
        const grid_map map(1 + random.below(8), 1 + random.below(8));
        const rule_config rule =
            recall_rule(random.below(2) == 1, random.below(8), random.below(4));
        ledger book;
        wave_array array(book);
        const chip_image image = image_of(rule, map);
        array.load(image, std::vector<std::uint8_t>(image.astrocytes, 0));
        astrocyte_wave wave(rule, map);
        for (int step = 0; step < 60; ++step) {
            CAPTURE(seed, step);
            const cell_index cell = random.below(map.cells());
            switch (random.below(6)) {
                case 0:
                    REQUIRE(of(array.reward(cell)) == of(wave.reward(cell)));
                    break;
                case 1:
                    REQUIRE(array.misses_reward(cell) == wave.misses_reward(cell));
                    break;
                case 2: {
                    const auto found = array.recall(cell);
                    const auto expected = wave.recall(cell);
                    REQUIRE(found.potentiates == expected.potentiates);
                    REQUIRE(of(found.firings) == of(expected.arrivals));
                    break;
                }
                case 3:
                    if (random.below(3) != 0) break;
                    array.rest();
                    wave.begin_episode();
                    break;
                default: {
                    const auto contacts =
                        static_cast<contact_bits>(random.below(16) & random.below(16));
                    array.sense(cell, contacts);
                    wave.sense({cell, contacts});
                }
            }
        }
    }
}

TEST_CASE("block: wave recall: a dead place is remembered, fires alone and is not heard") {
    // 0 1 2 3 4: 0 is alive and remembered, 2 is dead and remembered, 4 is found empty.
    const rule_config rule = recall_rule(true, 7, 1);
    const chip_image image = image_of(rule, grid_map(5, 1));
    ledger book;
    wave_array array(book);
    array.load(image, {0, 0, 1, 0, 0});
    for (const std::uint32_t place : {0U, 2U, 4U}) array.reward(place);
    REQUIRE(array.misses_reward(4));
    const auto at_4 = array.recall(4);
    CHECK(at_4.potentiates);
    // 1 hears 0 and not 2; nothing gets past 2.
    CHECK(of(at_4.firings) == firings{{0, 0, 0}, {2, 0, 0}, {1, 0b1000, 1}});
    // Missed at 2 itself: 0 is left, and its wave does not get there.
    CHECK(array.misses_reward(2));
    const auto at_2 = array.recall(2);
    CHECK(at_2.potentiates);
    CHECK(of(at_2.firings) == firings{{0, 0, 0}, {1, 0b1000, 1}});
    // None is left: from the dead place, alone.
    CHECK(array.misses_reward(0));
    const auto alone = array.recall(2);
    CHECK_FALSE(alone.potentiates);
    CHECK(of(alone.firings) == firings{{2, 0, 0}});
}

TEST_CASE("block: wave recall: with dead sites it equals the automaton after any history") {
    std::size_t dead_sources = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        random_stream random(seed, "test", "dead recalls");
        const grid_map map(2 + random.below(7), 2 + random.below(7));
        const bool sensed = random.below(2) == 1;
        const rule_config rule = recall_rule(sensed, random.below(8), 1 + random.below(3));
        const chip_image image = image_of(rule, map);
        test::wave_oracle oracle(map, sensed, rule.wave_reach_cells, rule.reward_memory);
        const std::vector<std::uint8_t> dead = test::kill_some(oracle, random);
        ledger book;
        wave_array array(book);
        array.load(image, dead);
        for (int step = 0; step < 150; ++step) {
            CAPTURE(seed, step);
            const cell_index cell = random.below(map.cells());
            const auto contacts = static_cast<contact_bits>(random.below(16) & random.below(16));
            array.sense(cell, contacts);
            oracle.sense(cell, contacts);
            const bool missed = oracle.misses_reward(cell);
            REQUIRE(array.misses_reward(cell) == missed);
            if (missed) {
                const auto expected = oracle.recall(cell);
                const auto found = array.recall(cell);
                REQUIRE(found.potentiates == expected.potentiates);
                REQUIRE(of(found.firings) == expected.firings);
                for (const auto& f : expected.firings) {
                    if (f.time == 0 && dead[f.cell] != 0) ++dead_sources;
                }
            }
            if (random.below(8) == 0) {
                const cell_index goal = random.below(map.cells());
                REQUIRE(of(array.reward(goal)) == oracle.reward(goal));
            }
            if (random.below(10) == 0) {
                array.rest();
                oracle.begin_episode();
            }
        }
    }
    CHECK(dead_sources > 100);
}

TEST_CASE("block: wave recall: loading forgets traces, what is known and what was missed") {
    const rule_config rule = recall_rule(false, 0, 3);
    const chip_image image = image_of(rule, grid_map(4, 1));
    ledger book;
    wave_array array(book);
    array.load(image, {0, 0, 0, 0});
    for (std::uint32_t place = 0; place < 4; ++place) array.sense(place, 0b0101);
    array.reward(1);
    array.reward(3);
    CHECK(array.misses_reward(1));
    array.load(image, {0, 0, 0, 0});
    CHECK_FALSE(array.misses_reward(1));
    CHECK_FALSE(array.misses_reward(3));
    const auto recalled = array.recall(0);
    CHECK_FALSE(recalled.potentiates);
    CHECK(recalled.firings.size() == 1);
    array.reward(1);
    CHECK(array.misses_reward(1));
}
