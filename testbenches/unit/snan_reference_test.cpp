#include "snan/snan_reference.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "base/random.hpp"
#include "snan/maze_generator.hpp"
#include "testbenches/support/sample_rule.hpp"

using namespace memglia;
using memglia::test::rule;

namespace {

constexpr direction north = direction::north;
constexpr direction east = direction::east;
constexpr direction south = direction::south;
constexpr direction west = direction::west;

observation at(const grid_map& map, cell_index cell) {
    return {cell, map.contacts(cell)};
}

// Drives an agent along a path: every decision is overruled by the given action.
void walk(snan_reference& agent, const grid_map& map, cell_index& cell,
          const std::vector<direction>& path) {
    for (const direction a : path) {
        agent.winners(at(map, cell));
        agent.follow(a);
        agent.outcome(false);
        if (const auto next = map.neighbour(cell, a); next && map.is_free(*next)) cell = *next;
    }
}

contact_bits bits(std::initializer_list<direction> directions) {
    contact_bits b = 0;
    for (const direction d : directions) b = static_cast<contact_bits>(b | contact_bit(d));
    return b;
}

double gate(double calcium, const rule_config& r) {
    return 1 / (1 + std::exp(-(calcium - r.gate_threshold) / r.gate_slope));
}

// The rule written down once more, from the history of visits alone.
class plain_rule {
  public:
    plain_rule(const rule_config& r, const grid_map& map)
        : r_(r), map_(map), visits_(map.cells()), weight_(map.cells()), last_(map.cells()) {
        for (auto& row : weight_) row.fill(r.weight_initial);
    }
    void begin_episode() {
        now_ += std::lround(r_.rest_s / r_.decision_window_s);
        std::fill(last_.begin(), last_.end(), tag{});
    }
    contact_bits winners(const observation& seen) {
        ++now_;
        visits_[home(seen.cell)].push_back(now_);
        std::array<double, 4> drive{};
        double strongest = -1;
        for (std::size_t a = 0; a < 4; ++a) {
            if (((seen.contacts >> a) & 1) != 0) {
                drive[a] = -1;
                continue;
            }
            const cell_index to = *map_.neighbour(seen.cell, all_directions[a]);
            drive[a] = weight_[seen.cell][a] * (1 - r_.suppression_depth * gate(calcium(to), r_));
            strongest = std::max(strongest, drive[a]);
        }
        contact_bits winning = 0;
        for (std::size_t a = 0; a < 4; ++a) {
            const bool fires = drive[a] >= r_.fire_threshold && drive[a] > strongest - 1e-12;
            if (fires) winning = static_cast<contact_bits>(winning | (1U << a));
        }
        return winning;
    }
    void follow(cell_index cell, direction a) { last_[cell] = {now_, a}; }
    void reward() {
        for (std::size_t c = 0; c < last_.size(); ++c) {
            if (last_[c].when < 0) continue;
            const double age = static_cast<double>(now_ - last_[c].when) * r_.decision_window_s;
            const double e = std::exp(-age / r_.eligibility_tau_s);
            if (e < r_.eligibility_min) continue;
            for (std::size_t a = 0; a < 4; ++a) {
                double& w = weight_[c][a];
                if (all_directions[a] == last_[c].action) {
                    w = std::min(w + r_.learning_rate * e, 1.0 * r_.weight_max);
                } else if (w > r_.weight_initial) {
                    w = std::max(w - r_.learning_rate * e, 1.0 * r_.weight_initial);
                }
            }
        }
    }
    double calcium(cell_index cell) const {
        double ca = 0;
        long before = 0;
        for (const long t : visits_[home(cell)]) {
            ca = std::min(1.0, fade(ca, t - before) + r_.calcium_per_visit);
            before = t;
        }
        return fade(ca, now_ - before);
    }
    double weight(cell_index cell, std::size_t a) const { return weight_[cell][a]; }

  private:
    struct tag {
        long when = -1;
        direction action = direction::north;
    };
    // The upper left cell of the territory.
    cell_index home(cell_index cell) const {
        const std::uint32_t side = r_.region_width_cells;  // squares in these tests
        return map_.cell_at(map_.x_of(cell) / side * side, map_.y_of(cell) / side * side);
    }
    double fade(double ca, long decisions) const {
        return ca *
               std::exp(-static_cast<double>(decisions) * r_.decision_window_s / r_.calcium_tau_s);
    }

