#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "snan/astrocyte_layout.hpp"
#include "snan/grid_map.hpp"

using namespace memglia;

namespace {

// A map as text, with its rules written out once more.
struct drawing {
    std::vector<std::string> rows;

    bool free(int x, int y) const {
        if (x < 0 || y < 0 || y >= static_cast<int>(rows.size())) return false;
        const std::string& row = rows[static_cast<std::size_t>(y)];
        return x < static_cast<int>(row.size()) && row[static_cast<std::size_t>(x)] == '.';
    }
    grid_map map() const {
        grid_map m(static_cast<std::uint32_t>(rows[0].size()),
                   static_cast<std::uint32_t>(rows.size()));
        for (cell_index c = 0; c < m.cells(); ++c) {
            m.set_free(c, free(static_cast<int>(m.x_of(c)), static_cast<int>(m.y_of(c))));
        }
        return m;
    }
};

struct offset {
    int x;
    int y;
};
// north, east, south, west; y points down.
constexpr std::array<offset, 4> moves{{{0, -1}, {1, 0}, {0, 1}, {-1, 0}}};

drawing random_drawing(std::mt19937_64& engine, std::size_t width, std::size_t height) {
    drawing d;
    for (std::size_t y = 0; y < height; ++y) {
        std::string row;
        for (std::size_t x = 0; x < width; ++x) row += engine() % 10 < 3 ? '@' : '.';
        d.rows.push_back(row);
    }
    return d;
}

// All distances by relaxation until nothing changes (Bellman and Ford).
std::vector<int> distances(const drawing& d, int from_x, int from_y) {
    const int width = static_cast<int>(d.rows[0].size());
    const int height = static_cast<int>(d.rows.size());
    const auto at = [width](int x, int y) { return static_cast<std::size_t>(y * width + x); };
    constexpr int far = 1'000'000;
    std::vector<int> distance(static_cast<std::size_t>(width * height), far);
    if (d.free(from_x, from_y)) distance[at(from_x, from_y)] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                if (!d.free(x, y)) continue;
                for (const offset m : moves) {
                    if (!d.free(x + m.x, y + m.y)) continue;
                    const int through = distance[at(x + m.x, y + m.y)] + 1;
                    if (through >= distance[at(x, y)]) continue;
                    distance[at(x, y)] = through;
                    changed = true;
                }
            }
        }
    }
    std::replace(distance.begin(), distance.end(), far, -1);
    return distance;
}

std::string refusal(std::uint32_t width, std::uint32_t height) {
    try {
        grid_map(width, height);
    } catch (const input_error& e) {
        return e.what();
    }
    return "";
}

}  // namespace

TEST_CASE("snan: cells are numbered row by row from the upper left") {
    const grid_map m(5, 3);
    CHECK(m.width() == 5);
    CHECK(m.height() == 3);
    CHECK(m.cells() == 15);
    CHECK(m.cell_at(0, 0) == 0);
    CHECK(m.cell_at(4, 0) == 4);
    CHECK(m.cell_at(0, 1) == 5);
    for (cell_index c = 0; c < m.cells(); ++c) {
        CHECK(m.cell_at(m.x_of(c), m.y_of(c)) == c);
        CHECK(m.is_free(c));
    }
    CHECK(contact_bit(direction::north) == 1);
    CHECK(contact_bit(direction::east) == 2);
    CHECK(contact_bit(direction::south) == 4);
    CHECK(contact_bit(direction::west) == 8);
}

TEST_CASE("snan: neighbours and contacts equal a brute-force check") {
    std::mt19937_64 engine(11);
    for (const auto& [width, height] :
         std::vector<std::array<std::size_t, 2>>{{1, 1}, {1, 6}, {7, 1}, {2, 2}, {6, 9}, {9, 6}}) {
        for (int i = 0; i < 10; ++i) {
            const drawing d = random_drawing(engine, width, height);
            const grid_map m = d.map();
            for (cell_index c = 0; c < m.cells(); ++c) {
                const int x = static_cast<int>(m.x_of(c));
                const int y = static_cast<int>(m.y_of(c));
                CAPTURE(width, height, x, y);
                CHECK(m.is_free(c) == d.free(x, y));
                unsigned bits = 0;
                for (std::size_t a = 0; a < 4; ++a) {
                    const int nx = x + moves[a].x;
                    const int ny = y + moves[a].y;
                    const auto next = m.neighbour(c, all_directions[a]);
                    const bool inside = nx >= 0 && ny >= 0 && nx < static_cast<int>(width) &&
                                        ny < static_cast<int>(height);
                    REQUIRE(next.has_value() == inside);
                    if (inside) {
                        CHECK(*next == m.cell_at(static_cast<std::uint32_t>(nx),
                                                 static_cast<std::uint32_t>(ny)));
                    }
                    if (!d.free(nx, ny)) bits |= 1U << a;
                }
                CHECK(m.contacts(c) == bits);
            }
        }
    }
}

