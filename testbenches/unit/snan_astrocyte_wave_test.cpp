#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "base/random.hpp"
#include "snan/astrocyte_wave.hpp"
#include "snan/maze_generator.hpp"
#include "testbenches/support/wave_oracle.hpp"

using namespace memglia;
using namespace memglia::test::came_from;
using memglia::test::wave_oracle;

namespace {

rule_config wave_rule(wave_cells over, std::uint32_t reach) {
    rule_config r;
    r.wave_over = over;
    r.wave_reach_cells = reach;
    return r;
}

struct bench {
    grid_map map;
    astrocyte_wave wave;

    bench(grid_map m, wave_cells over, std::uint32_t reach)
        : map(m), wave(wave_rule(over, reach), m) {}

    void visit(cell_index cell) { wave.sense({cell, map.contacts(cell)}); }
    std::vector<cell_index> cells(cell_index source) {
        std::vector<cell_index> order;
        for (const auto& a : wave.reward(source)) order.push_back(a.cell);
        return order;
    }
    std::map<cell_index, contact_bits> from(cell_index source) {
        std::map<cell_index, contact_bits> found;
        for (const auto& a : wave.reward(source)) {
            CHECK(found.emplace(a.cell, a.from).second);  // every site fires once
        }
        return found;
    }
};

// A 3 x 3 map whose centre is a wall.
grid_map ring() {
    grid_map map(3, 3);
    map.set_free(4, false);
    return map;
}

}  // namespace

TEST_CASE("snan: wave: along a corridor, in order, each from where it came") {
    bench b(grid_map(5, 1), wave_cells::visited, 0);
    for (cell_index c = 0; c < 5; ++c) b.visit(c);
    CHECK(b.cells(4) == std::vector<cell_index>{4, 3, 2, 1, 0});
    CHECK(b.from(4) == std::map<cell_index, contact_bits>{
                           {4, 0}, {3, from_east}, {2, from_east}, {1, from_east}, {0, from_east}});
    // From the middle it runs both ways; and a wave leaves nothing behind for the next.
    CHECK(b.from(2) == std::map<cell_index, contact_bits>{
                           {2, 0}, {1, from_east}, {0, from_east}, {3, from_west}, {4, from_west}});
    CHECK(b.cells(4) == std::vector<cell_index>{4, 3, 2, 1, 0});
}

TEST_CASE("snan: wave: two ways of the same length around a wall meet") {
    bench b(ring(), wave_cells::visited, 0);
    for (const cell_index c : {0U, 1U, 2U, 3U, 5U, 6U, 7U, 8U}) b.visit(c);
    // 0 1 2
    // 3 # 5   from 8: 5 and 7 at 1, 2 and 6 at 2, 1 and 3 at 3, 0 at 4 from both.
    // 6 7 8
    CHECK(b.from(8) == std::map<cell_index, contact_bits>{{8, 0},
                                                          {5, from_south},
                                                          {7, from_east},
                                                          {2, from_south},
                                                          {6, from_east},
                                                          {1, from_east},
                                                          {3, from_south},
                                                          {0, from_east | from_south}});
    const auto order = b.cells(8);
    REQUIRE(order.size() == 8);
    CHECK(order[0] == 8);
    CHECK(std::set<cell_index>(order.begin() + 1, order.begin() + 3) == std::set<cell_index>{5, 7});
    CHECK(std::set<cell_index>(order.begin() + 3, order.begin() + 5) == std::set<cell_index>{2, 6});
    CHECK(std::set<cell_index>(order.begin() + 5, order.begin() + 7) == std::set<cell_index>{1, 3});
    CHECK(order[7] == 0);
}

TEST_CASE("snan: wave: in the open it takes every side that is one step nearer") {
    bench b(grid_map(3, 3), wave_cells::sensed, 0);
    for (cell_index c = 0; c < 9; ++c) b.visit(c);
    CHECK(b.from(4) == std::map<cell_index, contact_bits>{{4, 0},
                                                          {0, from_east | from_south},
                                                          {1, from_south},
                                                          {2, from_south | from_west},
                                                          {3, from_east},
                                                          {5, from_west},
                                                          {6, from_north | from_east},
                                                          {7, from_north},
                                                          {8, from_north | from_west}});
}

TEST_CASE("snan: wave: it crosses exactly so many unknown cells in a row") {
    for (std::uint32_t reach = 0; reach <= 7; ++reach) {
        CAPTURE(reach);
        bench b(grid_map(40, 1), wave_cells::visited, reach);
        CHECK(b.cells(0).size() == 1 + reach);  // nothing known: the source and its reach
        // Known from the far side of a gap of `reach` cells on: crossed. Of one more: not.
        bench at(grid_map(40, 1), wave_cells::visited, reach);
        for (cell_index c = reach + 1; c < 30; ++c) at.visit(c);
        CHECK(at.cells(0).size() == 30 + reach);
        bench beyond(grid_map(40, 1), wave_cells::visited, reach);
        for (cell_index c = reach + 2; c < 30; ++c) beyond.visit(c);
        CHECK(beyond.cells(0).size() == 1 + reach);
        // One known cell starts the count anew.
        bench island(grid_map(40, 1), wave_cells::visited, reach);
        if (reach > 0) island.visit(reach);
        CHECK(island.cells(0).size() == 1 + 2 * reach);
    }
}

