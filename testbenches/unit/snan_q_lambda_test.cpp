#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "snan/maze_generator.hpp"
#include "snan/q_lambda.hpp"

using namespace memglia;

namespace {

constexpr direction east = direction::east;
constexpr direction south = direction::south;
constexpr direction west = direction::west;
constexpr contact_bits only_east = 0b1101;
constexpr contact_bits only_sides = 0b0101;

q_lambda_config constants(double alpha, double gamma, double lambda, double epsilon = 0) {
    return {.learning_rate = alpha,
            .discount = gamma,
            .exploration = epsilon,
            .initial_value = 0,
            .step_reward = 0,
            .trace_decay = lambda};
}

// Along a corridor in which only east is open; the reward comes beyond its last cell.
void run_east(q_lambda& agent, cell_index cells) {
    agent.begin_episode();
    for (cell_index c = 0; c < cells; ++c) {
        REQUIRE(agent.decide({c, only_east}) == east);
        agent.outcome(c + 1 == cells);
    }
}

double at_least(int successes, int trials, double p) {
    double sum = 0;
    for (int j = successes; j <= trials; ++j) {
        const double choose = std::round(
            std::exp(std::lgamma(trials + 1) - std::lgamma(j + 1) - std::lgamma(trials - j + 1)));
        sum += choose * std::pow(p, j) * std::pow(1 - p, trials - j);
    }
    return sum;
}

}  // namespace

// One-step backups: the value d steps from the goal has moved on once for every "success" of its
// successor: gamma^(d-1) P(Bin(k, alpha) >= d).
TEST_CASE("snan: q_lambda: lambda 0 on a corridor is a binomial tail") {
    constexpr cell_index cells = 6;
    q_lambda agent(constants(0.3, 0.9, 0), q_senses::contacts, grid_map(cells, 1), 1);
    for (int rewards = 1; rewards <= 15; ++rewards) {
        run_east(agent, cells);
        for (cell_index c = 0; c < cells; ++c) {
            const int d = static_cast<int>(cells - c);
            CAPTURE(rewards, d);
            CHECK(agent.value(c, east) ==
                  Approx(std::pow(0.9, d - 1) * at_least(d, rewards, 0.3)).margin(1e-12));
            CHECK(agent.value(c, west) == 0);
        }
    }
}

// Full traces: the errors of an episode telescope to gamma^(d-1) - Q.
TEST_CASE("snan: q_lambda: lambda 1 on a corridor is a geometric approach") {
    constexpr cell_index cells = 8;
    q_lambda agent(constants(0.3, 0.9, 1), q_senses::contacts, grid_map(cells, 1), 1);
    for (int rewards = 1; rewards <= 12; ++rewards) {
        run_east(agent, cells);
        for (cell_index c = 0; c < cells; ++c) {
            const int d = static_cast<int>(cells - c);
            CHECK(agent.value(c, east) ==
                  Approx(std::pow(0.9, d - 1) * (1 - std::pow(0.7, rewards))).epsilon(1e-12));
        }
    }
    // In between, the first reward alone: (gamma lambda)^(d-1) alpha.
    q_lambda half(constants(0.3, 0.9, 0.5), q_senses::contacts, grid_map(cells, 1), 1);
    run_east(half, cells);
    for (cell_index c = 0; c < cells; ++c) {
        const int d = static_cast<int>(cells - c);
        CHECK(half.value(c, east) == Approx(0.3 * std::pow(0.45, d - 1)).epsilon(1e-12));
    }
}

TEST_CASE("snan: q_lambda: a choice against the greedy policy cuts the traces") {
    std::array<int, 2> seen{};
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        q_lambda agent(constants(0.5, 0.5, 1, 1.0), q_senses::contacts, grid_map(3, 1), seed);
        agent.begin_episode();
        REQUIRE(agent.decide({1, only_east}) == east);
        agent.outcome(true);
        CHECK(agent.value(1, east) == 0.5);
        agent.begin_episode();
        REQUIRE(agent.decide({0, only_east}) == east);
        agent.outcome(false);
        const direction a = agent.decide({1, only_sides});
        CHECK(agent.value(0, east) == 0.125);  // 0.5 (0.5 * 0.5 - 0)
        agent.outcome(true);
        if (a == east) {
            CHECK(agent.value(1, east) == 0.75);
            CHECK(agent.value(0, east) == 0.25);  // and 0.5 * 0.5 (1 - 0.5)
        } else {
            REQUIRE(a == west);
            CHECK(agent.value(1, west) == 0.5);
            CHECK(agent.value(1, east) == 0.5);
            CHECK(agent.value(0, east) == 0.125);
        }
        ++seen[a == east ? 0 : 1];
    }
    CHECK(seen[0] > 5);
    CHECK(seen[1] > 5);
}

TEST_CASE("snan: q_lambda: traces replace, they do not add up") {
    q_lambda agent(constants(0.5, 1, 1), q_senses::contacts, grid_map(2, 1), 1);
    agent.begin_episode();
    for (int i = 0; i < 4; ++i) {
        agent.decide({0, only_east});
        agent.outcome(i == 3);
    }
    CHECK(agent.value(0, east) == 0.5);
}

TEST_CASE("snan: q_lambda: a new episode forgets the last decision, not the values") {
    q_lambda agent(constants(0.5, 0.9, 0.9), q_senses::contacts, grid_map(3, 1), 1);
    run_east(agent, 2);
    const double before = agent.value(0, east);
    CHECK(before == Approx(0.5 * 0.81));
    agent.begin_episode();
    agent.decide({0, only_east});
    agent.outcome(false);
    agent.begin_episode();
    agent.decide({1, only_east});
    CHECK(agent.value(0, east) == before);
    agent.outcome(true);
    CHECK(agent.value(0, east) == before);
    CHECK(agent.value(1, east) == 0.75);
}