    rule_config r_;
    grid_map map_;
    long now_ = 0;
    std::vector<std::vector<long>> visits_;
    std::vector<std::array<double, 4>> weight_;
    std::vector<tag> last_;
};

}  // namespace

TEST_CASE("snan: calcium decays exponentially over decisions and over the rest") {
    const grid_map map(6, 1);
    snan_reference agent(rule(), map, 1);
    agent.begin_episode();
    CHECK(agent.calcium(0) == 0);
    cell_index cell = 0;
    walk(agent, map, cell, {east});
    CHECK(agent.calcium(0) == 0.5);
    for (int decisions = 1; decisions <= 60; ++decisions) {
        walk(agent, map, cell, {decisions % 2 == 1 ? east : west});
        if (cell == 0) break;
        CHECK(agent.calcium(0) == Approx(0.5 * std::exp(-decisions / 100.0)).epsilon(1e-13));
    }
    const double before = agent.calcium(0);
    agent.begin_episode();  // 200 s of rest at 0.05 s per decision
    CHECK(agent.calcium(0) == Approx(before * std::exp(-40.0)).epsilon(1e-12));
    CHECK(agent.calcium(5) == 0);
}

TEST_CASE("snan: visits add calcium and saturate at one") {
    const grid_map map(1, 1);
    snan_reference agent(rule(), map, 1);
    agent.begin_episode();
    const double fade = std::exp(-1 / 100.0);
    agent.winners(at(map, 0));
    CHECK(agent.calcium(0) == 0.5);
    agent.winners(at(map, 0));
    CHECK(agent.calcium(0) == Approx(0.5 * fade + 0.5).epsilon(1e-14));
    for (int i = 0; i < 5; ++i) agent.winners(at(map, 0));
    CHECK(agent.calcium(0) == 1);
}

TEST_CASE("snan: suppression makes the agent prefer the unvisited neighbour") {
    const grid_map map(3, 3);
    rule_config r = rule();
    for (const direction come_from : all_directions) {
        snan_reference agent(r, map, 1);
        agent.begin_episode();
        cell_index cell = *map.neighbour(4, come_from);
        const auto back = static_cast<direction>((static_cast<unsigned>(come_from) + 2) % 4);
        walk(agent, map, cell, {back});
        REQUIRE(cell == 4);
        CHECK(agent.winners(at(map, 4)) == (15 & ~contact_bit(come_from)));
    }
    // With all but one neighbour visited the last one wins; with all visited the oldest visit.
    snan_reference agent(r, map, 1);
    agent.begin_episode();
    cell_index cell = 1;
    walk(agent, map, cell, {south, east, west, south, north});
    CHECK(agent.winners(at(map, 4)) == bits({west}));
    agent.follow(west);
    walk(agent, map, cell = 3, {east});
    CHECK(agent.winners(at(map, 4)) == bits({north}));
    // Without suppression visits leave no trace in the choice.
    r.suppression_depth = 0;
    snan_reference indifferent(r, map, 1);
    indifferent.begin_episode();
    cell = 1;
    walk(indifferent, map, cell, {south, east, west, south, north});
    CHECK(indifferent.winners(at(map, 4)) == 15);
}

TEST_CASE("snan: ties are broken uniformly") {
    const grid_map map(3, 3);
    constexpr int count = 4000;
    std::array<int, 4> centre{};
    std::array<int, 4> corner{};
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        snan_reference agent(rule(), map, seed);
        agent.begin_episode();
        ++centre[static_cast<std::size_t>(agent.decide(at(map, 4)))];
        ++corner[static_cast<std::size_t>(agent.decide(at(map, 0)))];
    }
    for (const int c : centre) CHECK(std::abs(c - count / 4) < 5 * std::sqrt(count * 3.0 / 16));
    CHECK(corner[0] + corner[3] == 0);  // north and west are the edge
    CHECK(std::abs(corner[1] - count / 2) < 5 * std::sqrt(count / 4.0));
}

