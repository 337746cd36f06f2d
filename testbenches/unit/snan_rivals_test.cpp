#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "snan/maze_generator.hpp"
#include "snan/rivals/dyna_q.hpp"
#include "snan/rivals/grid_explorer.hpp"

using namespace memglia;

namespace {

constexpr search_strategy strategies[] = {search_strategy::frontier, search_strategy::depth_first,
                                          search_strategy::node_counting};

struct entered : session_observer {
    explicit entered(const maze& m) : task(m), count(m.map.cells()) { ++count[m.start]; }
    void on_step(const step_record& s) override {
        if (!s.moved) ++bumps;
        const cell_index to = s.moved ? *task.map.neighbour(s.seen.cell, s.action) : s.seen.cell;
        if (count[to]++ == 0)
            fresh.push_back(++steps);
        else
            ++steps;
    }
    const maze& task;
    std::vector<std::uint32_t> count;
    std::vector<std::uint32_t> fresh;  ///< steps at which a cell was entered for the first time
    std::uint32_t steps = 0;
    std::uint32_t bumps = 0;
};

}  // namespace

TEST_CASE("snan: rivals: first moves of the shortest ways, against distances from every cell") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const maze task = generate_maze(9, 7, 0.25, seed);
        known_grid grid(task.map);
        for (cell_index c = 0; c < task.map.cells(); ++c) {
            if (task.map.is_free(c)) grid.sense({c, task.map.contacts(c)});
        }
        for (cell_index from = 0; from < task.map.cells(); ++from) {
            if (!task.map.is_free(from)) continue;
            const auto way = task.map.shortest_path(from, task.goal);
            contact_bits expected = 0;
            for (const direction a : all_directions) {
                const auto next = task.map.neighbour(from, a);
                if (!next || !task.map.is_free(*next) || !way || from == task.goal) continue;
                const auto rest = task.map.shortest_path(*next, task.goal);
                if (rest && *rest + 1 == *way) {
                    expected = static_cast<contact_bits>(expected | contact_bit(a));
                }
            }
            const auto target = [&](cell_index c) { return c == task.goal; };
            CAPTURE(seed, from);
            for (const auto over :
                 {known_grid::passes::sensed_free, known_grid::passes::not_wall}) {
                // What is not known as a wall may lie outside every wall that was felt.
                if (over == known_grid::passes::not_wall && expected == 0) continue;
                CHECK(grid.towards_nearest(from, over, target) == expected);
            }
        }
    }
}

TEST_CASE("snan: rivals: an explorer finds every goal, bumps never, walks shortest in the end") {
    for (const search_strategy strategy : strategies) {
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            const maze task = generate_maze(10, 10, 0.2, seed);
            grid_explorer agent(strategy, task.map, seed);
            std::uint32_t last = 0;
            for (int episode = 0; episode < 8; ++episode) {
                entered seen(task);
                const episode_result r = run_episode(task, step_limit(task.map), agent, &seen);
                CAPTURE(static_cast<int>(strategy), seed, episode);
                REQUIRE(r.reached);
                REQUIRE(seen.bumps == 0);
                last = r.steps;
            }
            // Optimistic ways over unknown cells cannot stay wrong.
            CHECK(last == task.shortest);
        }
    }
}

// Nearest frontier: between two fresh cells it walks the shortest way over what it has seen, and on
// a tree of corridors depth-first search enters every cell at most once per way through it.
TEST_CASE("snan: rivals: depth-first search crosses each passage at most twice") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        maze task = generate_maze(12, 12, 0.3, seed);
        grid_explorer agent(search_strategy::depth_first, task.map, seed);
        entered seen(task);
        const episode_result r = run_episode(task, 4000, agent, &seen);
        REQUIRE(r.reached);
        std::uint32_t reached = 0;
        for (const std::uint32_t n : seen.count) reached += n > 0 ? 1 : 0;
        CHECK(seen.steps <= 2 * (reached - 1));
    }
}

TEST_CASE("snan: rivals: node counting takes the least visited side") {
    const grid_map map(3, 3);
    grid_explorer agent(search_strategy::node_counting, map, 5);
    agent.begin_episode();
    const auto decide = [&](cell_index c) {
        const direction a = agent.decide({c, map.contacts(c)});
        agent.outcome(false);
        return a;
    };
    // The centre's neighbours 1, 3 and 5 have been visited, 7 has not.
    for (const cell_index c : {1U, 4U, 3U, 4U, 5U}) decide(c);
    CHECK(decide(4) == direction::south);
}

TEST_CASE("snan: rivals: a goal that has moved is searched again, and both are remembered") {
    int straight = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const maze first = generate_maze(10, 10, 0.2, seed);
        const maze second = move_goal(first, seed);
        grid_explorer agent(search_strategy::frontier, first.map, seed);
        for (int e = 0; e < 3; ++e) REQUIRE(run_episode(first, 400, agent).reached);
        for (int e = 0; e < 3; ++e) REQUIRE(run_episode(second, 400, agent).reached);
        if (run_episode(second, 400, agent).steps == second.shortest) ++straight;
    }
    CHECK(straight >= 27);
}

// With a full step and a deterministic model, enough replays make the values exact.
TEST_CASE("snan: rivals: dyna_q: replays carry one reward along a corridor") {
    constexpr contact_bits only_east = 0b1101;
    constexpr cell_index cells = 6;
    dyna_q_config config;
    config.initial_value = 0;
    config.discount = 0.9;
    config.planning_updates = 500;
    dyna_q agent(config, grid_map(cells, 1), 1);
    agent.begin_episode();
    for (cell_index c = 0; c < cells; ++c) {
        REQUIRE(agent.decide({c, only_east}) == direction::east);
        agent.outcome(c + 1 == cells);
    }
    for (cell_index c = 0; c < cells; ++c) {
        CHECK(agent.value(c, direction::east) ==
              Approx(std::pow(0.9, cells - 1 - c)).epsilon(1e-12));
    }
    // Without replays the reward has moved back by one cell only.
    config.planning_updates = 0;
    dyna_q slow(config, grid_map(cells, 1), 1);
    slow.begin_episode();
    for (cell_index c = 0; c < cells; ++c) {
        slow.decide({c, only_east});
        slow.outcome(c + 1 == cells);
    }
    CHECK(slow.value(cells - 1, direction::east) == 1);
    CHECK(slow.value(cells - 2, direction::east) == 0);
}

TEST_CASE("snan: rivals: dyna_q: an unpromising side is left once its model says so") {
    // A reward of -0.1 a step and values of 0: what was tried looks worse than what was not.
    dyna_q_config config;
    config.initial_value = 0;
    config.step_reward = -0.1;
    dyna_q agent(config, grid_map(3, 1), 3);
    agent.begin_episode();
    constexpr contact_bits sides = 0b0101;
    const direction first = agent.decide({1, sides});
    agent.outcome(false);
    agent.decide({first == direction::east ? 2U : 0U,
                  static_cast<contact_bits>(first == direction::east ? 0b0111 : 0b1101)});
    agent.outcome(false);
    const direction second = agent.decide({1, sides});
    CHECK(second != first);
}
