#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "snan/maze_generator.hpp"
#include "snan/snan_fixed_point.hpp"
#include "snan/snan_reference.hpp"
#include "testbenches/support/sample_rule.hpp"
#include "testbenches/support/wave_oracle.hpp"

// Learning by waves in integers: what is asked of the synapses, in order.
using namespace memglia;

namespace {

constexpr contact_bits none = 0;
constexpr contact_bits east = contact_bit(direction::east);
constexpr contact_bits south = contact_bit(direction::south);
constexpr contact_bits west = contact_bit(direction::west);

rule_config rule() {
    rule_config r = test::rule();
    r.learning = snan_learning::wave;
    r.weight_max = 6;
    r.wave_over = wave_cells::sensed;
    r.wave_reach_cells = 2;
    return r;
}

struct call {
    cell_index place;
    contact_bits actions;
    int step;
    auto operator<=>(const call&) const = default;
};
using calls = std::vector<call>;

// Writes down what is asked; its levels pull the agent where the test wants it.
class spied_synapses : public synapses {
  public:
    spied_synapses(calls& log, std::vector<direction>& pull) : log_(log), pull_(pull) {}
    std::array<std::int32_t, 4> read_levels(cell_index) override {
        std::array<std::int32_t, 4> level{};
        level[static_cast<std::size_t>(pull_.front())] = 15;
        pull_.erase(pull_.begin());
        return level;
    }
    std::uint32_t reinforce(cell_index place, contact_bits actions, std::uint8_t step) override {
        log_.push_back({place, actions, step});
        return 3;
    }

  private:
    calls& log_;
    std::vector<direction>& pull_;
};

struct bench {
    grid_map map;
    calls log;
    std::vector<direction> pull;
    snan_fixed_point agent;

    bench(const rule_config& r, grid_map m)
        : map(m), agent(r, m, 1, std::make_unique<spied_synapses>(log, pull)) {}

    /// One trial along these actions; returns what the trial wrote.
    calls trial(cell_index cell, const std::vector<direction>& path, bool rewarded) {
        log.clear();
        agent.begin_episode();
        for (std::size_t i = 0; i < path.size(); ++i) {
            pull.assign(1, path[i]);
            REQUIRE(agent.decide({cell, map.contacts(cell)}) == path[i]);
            cell = *map.neighbour(cell, path[i]);
            agent.outcome(rewarded && i + 1 == path.size());
        }
        return log;
    }
};

}  // namespace

TEST_CASE("snan: fixed point: a wave writes every cell it reaches but the goal, nearest first") {
    bench b(rule(), grid_map(3, 1));
    CHECK(b.trial(0, {direction::east, direction::east}, false).empty());
    CHECK(b.trial(0, {direction::east, direction::east}, true) ==
          calls{{1, east, 2}, {0, east, 2}});
    CHECK(b.agent.last().write_pulses == 2 * 3);
    CHECK(b.trial(1, {direction::west}, true) == calls{{1, west, 2}, {2, west, 2}});

    bench square(rule(), grid_map(3, 3));
    auto written = square.trial(
        0, {direction::east, direction::east, direction::south, direction::south}, true);
    REQUIRE(written.size() == 8);
    CHECK(written.back() == call{0, east | south, 2});
    std::sort(written.begin(), written.end());
    CHECK(written == calls{{0, east | south, 2},
                           {1, east | south, 2},
                           {2, south, 2},
                           {3, east | south, 2},
                           {4, east | south, 2},
                           {5, south, 2},
                           {6, east, 2},
                           {7, east, 2}});
}

TEST_CASE("snan: fixed point: a recall from nowhere else writes the place itself, too") {
    rule_config r = rule();
    r.reward_memory = 2;
    bench b(r, grid_map(4, 1));
    CHECK(b.trial(2, {direction::east}, false).empty());  // nothing was ever rewarded
    b.trial(0, {direction::east, direction::east}, true);
    // To the old goal and on: depression from there, at the decision, before its outcome.
    const calls depressed{{2, 0, 2}, {3, 0, 2}, {1, 0, 2}, {0, 0, 2}};
    CHECK(b.trial(0, {direction::east, direction::east, direction::east}, false) == depressed);
    CHECK(b.agent.last().write_pulses == 4 * 3);
    // Both in one decision: at the old goal, from which the new one is reached.
    calls both = depressed;
    for (const call& c : calls{{2, east, 2}, {1, east, 2}, {0, east, 2}}) both.push_back(c);
    CHECK(b.trial(2, {direction::east}, true) == both);
    CHECK(b.agent.last().write_pulses == 7 * 3);
    // The old goal is forgotten, the new one may be missed: once an episode, two episodes long.
    CHECK(b.trial(2, {direction::west}, false).empty());
    const calls from_end{{3, 0, 2}, {2, 0, 2}, {1, 0, 2}, {0, 0, 2}};
    for (int i = 0; i < 2; ++i) {
        CHECK(b.trial(3, {direction::west, direction::east, direction::west}, false) == from_end);
    }
    CHECK(b.trial(3, {direction::west}, false).empty());

    r.reward_memory = 0;
    bench c(r, grid_map(4, 1));
    c.trial(0, {direction::east, direction::east}, true);
    CHECK(c.trial(0, {direction::east, direction::east, direction::east}, false).empty());
}

