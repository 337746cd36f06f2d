#include "rtl_models/navigation/wave_array.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <vector>

#include "base/random.hpp"
#include "snan/astrocyte_wave.hpp"
#include "snan/mapping/image_builder.hpp"
#include "snan/maze_generator.hpp"
#include "testbenches/support/rtl_samples.hpp"
#include "testbenches/support/wave_firings.hpp"
#include "testbenches/support/wave_oracle.hpp"

// The hardware's array of sites against the science's wave: same places, same sides, same times.
using namespace memglia;
using test::firings;
using test::image_of;
using test::of;

namespace {

rule_config wave_rule(bool sensed, std::uint32_t reach) {
    rule_config r;
    r.wave_over = sensed ? wave_cells::sensed : wave_cells::visited;
    r.wave_reach_cells = reach;
    return r;
}

}  // namespace

TEST_CASE("block: wave array: equals the astrocytes' wave on mazes walked at random") {
    std::size_t waves = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        random_stream random(seed, "test", "wave array");
        const std::uint32_t width = 3 + random.below(12);
        const std::uint32_t height = 3 + random.below(12);
        const maze task = generate_maze(width, height, 0.05 * random.below(7), seed);
        const rule_config rule = wave_rule(random.below(2) == 1, random.below(8));
        ledger book;
        wave_array array(book);
        const chip_image image = image_of(rule, task.map);
        array.load(image, std::vector<std::uint8_t>(image.astrocytes, 0));
        astrocyte_wave wave(rule, task.map);
        cell_index cell = task.start;
        for (int i = 0; i < 12; ++i) {
            const std::uint32_t steps = random.below(3 * task.map.cells());
            for (std::uint32_t step = 0; step < steps; ++step) {
                const contact_bits contacts = task.map.contacts(cell);
                array.sense(cell, contacts);
                wave.sense({cell, contacts});
                const direction a = all_directions[random.below(4)];
                if ((contacts & contact_bit(a)) == 0) cell = *task.map.neighbour(cell, a);
            }
            if (random.below(3) == 0) {
                array.rest();
                wave.begin_episode();
                cell = task.start;
            }
            const cell_index source = random.below(2) == 0 ? cell : random.below(task.map.cells());
            CAPTURE(seed, i, source);
            REQUIRE(of(array.reward(source)) == of(wave.reward(source)));
            ++waves;
        }
    }
    CHECK(waves == 3600);
}

TEST_CASE("block: wave array: equals it, whatever contacts are felt") {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        random_stream random(seed, "test", "wave array noise");
        const grid_map map(1 + random.below(10), 1 + random.below(10));
        const rule_config rule = wave_rule(random.below(2) == 1, random.below(8));
        ledger book;
        wave_array array(book);
        const chip_image image = image_of(rule, map);
        array.load(image, std::vector<std::uint8_t>(image.astrocytes, 0));
        astrocyte_wave wave(rule, map);
        for (int i = 0; i < 8; ++i) {
            const std::uint32_t senses = random.below(2 * map.cells());
            for (std::uint32_t k = 0; k < senses; ++k) {
                const cell_index cell = random.below(map.cells());
                const auto contacts =
                    static_cast<contact_bits>(random.below(16) & random.below(16));
                array.sense(cell, contacts);
                wave.sense({cell, contacts});
            }
            if (random.below(5) == 0) {
                array.rest();
                wave.begin_episode();
            }
            const cell_index source = random.below(map.cells());
            CAPTURE(seed, i, source);
            REQUIRE(of(array.reward(source)) == of(wave.reward(source)));
        }
    }
}

TEST_CASE("block: wave array: dead sites neither prime nor conduct") {
    std::size_t dead_sources = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        random_stream random(seed, "test", "dead sites");
        const grid_map map(2 + random.below(9), 2 + random.below(9));
        const bool sensed = random.below(2) == 1;
        const rule_config rule = wave_rule(sensed, random.below(8));
        const chip_image image = image_of(rule, map);
        test::wave_oracle oracle(map, sensed, rule.wave_reach_cells);
        const std::vector<std::uint8_t> dead = test::kill_some(oracle, random);
        ledger book;
        wave_array array(book);
        array.load(image, dead);
        for (int i = 0; i < 8; ++i) {
            const std::uint32_t senses = random.below(2 * map.cells());
            for (std::uint32_t k = 0; k < senses; ++k) {
                const cell_index cell = random.below(map.cells());
                const auto contacts =
                    static_cast<contact_bits>(random.below(16) & random.below(16));
                array.sense(cell, contacts);
                oracle.sense(cell, contacts);
            }
            const cell_index source = random.below(map.cells());
            if (dead[source] != 0) ++dead_sources;
            CAPTURE(seed, i, source);
            REQUIRE(of(array.reward(source)) == oracle.reward(source));
            if (random.below(4) == 0) {
                array.rest();
                oracle.begin_episode();
            }
        }
    }
    CHECK(dead_sources > 100);  // they fire, alone
}

