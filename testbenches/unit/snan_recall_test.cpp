#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/random.hpp"
#include "snan/astrocyte_wave.hpp"
#include "snan/maze_generator.hpp"
#include "testbenches/support/wave_oracle.hpp"

// What happens where a reward is missing: traces, what is known, and waves from several places.
using namespace memglia;
using namespace memglia::test::came_from;
using memglia::test::wave_oracle;

namespace {

rule_config recall_rule(wave_cells over, std::uint32_t reach, std::uint32_t memory) {
    rule_config r;
    r.wave_over = over;
    r.wave_reach_cells = reach;
    r.reward_memory = memory;
    return r;
}

struct bench {
    grid_map map;
    astrocyte_wave wave;

    bench(grid_map m, wave_cells over, std::uint32_t reach, std::uint32_t memory)
        : map(m), wave(recall_rule(over, reach, memory), m) {}

    void visit(cell_index cell) { wave.sense({cell, map.contacts(cell)}); }
    void visit_all() {
        for (cell_index c = 0; c < map.cells(); ++c) {
            if (map.is_free(c)) visit(c);
        }
    }
};

using sides = std::map<cell_index, contact_bits>;

sides of(const std::vector<astrocyte_wave::arrival>& arrivals) {
    sides found;
    for (const auto& a : arrivals) CHECK(found.emplace(a.cell, a.from).second);
    return found;
}

// Moves to the nearest of these cells over free ones; written without a look at any wave: every
// cell asks its neighbours again and again, until nothing changes.
std::vector<std::optional<std::uint32_t>> distances(const grid_map& map,
                                                    const std::set<cell_index>& to) {
    std::vector<std::optional<std::uint32_t>> away(map.cells());
    for (const cell_index c : to) away[c] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (cell_index c = 0; c < map.cells(); ++c) {
            if (!map.is_free(c)) continue;
            for (const direction a : all_directions) {
                const auto next = map.neighbour(c, a);
                if (!next || !map.is_free(*next) || !away[*next]) continue;
                if (away[c] && *away[c] <= *away[*next] + 1) continue;
                away[c] = *away[*next] + 1;
                changed = true;
            }
        }
    }
    return away;
}

cell_index free_cell(const grid_map& map, random_stream& random) {
    for (;;) {
        const cell_index c = random.below(map.cells());
        if (map.is_free(c)) return c;
    }
}

}  // namespace

TEST_CASE("snan: recall: from two places at once, each cell towards the nearer") {
    // 0 to 6 in a row; 0 and 6 are remembered, 2 was found empty.
    bench b(grid_map(7, 1), wave_cells::visited, 0, 1);
    b.visit_all();
    b.wave.reward(0);
    b.wave.reward(6);
    b.wave.reward(2);
    REQUIRE(b.wave.misses_reward(2));
    const auto recalled = b.wave.recall(2);
    CHECK(recalled.potentiates);
    CHECK(of(recalled.arrivals) == sides{{0, 0},
                                         {1, from_west},
                                         {2, from_west},
                                         {3, from_west | from_east},
                                         {4, from_east},
                                         {5, from_east},
                                         {6, 0}});
    // The sources come first, the middle last, and everyone in between at its distance.
    std::vector<std::int64_t> steps;
    for (const auto& a : recalled.arrivals) steps.push_back(a.step);
    CHECK(steps == std::vector<std::int64_t>{0, 0, 1, 1, 2, 2, 3});
}

TEST_CASE("snan: recall: a source beside another hears nothing of it") {
    bench b(grid_map(4, 1), wave_cells::visited, 0, 1);
    b.visit_all();
    for (const cell_index c : {1U, 2U, 3U}) b.wave.reward(c);
    REQUIRE(b.wave.misses_reward(3));
    CHECK(of(b.wave.recall(3).arrivals) == sides{{0, from_east}, {1, 0}, {2, 0}, {3, from_west}});
}

TEST_CASE("snan: recall: on known mazes it draws all shortest ways to the nearest place") {
    std::size_t redirected = 0;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        random_stream random(seed, "test", "recall");
        const maze task =
            generate_maze(4 + random.below(9), 4 + random.below(9), 0.05 * random.below(7), seed);
        // Reach 7 or 0, primed or only known: where every wall was felt it makes no difference.
        bench b(task.map, seed % 2 == 0 ? wave_cells::visited : wave_cells::sensed, random.below(8),
                2);
        b.visit_all();
        std::set<cell_index> remembered;
        const std::uint32_t places = 1 + random.below(5);
        while (remembered.size() < places) remembered.insert(free_cell(task.map, random));
        for (const cell_index c : remembered) b.wave.reward(c);
        if (random.below(2) == 0) b.wave.begin_episode();
        // They are found empty one after the other, until none is left.
        while (!remembered.empty()) {
            auto which = remembered.begin();
            std::advance(which, random.below(static_cast<std::uint32_t>(remembered.size())));
            const cell_index here = *which;
            remembered.erase(which);
            CAPTURE(seed, here, remembered.size());
            REQUIRE(b.wave.misses_reward(here));
            const auto recalled = b.wave.recall(here);
            REQUIRE(recalled.potentiates == !remembered.empty());
            const auto sources = remembered.empty() ? std::set<cell_index>{here} : remembered;
            const auto away = distances(task.map, sources);
            std::size_t reached = 0;
            for (const auto& a : recalled.arrivals) {
                REQUIRE(away[a.cell].has_value());
                REQUIRE(a.step == *away[a.cell]);
                contact_bits nearer = 0;
                for (const direction d : all_directions) {
                    const auto next = task.map.neighbour(a.cell, d);
                    if (!next || !away[*next] || *away[*next] + 1 != *away[a.cell]) continue;
                    nearer = static_cast<contact_bits>(nearer | contact_bit(d));
                }
                REQUIRE(a.from == nearer);
            }
            for (const auto& d : away) reached += d ? 1U : 0U;
            REQUIRE(recalled.arrivals.size() == reached);
            redirected += recalled.potentiates ? 1U : 0U;
        }
    }
    CHECK(redirected > 200);
}