TEST_CASE("snan: contacts follow when walls are set and taken away") {
    grid_map m(3, 3);
    CHECK(m.contacts(4) == 0);
    m.set_free(1, false);
    CHECK(m.contacts(4) == contact_bit(direction::north));
    CHECK(m.contacts(0) == (contact_bit(direction::north) | contact_bit(direction::west) |
                            contact_bit(direction::east)));
    CHECK(m.contacts(1) == contact_bit(direction::north));  // its own wall is no contact
    m.set_free(5, false);
    m.set_free(7, false);
    m.set_free(3, false);
    CHECK(m.contacts(4) == 15);
    m.set_free(1, true);
    CHECK(m.contacts(4) == 14);
    m.set_free(1, true);  // twice is once
    CHECK(m.contacts(4) == 14);
    for (const cell_index c : {3U, 5U, 7U}) m.set_free(c, true);
    for (cell_index c = 0; c < 9; ++c) CHECK(m.contacts(c) == grid_map(3, 3).contacts(c));
}

TEST_CASE("snan: shortest paths equal relaxation over the whole map") {
    std::mt19937_64 engine(12);
    int joined = 0;
    int parted = 0;
    for (int i = 0; i < 12; ++i) {
        const drawing d = random_drawing(engine, 4 + engine() % 5, 4 + engine() % 5);
        const grid_map m = d.map();
        for (cell_index from = 0; from < m.cells(); ++from) {
            const auto expected =
                distances(d, static_cast<int>(m.x_of(from)), static_cast<int>(m.y_of(from)));
            bool all_equal = true;
            for (cell_index to = 0; to < m.cells(); ++to) {
                const auto found = m.shortest_path(from, to);
                all_equal = all_equal && (found ? static_cast<int>(*found) : -1) == expected[to];
                ++(found ? joined : parted);
            }
            CHECK(all_equal);
        }
    }
    CHECK(joined > 1000);
    CHECK(parted > 1000);
}

TEST_CASE("snan: shortest path on known maps") {
    const drawing spiral{{".....",  //
                          ".@@@.",  //
                          ".@...",  //
                          ".@@@@",  //
                          "....."}};
    const grid_map m = spiral.map();
    CHECK(m.shortest_path(m.cell_at(2, 2), m.cell_at(4, 4)) == 16U);
    CHECK(m.shortest_path(m.cell_at(0, 0), m.cell_at(0, 0)) == 0U);
    CHECK_FALSE(m.shortest_path(m.cell_at(1, 1), m.cell_at(1, 1)));  // inside a wall
    CHECK_FALSE(m.shortest_path(0, m.cell_at(1, 1)));
    CHECK_FALSE(m.shortest_path(m.cell_at(1, 1), 0));
    CHECK(grid_map(30, 20).shortest_path(0, 599) == 48U);
    CHECK_FALSE(drawing{{".@.", ".@.", ".@."}}.map().shortest_path(0, 2));
}

TEST_CASE("snan: a grid has between one and 2^18 cells") {
    CHECK(refusal(1, 1).empty());
    CHECK(refusal(512, 512).empty());
    CHECK(refusal(1U << 18U, 1).empty());
    for (const auto& [width, height] : std::vector<std::array<std::uint32_t, 2>>{
             {0, 5}, {5, 0}, {0, 0}, {513, 512}, {(1U << 18U) + 1, 1}, {1U << 16U, 1U << 16U}}) {
        CAPTURE(width, height);
        CHECK_THAT(refusal(width, height),
                   Catch::Contains(std::to_string(width) + " x " + std::to_string(height)) &&
                       Catch::Contains("262144"));
    }
}

TEST_CASE("snan: a maze needs two distinct free cells that are joined") {
    const grid_map m = drawing{{"..@.", "..@."}}.map();
    const maze good = make_maze(m, 0, 5);
    CHECK(good.start == 0);
    CHECK(good.goal == 5);
    CHECK(good.shortest == 2);
    CHECK_FALSE(good.map.is_free(2));
    const auto refuse = [&m](cell_index start, cell_index goal) {
        try {
            make_maze(m, start, goal);
        } catch (const input_error& e) {
            return std::string(e.what());
        }
        return std::string();
    };
    CHECK_THAT(refuse(2, 0), Catch::Contains("start (2, 0) in a wall"));
    CHECK_THAT(refuse(0, 6), Catch::Contains("goal (2, 1) in a wall"));
    CHECK_THAT(refuse(8, 0), Catch::Contains("start outside the map"));
    CHECK_THAT(refuse(0, 8), Catch::Contains("goal outside the map"));
    CHECK_THAT(refuse(1, 1), Catch::Contains("both at (1, 0)"));
    CHECK_THAT(refuse(5, 3), Catch::Contains("no way from (1, 1) to the goal (3, 0)"));
}