TEST_CASE("block: wave array: a region's dead astrocyte silences all its places") {
    rule_config rule = wave_rule(false, 7);
    rule.region_width_cells = 2;
    const grid_map map(8, 1);
    const chip_image image = image_of(rule, map);
    REQUIRE(image.astrocytes == 4);
    ledger book;
    wave_array array(book);
    array.load(image, {0, 0, 1, 0});
    const auto all = of(array.reward(0));
    CHECK(all == firings{{0, 0, 0}, {1, 8, 1}, {2, 8, 2}, {3, 8, 3}});
    array.load(image, {0, 0, 0, 0});
    CHECK(array.reward(0).size() == 8);
}

TEST_CASE("block: wave array: it books what flips, and nothing for looking") {
    rule_config rule = wave_rule(false, 0);
    const chip_image image = image_of(rule, grid_map(4, 1));
    ledger book;
    wave_array array(book);
    array.load(image, {0, 0, 0, 0});
    const auto flips = [&book](const auto& action) {
        book.open(0);
        action();
        const auto record = book.close(0);
        std::uint64_t all = 0;
        for (const auto n : record.counts) all += n;
        CHECK(all == count_of(record, activity::astrocyte_flip_flop));
        return all;
    };
    CHECK(flips([&] { array.sense(1, 0b0101); }) == 3);  // primed, known, not closed
    CHECK(flips([&] { array.sense(1, 0b0101); }) == 0);  // is so already
    CHECK(flips([&] { array.sense(1, 0b0111); }) == 3);  // 2 is closed
    CHECK(flips([&] { array.sense(1, 0b0111); }) == 0);
    CHECK(flips([&] { array.sense(1, 0b0101); }) == 1);  // and open again
    // The trace; a firing: fired, three of beyond, four of from, and an address event.
    CHECK(flips([&] { CHECK(array.reward(0).size() == 2); }) == 2 + 2 * (8 + 2));
    CHECK(flips([&] { CHECK_FALSE(array.misses_reward(1)); }) == 0);
    CHECK(flips([&] { CHECK(array.misses_reward(0)); }) == 3);  // missed, and the trace
    CHECK(flips([&] { CHECK_FALSE(array.misses_reward(0)); }) == 0);
    CHECK(flips([&] { CHECK(array.recall(0).firings.size() == 2); }) == 2 * (8 + 2));
    // Rest takes back what is short-lived: 1 was primed, 0 missed its reward.
    CHECK(flips([&] { array.rest(); }) == 2);
    CHECK(flips([&] { array.rest(); }) == 0);
    // Known, but primed anew: by a recall one bit for 1, by a visit three.
    CHECK(flips([&] { array.recall(0); }) == 1 + 2 * (8 + 2));
    CHECK(flips([&] { array.rest(); }) == 1);
    CHECK(flips([&] { array.sense(1, 0b0101); }) == 3);
}

TEST_CASE("block: wave array: where contacts prime, every open side flips as a visit does") {
    const chip_image image = image_of(wave_rule(true, 0), grid_map(4, 1));
    ledger book;
    wave_array array(book);
    array.load(image, {0, 0, 0, 0});
    const auto flips = [&book, &array](std::uint8_t contacts) {
        book.open(0);
        array.sense(1, contacts);
        return count_of(book.close(0), activity::astrocyte_flip_flop);
    };
    CHECK(flips(0b0101) == 9);  // 0, 1 and 2 become known
    CHECK(flips(0b0101) == 0);
    CHECK(flips(0b0111) == 3);  // 2 is closed
    CHECK(flips(0b0101) == 3);  // and open and known again
}
