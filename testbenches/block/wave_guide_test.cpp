#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "rtl_models/navigation/wave_array.hpp"
#include "snan/astrocyte_wave.hpp"
#include "testbenches/block/chip_bench.hpp"
#include "testbenches/support/wave_firings.hpp"
#include "testbenches/support/wave_oracle.hpp"

// Waves that guide: the array of sites, the science's wave and an automaton that shares no code
// with them; then the chip against the fixed-point reference, gates that come late included.
using namespace memglia;
using test::image_of;
using test::wave_oracle;

namespace {

rule_config guided_rule(std::uint32_t reach = 2) {
    rule_config rule;
    rule.exploration = wave_exploration::wave;
    rule.wave_reach_cells = reach;
    return rule;
}

std::uint64_t flip_flops(ledger& book) {
    const activity_record booked = book.close(0);
    book.open(0);
    return booked.counts[static_cast<std::size_t>(activity::astrocyte_flip_flop)];
}

// A corridor that winds through the whole map: every second row is wall but for one end.
grid_map winding(std::uint32_t width, std::uint32_t height) {
    grid_map map(width, height);
    for (std::uint32_t y = 1; y < height; y += 2) {
        const std::uint32_t gap = y % 4 == 1 ? width - 1 : 0;
        for (std::uint32_t x = 0; x < width; ++x) map.set_free(map.cell_at(x, y), x == gap);
    }
    return map;
}

}  // namespace

TEST_CASE("block: guiding wave: array, science and automaton agree on random walks") {
    std::size_t guided = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        random_stream random(seed, "test", "guiding wave");
        const std::uint32_t width = 3 + random.below(10);
        const std::uint32_t height = 3 + random.below(10);
        const maze task = generate_maze(width, height, 0.05 * random.below(7), seed);
        const rule_config rule = guided_rule(random.below(4));
        ledger book;
        wave_array array(book);
        const chip_image image = image_of(rule, task.map);
        array.load(image, std::vector<std::uint8_t>(image.astrocytes, 0));
        astrocyte_wave wave(rule, task.map);
        wave_oracle oracle(task.map, true, rule.wave_reach_cells, rule.reward_memory);
        cell_index cell = task.start;
        for (std::uint32_t step = 0; step < 4 * task.map.cells(); ++step) {
            const contact_bits contacts = task.map.contacts(cell);
            array.sense(cell, contacts);
            wave.sense({cell, contacts});
            oracle.sense(cell, contacts);
            const contact_bits way = oracle.guide(cell);
            CAPTURE(seed, step, cell);
            REQUIRE(wave.guide(cell) == way);
            REQUIRE(array.guide(cell).from == way);
            if (way != 0) ++guided;
            const bool missed = oracle.misses_reward(cell);
            REQUIRE(wave.misses_reward(cell) == missed);
            REQUIRE(array.misses_reward(cell) == missed);
            if (missed) {
                oracle.recall(cell);
                wave.recall(cell);
                array.recall(cell);
            }
            if (random.below(40) == 0) {
                oracle.reward(cell);
                wave.reward(cell);
                array.reward(cell);
                oracle.begin_episode();
                wave.begin_episode();
                array.rest();
                cell = task.start;
                continue;
            }
            const direction a = all_directions[random.below(4)];
            if ((contacts & contact_bit(a)) == 0) cell = *task.map.neighbour(cell, a);
        }
    }
    CHECK(guided > 1000);
}

TEST_CASE("block: guiding wave: a corridor's length in cycles, eight flip-flops a site") {
    const grid_map map(8, 1);
    ledger book;
    book.open(0);
    wave_array array(book);
    const chip_image image = image_of(guided_rule(), map);
    array.load(image, std::vector<std::uint8_t>(image.astrocytes, 0));
    // From the middle to the western end: the nearest unvisited site is 4, sensed free from 3.
    for (const std::uint32_t place : {3U, 2U, 1U, 0U}) array.sense(place, map.contacts(place));
    flip_flops(book);
    const auto guided = array.guide(0);
    CHECK(guided.from == contact_bit(direction::east));
    CHECK(guided.cycles == 4);
    // Sites 4 to 0 fire in turn and 5 is not known: five sites, and four bits that say from where.
    CHECK(flip_flops(book) == 5 * 8 + 4);
    // Where a side is fresh there is no wave: a cycle, three additions and the four bits.
    array.sense(4, map.contacts(4));
    flip_flops(book);
    const auto beside = array.guide(4);
    CHECK(beside.from == contact_bit(direction::east));
    CHECK(beside.cycles == 1);
    const activity_record booked = book.close(0);
    CHECK(booked.counts[static_cast<std::size_t>(activity::astrocyte_flip_flop)] == 4);
    CHECK(booked.counts[static_cast<std::size_t>(activity::astrocyte_add)] == 3);
}