TEST_CASE("snan: recall: a reward is missed once an episode, until its trace is used up") {
    for (std::uint32_t memory = 0; memory <= 3; ++memory) {
        CAPTURE(memory);
        bench b(grid_map(3, 3), wave_cells::sensed, 2, memory);
        CHECK_FALSE(b.wave.misses_reward(4));
        b.wave.reward(4);
        for (std::uint32_t episode = 0; episode < 6; ++episode) {
            b.wave.begin_episode();
            CHECK(b.wave.misses_reward(4) == (episode < memory));
            CHECK_FALSE(b.wave.misses_reward(4));
            CHECK_FALSE(b.wave.misses_reward(5));
        }
        // Episodes in which nobody comes by do not count.
        b.wave.reward(4);
        for (int i = 0; i < 10; ++i) b.wave.begin_episode();
        CHECK(b.wave.misses_reward(4) == (memory > 0));
        // A reward fills the trace up to `memory` and no further.
        b.wave.reward(4);
        b.wave.reward(4);
        std::uint32_t missed = 0;
        for (int i = 0; i < 10; ++i) {
            b.wave.begin_episode();
            missed += b.wave.misses_reward(4) ? 1U : 0U;
        }
        CHECK(missed == memory);
    }
}

TEST_CASE("snan: recall: traces of several places count down by themselves") {
    bench b(grid_map(6, 1), wave_cells::visited, 7, 2);
    b.wave.reward(1);
    b.wave.reward(4);
    CHECK(b.wave.misses_reward(1));
    b.wave.begin_episode();
    CHECK(b.wave.misses_reward(1));  // 1 is forgotten now
    CHECK(b.wave.recall(1).potentiates);
    CHECK(b.wave.misses_reward(4));
    CHECK_FALSE(b.wave.recall(4).potentiates);
    b.wave.begin_episode();
    CHECK_FALSE(b.wave.misses_reward(1));
    // A place with a trace is no source in the episode in which it was missed, and one in the next.
    b.wave.reward(2);
    CHECK(b.wave.misses_reward(2));
    CHECK(of(b.wave.recall(2).arrivals).at(3) == from_east);  // from 4, which has one left
    CHECK(b.wave.misses_reward(4));                           // and now none
    CHECK_FALSE(b.wave.recall(4).potentiates);
    b.wave.begin_episode();
    b.wave.reward(5);
    CHECK(b.wave.misses_reward(5));
    const auto recalled = b.wave.recall(5);
    CHECK(recalled.potentiates);
    CHECK(of(recalled.arrivals).at(2) == 0);
    CHECK(of(recalled.arrivals).at(4) == from_west);
}

TEST_CASE("snan: recall: a forgotten place is no source, a refilled one is again") {
    bench b(grid_map(5, 1), wave_cells::visited, 7, 1);
    b.wave.reward(0);
    b.wave.reward(4);
    CHECK(b.wave.misses_reward(0));
    b.wave.begin_episode();
    CHECK(b.wave.misses_reward(4));
    auto recalled = b.wave.recall(4);
    CHECK_FALSE(recalled.potentiates);
    REQUIRE(!recalled.arrivals.empty());
    CHECK(recalled.arrivals.front().cell == 4);
    b.wave.reward(0);
    b.wave.reward(4);
    b.wave.begin_episode();
    CHECK(b.wave.misses_reward(4));
    CHECK(b.wave.recall(4).potentiates);
}

TEST_CASE("snan: recall: it runs over what is known, a reward over what is primed") {
    for (wave_cells over : {wave_cells::visited, wave_cells::sensed}) {
        const bool sensed = over == wave_cells::sensed;
        for (std::uint32_t reach = 0; reach <= 3; ++reach) {
            CAPTURE(over, reach);
            bench b(grid_map(20, 1), over, reach, 2);
            for (cell_index c = 0; c < 9; ++c) b.visit(c);
            const std::size_t known = sensed ? 10 : 9;
            CHECK(b.wave.reward(0).size() == known + reach);
            b.wave.begin_episode();
            CHECK(b.wave.reward(0).size() == 1 + reach);
            CHECK(b.wave.misses_reward(0));
            CHECK(b.wave.recall(0).arrivals.size() == known + reach);
            // Also after many episodes; and it primes for a reward that follows in the same one.
            for (int i = 0; i < 5; ++i) b.wave.begin_episode();
            CHECK(b.wave.misses_reward(0));
            CHECK(b.wave.recall(0).arrivals.size() == known + reach);
            CHECK(b.wave.reward(0).size() == known + reach);
            b.wave.begin_episode();
            CHECK(b.wave.reward(0).size() == 1 + reach);
        }
    }
}