TEST_CASE("snan: below the firing threshold no neuron wins and an open side is drawn") {
    const grid_map map(2, 2);
    rule_config r = rule();
    r.fire_threshold = 15;
    constexpr int count = 2000;
    int easts = 0;
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        snan_reference agent(r, map, seed);
        agent.begin_episode();
        CHECK(agent.winners(at(map, 0)) == 0);
        const direction a = agent.decide(at(map, 0));
        CHECK((a == east || a == south));
        easts += a == east ? 1 : 0;
    }
    CHECK(std::abs(easts - count / 2) < 5 * std::sqrt(count / 4.0));
    // At exactly the threshold it fires.
    r.suppression_depth = 0;
    r.fire_threshold = 4;
    snan_reference agent(r, map, 1);
    agent.begin_episode();
    CHECK(agent.winners(at(map, 0)) == bits({east, south}));
}

TEST_CASE("snan: learning happens at reward only, with the age of the tag") {
    const grid_map map(16, 1);
    snan_reference agent(rule(), map, 1);
    agent.begin_episode();
    cell_index cell = 0;
    walk(agent, map, cell, std::vector<direction>(14, east));
    agent.winners(at(map, cell));
    agent.follow(east);
    for (cell_index c = 0; c < 16; ++c) {
        for (const direction a : all_directions) CHECK(agent.weight(c, a) == 4);
    }
    agent.outcome(false);
    for (cell_index c = 0; c < 16; ++c) CHECK(agent.weight(c, east) == 4);
    agent.outcome(true);
    // Cell 14 acted just now. exp(-13/10) is above 0.25, exp(-14/10) below.
    for (cell_index c = 0; c < 16; ++c) {
        const int age = 14 - static_cast<int>(c);
        const double gain = age >= 0 && age <= 13 ? 2 * std::exp(-age / 10.0) : 0;
        CAPTURE(c);
        CHECK(agent.weight(c, east) == Approx(4 + gain).epsilon(1e-14));
        for (const direction a : {north, south, west}) CHECK(agent.weight(c, a) == 4);
    }
}

TEST_CASE(
    "snan: only the last action of a cell is reinforced, the others fall back, not below initial") {
    const grid_map map(3, 1);
    snan_reference agent(rule(), map, 1);
    agent.begin_episode();
    cell_index cell = 1;
    walk(agent, map, cell, {west, east, east});  // cell 1: first west, then east
    agent.outcome(true);
    CHECK(cell == 2);
    CHECK(agent.weight(1, west) == 4);
    CHECK(agent.weight(1, east) == 6);
    CHECK(agent.weight(0, east) == Approx(4 + 2 * std::exp(-0.1)).epsilon(1e-14));
    // Next trial the other way: west gains 2, east loses 2 exp(-0.1) ... and never falls below 4.
    for (int trial = 0; trial < 3; ++trial) {
        agent.begin_episode();
        const double before = agent.weight(1, east);
        cell = 1;
        walk(agent, map, cell, {west, west});
        agent.outcome(true);
        const double e = 2 * std::exp(-0.1);
        CHECK(agent.weight(1, east) == Approx(std::max(4.0, before - e)).epsilon(1e-14));
        CHECK(agent.weight(1, west) == Approx(4 + (trial + 1) * e).epsilon(1e-14));
        CHECK(agent.weight(1, north) == 4);
        CHECK(agent.weight(2, west) == 4);  // not visited in this trial
    }
    // Up to the maximum and no further.
    for (int trial = 0; trial < 10; ++trial) {
        agent.begin_episode();
        cell = 1;
        walk(agent, map, cell, {west});
        agent.outcome(true);
    }
    CHECK(agent.weight(1, west) == 15);
    CHECK(agent.weight(1, east) == 4);
}

TEST_CASE("snan: tags do not survive the end of an episode") {
    const grid_map map(3, 1);
    rule_config r = rule();
    r.rest_s = 0;  // nothing but begin_episode separates them
    snan_reference agent(r, map, 1);
    agent.begin_episode();
    cell_index cell = 0;
    walk(agent, map, cell, {east});
    agent.begin_episode();
    walk(agent, map, cell, {east});
    agent.outcome(true);
    CHECK(agent.weight(0, east) == 4);
    CHECK(agent.weight(1, east) == 6);
}