TEST_CASE("block: guiding wave: to a remembered place before the unvisited, and not to itself") {
    const grid_map map(7, 1);
    astrocyte_wave wave(guided_rule(), map);
    for (const cell_index c : {3U, 4U, 5U}) wave.sense({c, map.contacts(c)});
    wave.reward(6);
    wave.begin_episode();
    for (const cell_index c : {3U, 2U, 4U, 3U}) wave.sense({c, map.contacts(c)});
    // 1 (by 2) and 5 (by 4) are equally near and unvisited; the reward was in the east.
    CHECK(wave.guide(3) == contact_bit(direction::east));
    astrocyte_wave naive(guided_rule(), map);
    for (const cell_index c : {3U, 2U, 4U, 3U}) naive.sense({c, map.contacts(c)});
    CHECK(naive.guide(3) == (contact_bit(direction::east) | contact_bit(direction::west)));
    // At the remembered place itself its reward is missing: the wave starts elsewhere.
    for (const cell_index c : {5U, 6U}) wave.sense({c, map.contacts(c)});
    CHECK(wave.guide(6) == contact_bit(direction::west));
}

// A room of 3 x 3 entered in the middle of its north side: corners have one fresh neighbour, the
// centre two.
TEST_CASE("block: guiding wave: no pocket is left behind") {
    const grid_map map(3, 3);
    astrocyte_wave wave(guided_rule(), map);
    for (const cell_index c : {1U, 0U, 1U}) wave.sense({c, map.contacts(c)});
    // Fresh: 2 with nothing fresh beside it; 3; 4, beside 3.
    CHECK(wave.guide(1) == contact_bit(direction::east));
}

TEST_CASE("block: guiding wave: a wall that was not known calls for the wave, weights else lead") {
    grid_map map(5, 3);
    astrocyte_wave wave(guided_rule(), map);
    for (const cell_index c : {0U, 1U, 2U, 3U}) wave.sense({c, map.contacts(c)});
    wave.reward(4);
    wave.begin_episode();
    wave.sense({5, map.contacts(5)});
    CHECK(wave.guide(5) == 0);
    map.set_free(7, false);
    wave.sense({6, map.contacts(6)});
    CHECK(wave.guide(6) == contact_bit(direction::north));
    // It is forgotten with the episode.
    wave.begin_episode();
    wave.sense({6, map.contacts(6)});
    CHECK(wave.guide(6) == 0);
}

TEST_CASE("block: guiding wave: the chip equals the fixed-point reference") {
    quiet_kernel quiet;
    chip hardware("chip", ideal_chip(), 196, false);
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const maze task = generate_maze(14, 14, 0.2, seed);
        lockstep both(hardware, guided_rule(), task.map, 100 + seed);
        run_until_different(both, task, 4);
        INFO("maze " << seed << ", decision " << both.decisions);
        REQUIRE_FALSE(both.difference);
    }
}

// A wave of up to 300 cells against a tick of 100 cycles: contacts wait in the neurons for a row
// that is read ticks later.
TEST_CASE("block: guiding wave: gates that come ticks later change no decision") {
    quiet_kernel quiet;
    chip_config config = ideal_chip();
    config.tick_s = 200e-9;
    const grid_map map = winding(25, 25);
    chip hardware("chip", config, map.cells(), false);
    const maze task = make_maze(map, map.cell_at(12, 12), map.cell_at(0, 0));
    std::uint32_t latest = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {  // half of them try the dead end first
        lockstep both(hardware, guided_rule(), task.map, seed);
        both.begin_episode();
        cell_index cell = task.start;
        for (int step = 0; step < 700 && cell != task.goal; ++step) {
            const observation seen{cell, task.map.contacts(cell)};
            const direction action = both.decide(seen);
            latest = std::max(latest, hardware.controller().controller().late_ticks());
            if ((seen.contacts & contact_bit(action)) == 0) {
                cell = *task.map.neighbour(cell, action);
            }
            both.outcome(cell == task.goal);
            REQUIRE_FALSE(both.difference);
        }
        CHECK(cell == task.goal);
    }
    CHECK(latest >= 2);
}