TEST_CASE("snan: recall: a contact takes away that a cell is known, a visit gives it back") {
    bench b(grid_map(6, 1), wave_cells::visited, 0, 3);
    b.visit_all();
    b.wave.reward(0);
    const auto reached = [&b] {
        b.wave.begin_episode();
        CHECK(b.wave.misses_reward(0));
        return b.wave.recall(0).arrivals.size();
    };
    CHECK(reached() == 6);
    b.wave.sense({2, from_east | from_north | from_south});  // 3 is closed
    CHECK(reached() == 3);
    // Felt free again from 2, but not entered: open, and unknown.
    b.wave.sense({2, from_north | from_south});
    CHECK(reached() == 3);
    b.wave.reward(0);
    b.visit(3);
    CHECK(reached() == 6);
    bench passive(grid_map(6, 1), wave_cells::visited, 1, 3);
    passive.visit_all();
    passive.wave.sense({2, from_east | from_north | from_south});
    passive.wave.reward(0);
    CHECK(passive.wave.misses_reward(0));
    CHECK(passive.wave.recall(0).arrivals.size() == 3);
    passive.wave.sense({2, from_north | from_south});
    CHECK(passive.wave.recall(0).arrivals.size() == 6);  // passively across 3
}

TEST_CASE("snan: recall: two waves that meet in the unknown each count from their own side") {
    for (const std::uint32_t reach : {2U, 3U, 4U, 7U}) {
        CAPTURE(reach);
        bench b(grid_map(9, 1), wave_cells::visited, reach, 1);
        for (const cell_index c : {0U, 4U, 8U}) b.wave.reward(c);
        REQUIRE(b.wave.misses_reward(4));
        const auto found = of(b.wave.recall(4).arrivals);
        for (cell_index c = 1; c < 4; ++c) {
            CHECK(found.count(c) == (c <= reach ? 1 : 0));
            CHECK(found.count(8 - c) == (c <= reach ? 1 : 0));
        }
        CHECK(found.count(4) == (reach >= 4 ? 1 : 0));
        if (reach >= 4) CHECK(found.at(4) == (from_east | from_west));
        // Once known, the middle is as near as the last unknown cell before it.
        b.wave.begin_episode();
        b.visit(4);
        b.wave.reward(4);
        REQUIRE(b.wave.misses_reward(4));
        CHECK(of(b.wave.recall(4).arrivals).count(4) == (reach >= 3 ? 1 : 0));
    }
}

TEST_CASE("snan: recall: equals the automaton of sites after any history") {
    std::size_t redirected = 0;
    std::size_t depressed = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        random_stream random(seed, "test", "recall automaton");
        const grid_map map(1 + random.below(8), 1 + random.below(8));
        const bool sensed = random.below(2) == 1;
        const std::uint32_t reach = random.below(8);
        const std::uint32_t memory = random.below(4);
        astrocyte_wave wave(
            recall_rule(sensed ? wave_cells::sensed : wave_cells::visited, reach, memory), map);
        wave_oracle oracle(map, sensed, reach, memory);
        const auto same = [](const std::vector<astrocyte_wave::arrival>& found,
                             const std::set<wave_oracle::firing>& expected) {
            std::set<wave_oracle::firing> all;
            std::int64_t now = 0;
            for (const auto& a : found) {
                if (a.step < now) return false;
                now = a.step;
                all.insert({a.cell, a.from, static_cast<std::uint32_t>(a.step)});
            }
            return all.size() == found.size() && all == expected;
        };
        for (int step = 0; step < 120; ++step) {
            CAPTURE(seed, step);
            const cell_index cell = random.below(map.cells());
            const auto contacts = static_cast<contact_bits>(random.below(16) & random.below(16));
            wave.sense({cell, contacts});
            oracle.sense(cell, contacts);
            const bool missed = oracle.misses_reward(cell);
            REQUIRE(wave.misses_reward(cell) == missed);
            if (missed) {
                const auto found = wave.recall(cell);
                const auto expected = oracle.recall(cell);
                REQUIRE(found.potentiates == expected.potentiates);
                REQUIRE(same(found.arrivals, expected.firings));
                ++(found.potentiates ? redirected : depressed);
            }
            if (random.below(8) == 0) {
                const cell_index goal = random.below(map.cells());
                REQUIRE(same(wave.reward(goal), oracle.reward(goal)));
            }
            if (random.below(10) == 0) {
                wave.begin_episode();
                oracle.begin_episode();
            }
        }
    }
    CAPTURE(redirected, depressed);
    CHECK(redirected > 1000);
    CHECK(depressed > 300);
}