TEST_CASE("snan: fixed point: a recall from elsewhere writes all but its sources") {
    rule_config r = rule();
    r.reward_memory = 1;
    bench b(r, grid_map(5, 1));
    b.trial(2, {direction::east, direction::east}, true);  // 4
    b.trial(2, {direction::west, direction::west}, true);  // 0
    b.trial(1, {direction::east}, true);                   // 2
    // Missed at 2: from 0 and 4 at once, each side towards its nearer end, the middle towards both.
    CHECK(b.trial(2, {direction::east}, false) ==
          calls{{1, west, 2}, {3, east, 2}, {2, east | west, 2}});
    // Missed at 4: only 0 is left. At 0: nothing is.
    CHECK(b.trial(4, {direction::west}, false) ==
          calls{{1, west, 2}, {2, west, 2}, {3, west, 2}, {4, west, 2}});
    CHECK(b.trial(0, {direction::east}, false) ==
          calls{{0, 0, 2}, {1, 0, 2}, {2, 0, 2}, {3, 0, 2}, {4, 0, 2}});
}

TEST_CASE("snan: fixed point: no learning, no writes") {
    rule_config r = rule();
    r.learning = snan_learning::none;
    bench b(r, grid_map(4, 1));
    CHECK(b.trial(0, {direction::east, direction::east}, true).empty());
    CHECK(b.trial(2, {direction::east}, false).empty());
}

TEST_CASE("snan: fixed point: a wave's step is the learning rate in whole levels") {
    for (const auto& [rate, step] :
         std::vector<std::pair<double, int>>{{0.4, 0}, {0.5, 1}, {2, 2}, {2.4, 2}, {7, 7}}) {
        rule_config r = rule();
        r.learning_rate = rate;
        bench b(r, grid_map(2, 1));
        CHECK(b.trial(0, {direction::east}, true) == calls{{0, east, step}});
    }
}

TEST_CASE("snan: fixed point: astrocytes per synapse") {
    rule_config r = rule();
    r.astrocyte_per = astrocyte_extent::synapse;
    const grid_map map(3, 3);
    calls log;
    std::vector<direction> pull;
    snan_fixed_point agent(r, map, 1, std::make_unique<spied_synapses>(log, pull));
    agent.begin_episode();
    const auto gates = [&](cell_index cell, direction action) {
        pull.assign(1, action);
        CHECK(agent.decide({cell, map.contacts(cell)}) == action);
        return agent.last().gate_level;
    };
    // The gate of calcium 0 is 2, of a fresh use 15 (snan_fixed_point_test.cpp).
    using four = std::array<std::int32_t, 4>;
    CHECK(gates(4, direction::east) == four{2, 2, 2, 2});
    CHECK(gates(4, direction::south) == four{2, 15, 2, 2});
    CHECK(gates(4, direction::south) == four{2, 15, 15, 2});
    CHECK(gates(5, direction::west) == four{2, 2, 2, 2});
    CHECK(gates(8, direction::north) == four{2, 2, 2, 2});
    CHECK(gates(5, direction::west) == four{2, 2, 2, 15});
}

TEST_CASE("snan: fixed point: the transient starts at a visit and is not restarted") {
    rule_config r = rule();
    r.astrocyte_model = calcium_model::ullah_transient;
    r.decision_window_s = 0.1;
    r.gate_threshold = 0.2;
    r.gate_slope = 0.05;
    r.rest_s = 100;
    const quantised_rule q(r);
    const grid_map map(2, 1);
    calls log;
    std::vector<direction> pull;
    snan_fixed_point agent(r, map, 1, std::make_unique<spied_synapses>(log, pull));
    agent.begin_episode();
    const auto gate_of_east = [&] {
        pull.assign(1, direction::east);
        agent.decide({0, 0b1101});
        return agent.last().gate_level[1];
    };
    const auto visit_east = [&] {
        pull.assign(1, direction::west);
        agent.decide({1, 0b0111});
    };
    const auto expected = [&](std::size_t elapsed) {
        return q.gate_of_calcium[elapsed < q.transient.size() ? q.transient[elapsed]
                                                              : q.transient.back()];
    };
    CHECK(gate_of_east() == expected(1000));
    visit_east();
    for (std::size_t elapsed = 1; elapsed < 100; ++elapsed) {
        CAPTURE(elapsed);
        if (elapsed % 7 == 0 && elapsed + 1 < q.transient.size()) {
            visit_east();  // under way: changes nothing
        } else {
            CHECK(gate_of_east() == expected(elapsed));
        }
    }
    CHECK(expected(30) > 25);
    visit_east();
    gate_of_east();
    CHECK(gate_of_east() == expected(2));
    agent.begin_episode();
    CHECK(gate_of_east() == expected(1000));
}

