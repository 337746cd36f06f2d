#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "snan/choice.hpp"
#include "snan/maze_generator.hpp"
#include "snan/moving_ai.hpp"
#include "snan/random_walker.hpp"
#include "snan/session.hpp"

using namespace memglia;

namespace {

// Plays a fixed sequence of actions and writes down everything the session does to it.
class scripted : public decider {
  public:
    explicit scripted(std::vector<direction> script) : script_(std::move(script)) {}

    void begin_episode() override { log += "b"; }
    direction decide(const observation& s) override {
        log += "d";
        seen.push_back(s);
        return script_[(seen.size() - 1) % script_.size()];
    }
    void outcome(bool rewarded) override { log += rewarded ? "R" : "o"; }

    std::string log;
    std::vector<observation> seen;

  private:
    std::vector<direction> script_;
};

class recorder : public session_observer {
  public:
    void on_step(const step_record& s) override { steps.push_back(s); }
    std::vector<step_record> steps;
};

constexpr direction n = direction::north;
constexpr direction e = direction::east;
constexpr direction s = direction::south;
constexpr direction w = direction::west;

// .@g      cells 0 1 2
// s..            3 4 5
maze corner() {
    return make_maze(parse_map("type octile\nheight 2\nwidth 3\nmap\n.@.\n...\n", ""), 3, 2);
}

// Five standard deviations of a count that hits with probability p.
double five_sigma(double count, double p) {
    return 5 * std::sqrt(count * p * (1 - p));
}

}  // namespace

TEST_CASE("snan: a session carries out a script, bumps included, until the goal") {
    const maze task = corner();
    CHECK(task.shortest == 3);
    scripted agent({w, n, n, s, e, n, e, n});
    recorder observer;
    const auto result = run_episode(task, 100, agent, &observer);
    CHECK(result.reached);
    CHECK(result.steps == 8);
    CHECK(agent.log ==
          "b"
          "dododododododo"
          "dR");
    std::vector<cell_index> cells;
    for (const auto& o : agent.seen) cells.push_back(o.cell);
    // West of 3 and north of 0 and of 4 are walls: the agent stays, the step counts.
    CHECK(cells == std::vector<cell_index>{3, 3, 0, 0, 3, 4, 4, 5});
    for (const auto& o : agent.seen) CHECK(o.contacts == task.map.contacts(o.cell));
    REQUIRE(observer.steps.size() == 8);
    const std::array<bool, 8> moved{false, true, false, true, true, false, true, true};
    const std::array<direction, 8> script{w, n, n, s, e, n, e, n};
    for (std::size_t i = 0; i < 8; ++i) {
        CAPTURE(i);
        CHECK(observer.steps[i].seen.cell == cells[i]);
        CHECK(observer.steps[i].seen.contacts == agent.seen[i].contacts);
        CHECK(observer.steps[i].action == script[i]);
        CHECK(observer.steps[i].moved == moved[i]);
        CHECK(observer.steps[i].rewarded == (i == 7));
    }
}

TEST_CASE("snan: a session ends at its limit and counts a failure as limit + 1") {
    const maze task = corner();
    scripted bumper({w});
    const auto failure = run_episode(task, 5, bumper);
    CHECK_FALSE(failure.reached);
    CHECK(failure.steps == 6);
    CHECK(bumper.log == "bdododododo");
    // The goal on the last allowed step is a success, one step later it is not.
    scripted direct({e, e, n});
    const auto last = run_episode(task, 3, direct);
    CHECK(last.reached);
    CHECK(last.steps == 3);
    CHECK(direct.log == "bdododR");
    scripted late({e, e, n});
    const auto missed = run_episode(task, 2, late);
    CHECK_FALSE(missed.reached);
    CHECK(missed.steps == 3);
    CHECK(late.log == "bdodo");
    scripted idle({e});
    CHECK(run_episode(task, 0, idle).steps == 1);
    CHECK(idle.log == "b");
    CHECK(step_limit(task.map) == 4 * 3 * 2);
    CHECK(step_limit(grid_map(10, 10)) == 400);
}

TEST_CASE("snan: every episode starts at the start") {
    const maze task = corner();
    scripted agent({e, e, n});
    for (int episode = 0; episode < 3; ++episode) {
        CHECK(run_episode(task, 10, agent).steps == 3);
        CHECK(agent.seen[static_cast<std::size_t>(3 * episode)].cell == task.start);
    }
    CHECK(agent.log == "bdododRbdododRbdododR");
}

