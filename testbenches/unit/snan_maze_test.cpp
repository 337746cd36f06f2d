#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "snan/maze_generator.hpp"
#include "snan/moving_ai.hpp"

using namespace memglia;

namespace {

std::uint32_t walls_of(const grid_map& m) {
    std::uint32_t walls = 0;
    for (cell_index c = 0; c < m.cells(); ++c) walls += m.is_free(c) ? 0U : 1U;
    return walls;
}

// Everything of a maze in one string.
std::string fingerprint(const maze& m) {
    return format_map(m.map) + std::to_string(m.start) + " " + std::to_string(m.goal) + " " +
           std::to_string(m.shortest);
}

}  // namespace

TEST_CASE("snan: a generated maze is a function of its arguments") {
    const std::string first = fingerprint(generate_maze(10, 10, 0.2, 7));
    CHECK(fingerprint(generate_maze(10, 10, 0.2, 7)) == first);
    CHECK(fingerprint(generate_maze(10, 10, 0.2, 8)) != first);
    CHECK(fingerprint(generate_maze(10, 10, 0.2, 7 + (1ULL << 40))) != first);
    std::vector<std::string> many;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        many.push_back(fingerprint(generate_maze(8, 8, 0.2, seed)));
    }
    std::sort(many.begin(), many.end());
    CHECK(std::adjacent_find(many.begin(), many.end()) == many.end());
}

// Drawn by an independent program as well. A change of these moves the mazes of every experiment.
TEST_CASE("snan: generated mazes are frozen") {
    CHECK(fingerprint(generate_maze(6, 4, 0.25, 1)) ==
          "type octile\nheight 4\nwidth 6\nmap\n"
          ".@.@..\n"
          "@@....\n"
          "...@..\n"
          ".....@\n"
          "13 21 3");
    CHECK(fingerprint(generate_maze(5, 8, 0.2, 10000)) ==
          "type octile\nheight 8\nwidth 5\nmap\n"
          ".....\n"
          ".@.@.\n"
          "@...@\n"
          ".....\n"
          ".....\n"
          "..@..\n"
          "@.@..\n"
          "@....\n"
          "38 22 4");
}

TEST_CASE("snan: a generated maze keeps its promises") {
    struct request {
        std::uint32_t width;
        std::uint32_t height;
        double wall_fraction;
    };
    for (const request& r : std::vector<request>{{10, 10, 0.2},
                                                 {10, 10, 0.0},
                                                 {20, 20, 0.3},
                                                 {12, 4, 0.25},
                                                 {4, 12, 0.13},
                                                 {2, 1, 0.0},
                                                 {16, 1, 0.0},
                                                 {8, 8, 0.0078125}}) {  // half a cell: one wall
        for (std::uint64_t seed = 0; seed < 25; ++seed) {
            const maze m = generate_maze(r.width, r.height, r.wall_fraction, seed);
            CAPTURE(r.width, r.height, r.wall_fraction, seed);
            CHECK(m.map.width() == r.width);
            CHECK(m.map.height() == r.height);
            CHECK(walls_of(m.map) == std::lround(r.wall_fraction * r.width * r.height));
            CHECK(m.start != m.goal);
            CHECK(m.map.is_free(m.start));
            CHECK(m.map.is_free(m.goal));
            CHECK(m.map.shortest_path(m.start, m.goal) == m.shortest);
            CHECK(2 * m.shortest >= std::max(r.width, r.height));
        }
    }
}

TEST_CASE("snan: mazes of odd size are at least half as long as wide, too") {
    for (const std::uint32_t size : {3U, 5U, 7U, 15U}) {
        bool long_enough = true;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const maze m = generate_maze(size, size, 0.1, seed);
            long_enough = long_enough && m.shortest >= size / 2.0;
        }
        CAPTURE(size);
        CHECK(long_enough);
    }
}

TEST_CASE("snan: walls, start and goal of generated mazes are spread over the whole map") {
    constexpr int count = 1500;
    std::array<int, 36> walls{};
    std::array<int, 36> starts{};
    std::array<int, 36> goals{};
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        const maze m = generate_maze(6, 6, 0.25, seed);
        for (cell_index c = 0; c < 36; ++c) walls[c] += m.map.is_free(c) ? 0 : 1;
        ++starts[m.start];
        ++goals[m.goal];
    }
    // Solvable mazes with distant ends favour some cells a little; none by a factor of two.
    for (std::size_t c = 0; c < 36; ++c) {
        CAPTURE(c);
        CHECK(std::abs(walls[c] - count / 4) < count / 8);
        CHECK(starts[c] > count / 36 / 2);
        CHECK(starts[c] < count / 36 * 2);
        CHECK(goals[c] > count / 36 / 2);
        CHECK(goals[c] < count / 36 * 2);
    }
}

TEST_CASE("snan: a maze that cannot be is refused") {
    CHECK_THROWS_AS(generate_maze(5, 5, 1.0, 1), error);
    CHECK_THROWS_AS(generate_maze(5, 5, 24.0 / 25, 1), error);  // one free cell
    CHECK_THROWS_AS(generate_maze(1, 1, 0, 1), error);
    CHECK_THROWS_AS(generate_maze(5, 5, 23.0 / 25, 1),
                    error);  // two cells, two moves apart at least
    CHECK_THROWS_AS(generate_maze(0, 5, 0, 1), input_error);
    try {
        generate_maze(8, 4, 0.9, 1);
        FAIL("32 cells with 29 walls hold no path of four moves");
    } catch (const error& e) {
        CHECK_THAT(e.what(), Catch::Contains("8 x 4") && Catch::Contains("29 walls") &&
                                 Catch::Contains("at least 4"));
    }
}

TEST_CASE("snan: a wall fraction outside 0 to 1 is refused") {
    constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
    for (const double fraction : {not_a_number, 1e300, 1.01, -1e300, -0.1, -0.02, 42949672.94}) {
        CAPTURE(fraction);
        REQUIRE_THROWS_AS(generate_maze(10, 10, fraction, 1), error);
    }
}