TEST_CASE("snan: wave: of two ways that arrive together the one through known cells counts") {
    // Six cells, two in a row: 1 is known, the others are not. Time 1: 1 and 2; time 2: 3, from 1
    // the first unknown cell in a row, from 2 the second.
    bench b(grid_map(2, 3), wave_cells::visited, 1);
    b.visit(1);
    const std::map<cell_index, contact_bits> near{
        {0, 0}, {1, from_west}, {2, from_north}, {3, from_north | from_west}};
    CHECK(b.from(0) == near);
    // With a reach of two it goes on: to 4 over 2, to 5 over 3 (4 would be too far), from both.
    bench longer(grid_map(2, 3), wave_cells::visited, 2);
    longer.visit(1);
    auto far = near;
    far[4] = from_north;
    far[5] = from_north | from_west;
    CHECK(longer.from(0) == far);
}

TEST_CASE("snan: wave: felt walls stop it, unfelt ones do not") {
    grid_map map(5, 1);
    map.set_free(2, false);
    bench b(map, wave_cells::sensed, 7);
    CHECK(b.cells(0).size() == 5);  // nobody knows of the wall yet
    b.visit(1);
    CHECK(b.cells(0) == std::vector<cell_index>{0, 1});
    CHECK(b.cells(4) == std::vector<cell_index>{4, 3});
    // A rest does not open it; sensed free from a neighbour, or entered, it is open again.
    b.wave.begin_episode();
    CHECK(b.cells(0) == std::vector<cell_index>{0, 1});
    b.wave.sense({3, 0b0101});
    CHECK(b.cells(0).size() == 5);
    b.visit(1);
    CHECK(b.cells(0).size() == 2);
    b.wave.sense({2, 0b0101});
    CHECK(b.cells(0).size() == 5);
    // The source fires even where a contact was felt.
    b.visit(1);
    CHECK(b.cells(2) == std::vector<cell_index>{2, 3, 1, 4, 0});
}

TEST_CASE("snan: wave: what is sensed free is primed only if the rule says so") {
    bench visited(grid_map(5, 1), wave_cells::visited, 0);
    visited.visit(1);
    CHECK(visited.cells(0) == std::vector<cell_index>{0, 1});
    CHECK(visited.cells(2) == std::vector<cell_index>{2, 1});
    bench sensed(grid_map(5, 1), wave_cells::sensed, 0);
    sensed.visit(1);
    CHECK(sensed.cells(0) == std::vector<cell_index>{0, 1, 2});
    // Priming fades with the episode.
    sensed.wave.begin_episode();
    CHECK(sensed.cells(0) == std::vector<cell_index>{0});
    // A contact takes the priming of the same episode away.
    sensed.visit(1);
    sensed.wave.sense({3, from_west});
    CHECK(sensed.cells(0) == std::vector<cell_index>{0, 1});
}

TEST_CASE("snan: wave: where everything is known it draws all shortest ways to the goal") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const auto small = static_cast<std::uint32_t>(seed);
        const maze task = generate_maze(5 + small % 9, 4 + small % 7, 0.2, seed);
        bench b(task.map, seed % 2 == 0 ? wave_cells::visited : wave_cells::sensed, small % 8);
        for (cell_index c = 0; c < task.map.cells(); ++c) {
            if (task.map.is_free(c)) b.visit(c);
        }
        const auto from = b.from(task.goal);
        for (cell_index c = 0; c < task.map.cells(); ++c) {
            CAPTURE(seed, c);
            const auto away = task.map.is_free(c) ? task.map.shortest_path(c, task.goal)
                                                  : std::optional<std::uint32_t>{};
            REQUIRE((from.count(c) != 0) == away.has_value());
            if (!away) continue;
            contact_bits nearer = 0;
            for (const direction a : all_directions) {
                const auto next = task.map.neighbour(c, a);
                if (!next || !task.map.is_free(*next)) continue;
                if (*task.map.shortest_path(*next, task.goal) + 1 == *away) {
                    nearer = static_cast<contact_bits>(nearer | contact_bit(a));
                }
            }
            CHECK(from.at(c) == nearer);
        }
    }
}

TEST_CASE("snan: wave: equals the automaton of sites after any history") {
    std::uint64_t firings = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        random_stream random(seed, "test", "wave");
        const std::uint32_t width = 1 + random.below(9);
        const std::uint32_t height = 1 + random.below(9);
        const grid_map map(width, height);
        const bool sensed = random.below(2) == 1;
        const std::uint32_t reach = random.below(8);
        astrocyte_wave wave(wave_rule(sensed ? wave_cells::sensed : wave_cells::visited, reach),
                            map);
        wave_oracle oracle(map, sensed, reach);
        for (int wave_number = 0; wave_number < 6; ++wave_number) {
            // Contacts at random: the world may change, and contradict itself.
            const std::uint32_t senses = random.below(2 * map.cells());
            for (std::uint32_t i = 0; i < senses; ++i) {
                const cell_index cell = random.below(map.cells());
                const auto contacts =
                    static_cast<contact_bits>(random.below(16) & random.below(16));
                wave.sense({cell, contacts});
                oracle.sense(cell, contacts);
            }
            if (random.below(4) == 0) {
                wave.begin_episode();
                oracle.begin_episode();
            }
            const cell_index source = random.below(map.cells());
            const auto expected = oracle.reward(source);
            std::map<cell_index, wave_oracle::firing> of_cell;
            for (const auto& f : expected) of_cell[f.cell] = f;
            CAPTURE(seed, wave_number, source);
            std::uint32_t now = 0;
            std::set<cell_index> seen;
            for (const auto& a : wave.reward(source)) {
                REQUIRE(of_cell.count(a.cell) == 1);
                REQUIRE(a.from == of_cell[a.cell].from);
                REQUIRE(of_cell[a.cell].time >= now);  // in order of time
                now = of_cell[a.cell].time;
                REQUIRE(seen.insert(a.cell).second);
            }
            REQUIRE(seen.size() == expected.size());
            firings += seen.size();
        }
    }
    CHECK(firings > 10'000);
}