TEST_CASE("snan: pick takes one of the options uniformly and needs no draw for a single one") {
    constexpr int count = 8000;
    for (unsigned options = 1; options < 16; ++options) {
        random_stream random(options, "pick", "test");
        std::array<int, 4> taken{};
        for (int i = 0; i < count; ++i) {
            ++taken[static_cast<std::size_t>(pick(static_cast<contact_bits>(options), random))];
        }
        int candidates = 0;
        for (unsigned a = 0; a < 4; ++a) candidates += (options >> a) & 1U ? 1 : 0;
        const double p = 1.0 / candidates;
        CAPTURE(options);
        for (unsigned a = 0; a < 4; ++a) {
            const bool allowed = ((options >> a) & 1U) != 0;
            CHECK(std::abs(taken[a] - (allowed ? count * p : 0)) <= five_sigma(count, p));
            CHECK((taken[a] > 0) == allowed);
        }
        if (candidates == 1) {
            random_stream fresh(options, "pick", "test");
            CHECK(random.uniform() == fresh.uniform());
        }
    }
}

TEST_CASE("snan: choose prefers winners, then open sides, then any side") {
    random_stream random(1, "choose", "test");
    std::array<std::array<int, 4>, 3> taken{};
    for (int i = 0; i < 400; ++i) {
        // A winner counts even where there is contact.
        REQUIRE(choose(0b0010, 0b0010, random) == e);
        ++taken[0][static_cast<std::size_t>(choose(0b0110, 0b0010, random))];
        ++taken[1][static_cast<std::size_t>(choose(0, 0b0110, random))];
        ++taken[2][static_cast<std::size_t>(choose(0, 0b1111, random))];
    }
    const std::array<std::array<bool, 4>, 3> possible{
        {{false, true, true, false}, {true, false, false, true}, {true, true, true, true}}};
    for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t a = 0; a < 4; ++a) CHECK((taken[k][a] > 50) == possible[k][a]);
        for (std::size_t a = 0; a < 4; ++a) CHECK((taken[k][a] > 0) == possible[k][a]);
    }
}

TEST_CASE("snan: the bumping walker chooses all four sides alike, whatever touches it") {
    constexpr int count = 20'000;
    random_walker walker(random_walker::senses::nothing, 3);
    for (const contact_bits contacts : std::array<contact_bits, 4>{0, 5, 15, 7}) {
        std::array<int, 4> taken{};
        for (int i = 0; i < count; ++i)
            ++taken[static_cast<std::size_t>(walker.decide({0, contacts}))];
        for (const int t : taken) CHECK(std::abs(t - count / 4) <= five_sigma(count, 0.25));
    }
}

TEST_CASE("snan: the free walker never bumps and chooses among the open sides alike") {
    constexpr int count = 6000;
    random_walker walker(random_walker::senses::contacts, 3);
    for (unsigned contacts = 0; contacts < 15; ++contacts) {
        std::array<int, 4> taken{};
        int open = 0;
        for (unsigned a = 0; a < 4; ++a) open += ((contacts >> a) & 1U) == 0 ? 1 : 0;
        for (int i = 0; i < count; ++i) {
            ++taken[static_cast<std::size_t>(
                walker.decide({0, static_cast<contact_bits>(contacts)}))];
        }
        CAPTURE(contacts);
        for (unsigned a = 0; a < 4; ++a) {
            const bool blocked = ((contacts >> a) & 1U) != 0;
            const double p = blocked ? 0 : 1.0 / open;
            CHECK(std::abs(taken[a] - count * p) <= five_sigma(count, p));
        }
    }
}

TEST_CASE("snan: walkers in mazes bump or do not, and are reproducible by seed") {
    const maze task = generate_maze(10, 10, 0.2, 1);
    const auto walk = [&task](random_walker::senses senses, std::uint64_t seed) {
        random_walker walker(senses, seed);
        recorder observer;
        run_episode(task, 2000, walker, &observer);
        return observer.steps;
    };
    const auto bumps = [](const std::vector<step_record>& steps) {
        std::size_t count = 0;
        for (const auto& step : steps) count += step.moved ? 0U : 1U;
        return count;
    };
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const auto free = walk(random_walker::senses::contacts, seed);
        const auto blind = walk(random_walker::senses::nothing, seed);
        CHECK(bumps(free) == 0);
        CHECK(bumps(blind) > 0);
        // An unmoved agent sees the same cell again, a moved one a neighbour.
        for (std::size_t i = 1; i < blind.size(); ++i) {
            const auto next = task.map.neighbour(blind[i - 1].seen.cell, blind[i - 1].action);
            const cell_index expected = blind[i - 1].moved ? next.value() : blind[i - 1].seen.cell;
            REQUIRE(blind[i].seen.cell == expected);
        }
        const auto again = walk(random_walker::senses::nothing, seed);
        REQUIRE(again.size() == blind.size());
        bool equal = true;
        for (std::size_t i = 0; i < again.size(); ++i)
            equal = equal && again[i].action == blind[i].action;
        CHECK(equal);
    }
}
