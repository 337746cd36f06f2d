#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "snan/coverage.hpp"
#include "snan/maze_generator.hpp"
#include "snan/navigation_experiment.hpp"
#include "snan/navigation_statistics.hpp"

// What an experiment adds to a walk: coverage, moved goals, comparisons.
using namespace memglia;

namespace {

// Walks what it is told and writes down what it was told.
class scripted : public decider {
  public:
    explicit scripted(std::vector<direction> script) : script_(std::move(script)) {}
    void begin_episode() override { log += 'b'; }
    direction decide(const observation& seen) override {
        log += 'd';
        cells.push_back(seen.cell);
        return script_[next_++];
    }
    void outcome(bool rewarded) override { log += rewarded ? 'R' : 'o'; }

    std::string log;
    std::vector<cell_index> cells;

  private:
    std::vector<direction> script_;
    std::size_t next_ = 0;
};

constexpr direction north = direction::north;
constexpr direction east = direction::east;
constexpr direction south = direction::south;
constexpr direction west = direction::west;

std::vector<episode_result> steps(const std::vector<std::uint32_t>& counts) {
    std::vector<episode_result> r;
    for (const auto n : counts) r.push_back({n, true});
    return r;
}

}  // namespace

TEST_CASE("snan: coverage is looked at after 1, 2, 5 and so on") {
    using points = std::vector<std::uint32_t>;
    CHECK(coverage_checkpoints(1) == points{1});
    CHECK(coverage_checkpoints(2) == points{1, 2});
    CHECK(coverage_checkpoints(3) == points{1, 2, 3});
    CHECK(coverage_checkpoints(10) == points{1, 2, 5, 10});
    CHECK(coverage_checkpoints(11) == points{1, 2, 5, 10, 11});
    CHECK(coverage_checkpoints(2000) == points{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000});
}

TEST_CASE("snan: coverage counts cells entered of those that can be") {
    // . . # .      0 1 2 3   2 and 6 are walls: 0 1 4 5 can be reached from 0.
    // . . # .      4 5 6 7
    grid_map map(4, 2);
    map.set_free(2, false);
    map.set_free(6, false);
    scripted agent({east, east, north, south, south, west, west, north, east, west});
    const auto shares = explore(map, 0, 10, agent);
    // 1 entered; bump east, north; 5; bump south; 4; bump west; back to 0 and 1.
    CHECK(shares == std::vector<double>{0.5, 0.5, 0.75, 1.0});
    CHECK(agent.cells == std::vector<cell_index>{0, 1, 1, 1, 5, 5, 4, 4, 0, 1});
    CHECK(agent.log == "bdodododododododododo");
    scripted still({west, west, north});
    CHECK(explore(map, 0, 3, still) == std::vector<double>{0.25, 0.25, 0.25});
    scripted right({north, south});
    CHECK(explore(map, 3, 2, right) == std::vector<double>{0.5, 1.0});
}

TEST_CASE("snan: a moved goal is another free cell, far enough, on the same map") {
    bool other_seed_differs = false;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const maze task = generate_maze(9, 6, 0.25, seed);
        const maze moved = move_goal(task, seed);
        CAPTURE(seed);
        CHECK(moved.start == task.start);
        CHECK(moved.goal != task.goal);
        CHECK(moved.goal != task.start);
        CHECK(moved.map.is_free(moved.goal));
        for (cell_index c = 0; c < task.map.cells(); ++c) {
            REQUIRE(moved.map.is_free(c) == task.map.is_free(c));
        }
        CHECK(moved.shortest == task.map.shortest_path(task.start, moved.goal));
        CHECK(moved.shortest >= 5);  // half of 9, rounded up
        CHECK(move_goal(task, seed).goal == moved.goal);
        other_seed_differs = other_seed_differs || move_goal(task, seed + 1000).goal != moved.goal;
    }
    CHECK(other_seed_differs);
}