TEST_CASE("snan: fixed point: what waves write equals the automaton on every maze") {
    std::size_t written = 0;
    std::size_t redirected = 0;
    std::size_t depressed = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        rule_config r = rule();
        r.wave_over = seed % 2 == 0 ? wave_cells::sensed : wave_cells::visited;
        r.wave_reach_cells = static_cast<std::uint32_t>(seed % 5);
        r.reward_memory = static_cast<std::uint32_t>(seed / 2 % 4);
        maze task = generate_maze(8, 7, 0.25, seed);
        test::wave_oracle oracle(task.map, seed % 2 == 0, r.wave_reach_cells, r.reward_memory);
        struct recording : integer_synapses {
            using integer_synapses::integer_synapses;
            std::uint32_t reinforce(cell_index p, contact_bits a, std::uint8_t s) override {
                log->push_back({p, a, s});
                return integer_synapses::reinforce(p, a, s);
            }
            calls* log = nullptr;
        };
        calls log;
        auto store =
            std::make_unique<recording>(task.map.cells(), std::uint8_t{4}, std::uint8_t{6}, 2.5);
        store->log = &log;
        snan_fixed_point agent(r, task.map, seed, std::move(store));
        const maze moved = move_goal(task, seed);
        for (int episode = 0; episode < 12; ++episode) {
            const maze& goal_now = episode / 3 % 2 == 0 ? task : moved;
            agent.begin_episode();
            oracle.begin_episode();
            cell_index cell = task.start;
            for (std::uint32_t step = 0; step < step_limit(task.map); ++step) {
                const contact_bits contacts = task.map.contacts(cell);
                log.clear();
                oracle.sense(cell, contacts);
                const direction a = agent.decide({cell, contacts});
                calls expected;
                if (oracle.misses_reward(cell)) {
                    const auto recalled = oracle.recall(cell);
                    ++(recalled.potentiates ? redirected : depressed);
                    for (const auto& f : recalled.firings) {
                        if (recalled.potentiates && f.time == 0) continue;
                        expected.push_back({f.cell, recalled.potentiates ? f.from : none, 2});
                    }
                }
                if ((contacts & contact_bit(a)) == 0) cell = *task.map.neighbour(cell, a);
                const bool rewarded = cell == goal_now.goal;
                agent.outcome(rewarded);
                if (rewarded) {
                    for (const auto& f : oracle.reward(cell)) {
                        if (f.cell != cell) expected.push_back({f.cell, f.from, 2});
                    }
                }
                std::sort(expected.begin(), expected.end());
                std::sort(log.begin(), log.end());
                CAPTURE(seed, episode, step);
                REQUIRE(log == expected);
                written += log.size();
                if (rewarded) break;
            }
        }
    }
    CAPTURE(written, redirected, depressed);
    CHECK(written > 2000);
    CHECK(redirected > 20);
    CHECK(depressed > 20);
}

TEST_CASE("snan: fixed point: a reward after a push against the edge has no place to come from") {
    // Only a harness that overrules the reference does this, after a mismatch: it must live to name
    // it.
    calls log;
    std::vector<direction> pull{direction::west};
    snan_fixed_point agent(rule(), grid_map(2, 1), 1, std::make_unique<spied_synapses>(log, pull));
    agent.begin_episode();
    agent.decide({0, 0});
    REQUIRE(agent.last().action == direction::west);
    CHECK_NOTHROW(agent.outcome(true));
    CHECK(log.empty());
}

TEST_CASE("snan: fixed point: on the same path it learns what the double precision learns") {
    int decisions = 0;
    int agreed = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const rule_config r;  // the main rule
        const maze first = generate_maze(10, 10, 0.2, seed);
        const maze second = move_goal(first, seed);
        auto owned = std::make_unique<integer_synapses>(
            first.map.cells(), static_cast<std::uint8_t>(r.weight_initial),
            static_cast<std::uint8_t>(r.weight_max), 2.5);
        integer_synapses& levels = *owned;
        snan_fixed_point integers(r, first.map, seed, std::move(owned));
        snan_reference doubles(r, first.map, seed);
        for (int episode = 1; episode <= 8; ++episode) {
            const maze& task = episode <= 3 || episode > 6 ? first : second;
            integers.begin_episode();
            doubles.begin_episode();
            cell_index cell = task.start;
            for (std::uint32_t step = 0; step < step_limit(task.map) && cell != task.goal; ++step) {
                const observation seen{cell, task.map.contacts(cell)};
                const contact_bits winning = doubles.winners(seen);
                const direction a = integers.decide(seen);
                doubles.follow(a);
                ++decisions;
                agreed += (winning & contact_bit(a)) != 0 ? 1 : 0;
                if ((seen.contacts & contact_bit(a)) == 0) cell = *task.map.neighbour(cell, a);
                integers.outcome(cell == task.goal);
                doubles.outcome(cell == task.goal);
            }
            for (cell_index c = 0; c < first.map.cells(); ++c) {
                const auto level = levels.read_levels(c);
                for (const direction a : all_directions) {
                    CAPTURE(seed, episode, c);
                    REQUIRE(doubles.weight(c, a) == level[static_cast<std::size_t>(a)]);
                }
            }
        }
    }
    CAPTURE(agreed, decisions);
    CHECK(decisions > 2000);
    CHECK(agreed > 0.9 * decisions);
}