TEST_CASE("snan: q_lambda: initial values and the cost of a step") {
    q_lambda_config c = constants(0.5, 0.9, 0);
    c.initial_value = 2;
    c.step_reward = -0.1;
    q_lambda agent(c, q_senses::contacts, grid_map(3, 1), 1);
    CHECK(agent.value(2, south) == 2);
    agent.begin_episode();
    agent.decide({0, only_east});
    agent.outcome(false);
    agent.decide({1, only_east});
    CHECK(agent.value(0, east) == Approx(2 + 0.5 * (-0.1 + 0.9 * 2 - 2)));
    agent.outcome(true);  // the goal gives 1, without the cost of a step
    CHECK(agent.value(1, east) == Approx(1.5));
}

TEST_CASE("snan: q_lambda: sides in contact are neither chosen nor counted, if it senses them") {
    std::array<int, 4> sensed{};
    std::array<int, 4> blind{};
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        for (const double epsilon : {0.0, 1.0}) {
            q_lambda one(constants(0.5, 0.9, 0, epsilon), q_senses::contacts, grid_map(2, 2), seed);
            q_lambda two(constants(0.5, 0.9, 0, epsilon), q_senses::cell, grid_map(2, 2), seed);
            one.begin_episode();
            two.begin_episode();
            ++sensed[static_cast<std::size_t>(one.decide({0, 0b1001}))];
            ++blind[static_cast<std::size_t>(two.decide({0, 0b1001}))];
        }
    }
    CHECK(sensed[0] + sensed[3] == 0);
    CHECK(std::abs(sensed[1] - 400) < 5 * std::sqrt(200.0));
    for (const int n : blind) CHECK(std::abs(n - 200) < 5 * std::sqrt(150.0));
    // The best of a state: east is worth 1 there, but walled off this time.
    for (const q_senses senses : {q_senses::contacts, q_senses::cell}) {
        q_lambda agent(constants(1, 0.5, 0), senses, grid_map(2, 2), 1);
        agent.begin_episode();
        while (agent.decide({1, only_east}) != east) agent.begin_episode();
        agent.outcome(true);
        REQUIRE(agent.value(1, east) == 1);
        agent.begin_episode();
        const direction a = agent.decide({0, 0});
        agent.outcome(false);
        agent.decide({1, 0b0010});
        CHECK(agent.value(0, a) == (senses == q_senses::contacts ? 0 : 0.5));
    }
    // Walled in on all sides, any side will do.
    std::array<int, 4> prison{};
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        q_lambda agent(constants(0.5, 0.9, 0), q_senses::contacts, grid_map(1, 1), seed);
        agent.begin_episode();
        ++prison[static_cast<std::size_t>(agent.decide({0, 15}))];
    }
    for (const int n : prison) CHECK(n > 20);
}

// Off-policy: however it walks, the values become those of the shortest way, gamma^(d - 1).
TEST_CASE("snan: q_lambda: a random walk teaches the shortest ways") {
    for (const double lambda : {0.0, 0.9}) {
        const maze task = generate_maze(5, 5, 0.2, 3);
        q_lambda agent(constants(0.5, 0.9, lambda, 1.0), q_senses::contacts, task.map, 1);
        for (int episode = 0; episode < 2000; ++episode) run_episode(task, 400, agent);
        int checked = 0;
        for (cell_index c = 0; c < task.map.cells(); ++c) {
            if (!task.map.is_free(c) || c == task.goal) continue;
            if (!task.map.shortest_path(task.start, c)) continue;
            for (const direction a : all_directions) {
                if ((task.map.contacts(c) & contact_bit(a)) != 0) continue;
                const auto next = *task.map.neighbour(c, a);
                const auto left = task.map.shortest_path(next, task.goal);
                CAPTURE(lambda, c, next);
                CHECK(agent.value(c, a) == Approx(std::pow(0.9, *left)).epsilon(1e-6));
                ++checked;
            }
        }
        CHECK(checked > 20);
    }
}

TEST_CASE("snan: q_lambda: after a few trials it walks a short way") {
    double first = 0;
    double last = 0;
    double shortest = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const maze task = generate_maze(8, 8, 0.2, seed);
        q_lambda agent(constants(0.5, 0.95, 0.9, 0), q_senses::contacts, task.map, seed);
        for (int episode = 1; episode <= 30; ++episode) {
            const auto walk = run_episode(task, step_limit(task.map), agent);
            if (episode == 1) first += walk.steps;
            if (episode == 30) last += walk.steps;
        }
        shortest += task.shortest;
    }
    CHECK(last < 1.6 * shortest);
    CHECK(first > 5 * shortest);
}

TEST_CASE("snan: q_lambda: who knows the grid counts visits where values tie") {
    q_lambda_config c = constants(1, 0.9, 0.9);
    c.initial_value = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const grid_map map(4, 1);
        q_lambda agent(c, q_senses::grid, map, seed);
        agent.begin_episode();
        for (const cell_index cell : {1U, 2U}) {
            agent.decide({cell, map.contacts(cell)});
            agent.outcome(false);
        }
        // 0 has not been visited in this episode, 2 has.
        CHECK(agent.decide({1, map.contacts(1)}) == direction::west);
        agent.outcome(true);
        // What was learned counts before the counts, which fade with the episode.
        agent.begin_episode();
        agent.decide({0, map.contacts(0)});
        agent.outcome(false);
        CHECK(agent.decide({1, map.contacts(1)}) == direction::west);
        agent.outcome(false);
    }
}