TEST_CASE("snan: a moved goal is uniform over the places it may have") {
    // 6 x 1 from 0 with the goal at 5: at least 3 moves away leaves 3 and 4.
    const maze task = make_maze(grid_map(6, 1), 0, 5);
    int threes = 0;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        const auto goal = move_goal(task, seed).goal;
        REQUIRE((goal == 3 || goal == 4));
        threes += goal == 3 ? 1 : 0;
    }
    CHECK(std::abs(threes - 1000) < 5 * std::sqrt(500.0));
    CHECK_THROWS_WITH(move_goal(make_maze(grid_map(2, 1), 0, 1), 1),
                      Catch::Contains("no second goal at least 1 moves from the start"));
}

TEST_CASE("snan: which goal counts in which episode") {
    experiment_config c;
    for (const std::uint32_t e : {1U, 5U, 1000U}) CHECK(c.goal_of_episode(e) == 0);
    c.goal_moves_at = 6;
    CHECK(c.goal_of_episode(5) == 0);
    CHECK(c.goal_of_episode(6) == 1);
    CHECK(c.goal_of_episode(1000) == 1);
    c.goal_returns_at = 11;
    CHECK_NOTHROW(c.validate());
    CHECK(c.goal_of_episode(5) == 0);
    CHECK(c.goal_of_episode(6) == 1);
    CHECK(c.goal_of_episode(10) == 1);
    CHECK(c.goal_of_episode(11) == 0);
    CHECK(c.goal_of_episode(12) == 0);
}

TEST_CASE("snan: a goal cannot return before it has moved") {
    const auto refusal = [](std::uint32_t moves, std::uint32_t returns) {
        experiment_config c;
        c.goal_moves_at = moves;
        c.goal_returns_at = returns;
        try {
            c.validate();
        } catch (const input_error& e) {
            return e.data.path + ": " + e.data.found + ", " + e.data.expected;
        }
        return std::string("accepted");
    };
    CHECK(refusal(6, 0) == "accepted");
    CHECK(refusal(6, 7) == "accepted");
    CHECK(refusal(6, 6) == "goal_returns_at: found 6, an episode after goal_moves_at, 6");
    CHECK(refusal(6, 2) == "goal_returns_at: found 2, an episode after goal_moves_at, 6");
    CHECK(refusal(0, 2) == "goal_returns_at: found 2, an episode after goal_moves_at, 0");
}

TEST_CASE("snan: a paired difference is negative where we need fewer steps") {
    const auto ours = steps({10, 20, 30});
    const auto theirs = steps({14, 26, 32});
    const auto fewer = paired_difference(ours, theirs, 1);
    CHECK(fewer.mean == Approx(-4));
    CHECK(fewer.mean_95.low >= -6);
    CHECK(fewer.mean_95.high <= -2);
    CHECK(fewer.mean_95.low < fewer.mean_95.high);
    CHECK(paired_difference(theirs, ours, 1).mean == Approx(4));
    CHECK(paired_difference(ours, ours, 1).mean == 0);
    CHECK(paired_difference(ours, ours, 1).mean_95.high == 0);
    // Maze by maze: a large spread between mazes does not widen it.
    const auto far = paired_difference(steps({10, 1000, 100'000}), steps({11, 1001, 100'001}), 1);
    CHECK(far.mean == Approx(-1));
    CHECK(far.mean_95.low == Approx(-1));
    CHECK(far.mean_95.high == Approx(-1));
}

TEST_CASE("snan: the sum of steps adds up episodes and averages mazes") {
    const auto sum = sum_of_steps({steps({100, 50}), steps({20, 10}), steps({3, 7})}, 1);
    CHECK(sum.mean == Approx((123 + 67) / 2.0));
    CHECK(sum.mean_95.low >= 67);
    CHECK(sum.mean_95.high <= 123);
    CHECK(sum_of_steps({steps({5})}, 1).mean == 5);
}

TEST_CASE("snan: an episode's means are those of its mazes") {
    const auto s = summarise_episode(steps({10, 30}), {5, 20}, 1);
    CHECK(s.mean_steps == Approx(20));
    CHECK(s.mean_shortest == Approx(12.5));
    CHECK(s.mean_over_shortest == Approx((2 + 1.5) / 2));
    CHECK(s.mean_steps_95.low >= 10);
    CHECK(s.mean_steps_95.high <= 30);
}