TEST_CASE("snan: cells of a region share their astrocyte") {
    const grid_map map(5, 4);
    rule_config r = rule();
    r.region_width_cells = r.region_height_cells = 2;
    snan_reference agent(r, map, 1);
    agent.begin_episode();
    cell_index cell = map.cell_at(2, 1);
    walk(agent, map, cell, {south});
    for (cell_index c = 0; c < map.cells(); ++c) {
        const bool same = map.x_of(c) / 2 == 1 && map.y_of(c) / 2 == 0;
        CHECK(agent.calcium(c) == (same ? 0.5 : 0));
    }
    // Two visits to different cells of one region add up.
    walk(agent, map, cell, {north, east, east});
    CHECK(agent.calcium(map.cell_at(3, 0)) > 0.9);
    // From (3, 0), east leaves the region: the only neighbour without a visit.
    CHECK(agent.winners(at(map, map.cell_at(3, 0))) == bits({east}));
}

TEST_CASE("snan: the reference equals the rule recomputed from the history of visits") {
    for (const std::uint32_t side : {1U, 2U, 3U}) {
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            const maze task = generate_maze(7, 6, 0.2, seed);
            rule_config r = rule();
            r.region_width_cells = r.region_height_cells = side;
            r.fire_threshold = 0.5 * static_cast<double>(seed);
            r.rest_s = 2;
            snan_reference agent(r, task.map, seed);
            plain_rule plain(r, task.map);
            random_stream random(seed, "test", "walk");
            for (int episode = 0; episode < 3; ++episode) {
                agent.begin_episode();
                plain.begin_episode();
                cell_index cell = task.start;
                for (int step = 0; step < 120; ++step) {
                    const observation seen = at(task.map, cell);
                    const contact_bits winning = agent.winners(seen);
                    CAPTURE(side, seed, episode, step, cell);
                    REQUIRE(winning == plain.winners(seen));
                    // Mostly as the rule wants, now and then somewhere else, walls included.
                    auto a = static_cast<direction>(random.below(4));
                    for (int i = 0; i < 20 && (winning & contact_bit(a)) == 0; ++i) {
                        a = static_cast<direction>(random.below(4));
                    }
                    agent.follow(a);
                    plain.follow(cell, a);
                    if ((seen.contacts & contact_bit(a)) == 0) cell = *task.map.neighbour(cell, a);
                    const bool rewarded = cell == task.goal;
                    agent.outcome(rewarded);
                    if (!rewarded) continue;
                    plain.reward();
                    break;
                }
                double worst = 0;
                for (cell_index c = 0; c < task.map.cells(); ++c) {
                    worst = std::max(worst, std::abs(agent.calcium(c) - plain.calcium(c)));
                    for (std::size_t a = 0; a < 4; ++a) {
                        worst = std::max(worst, std::abs(agent.weight(c, all_directions[a]) -
                                                         plain.weight(c, a)));
                    }
                }
                CHECK(worst < 1e-12);
            }
        }
    }
}

TEST_CASE("snan: decide is winners, a draw among them, and follow") {
    const maze task = generate_maze(8, 8, 0.2, 5);
    snan_reference one(rule(), task.map, 5);
    snan_reference two(rule(), task.map, 5);
    for (int episode = 0; episode < 4; ++episode) {
        one.begin_episode();
        two.begin_episode();
        cell_index cell = task.start;
        for (int step = 0; step < 100; ++step) {
            const observation seen = at(task.map, cell);
            const direction a = one.decide(seen);
            const contact_bits winning = two.winners(seen);
            CHECK((winning & contact_bit(a)) != 0);
            two.follow(a);
            if ((seen.contacts & contact_bit(a)) == 0) cell = *task.map.neighbour(cell, a);
            one.outcome(cell == task.goal);
            two.outcome(cell == task.goal);
            if (cell == task.goal) break;
        }
    }
    for (cell_index c = 0; c < task.map.cells(); ++c) {
        for (const direction a : all_directions) CHECK(one.weight(c, a) == two.weight(c, a));
    }
}
