#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "crossbar/programming/spare_columns.hpp"

using namespace memglia;

TEST_CASE("crossbar: columns with faults give way to spares, the others stay") {
    // 3 x 6, of which 4 are in use: columns 1 (two faults) and 3 (one) are bad, spare 4 is bad too.
    const std::vector<unsigned char> faulty{0, 1, 0, 0, 0, 0,  //
                                            0, 1, 0, 0, 1, 0,  //
                                            0, 0, 0, 1, 0, 0};
    const column_map map = map_columns(faulty, 3, 6, 4);
    CHECK(map.physical == std::vector<std::size_t>{0, 5, 2, 3});
    CHECK(map.unused == std::vector<std::size_t>{1, 4});
    REQUIRE(map.still_faulty.size() == 1);
    CHECK(map.still_faulty[0].row == 2);
    CHECK(map.still_faulty[0].column == 3);
}

TEST_CASE("crossbar: without faults or without spares nothing is moved") {
    const std::vector<unsigned char> none(12, 0);
    CHECK(map_columns(none, 3, 4, 3).physical == std::vector<std::size_t>{0, 1, 2});
    std::vector<unsigned char> one(12, 0);
    one[5] = 1;
    const column_map full = map_columns(one, 3, 4, 4);
    CHECK(full.physical == std::vector<std::size_t>{0, 1, 2, 3});
    CHECK(full.unused.empty());
    REQUIRE(full.still_faulty.size() == 1);
    CHECK_THROWS_AS(map_columns(none, 3, 4, 5), input_error);
    CHECK_THROWS_AS(map_columns(none, 3, 4, 0), input_error);
}

TEST_CASE("crossbar: no choice of columns leaves fewer faults") {
    random_stream draws(5, "test/spares", "faults");
    for (int round = 0; round < 200; ++round) {
        const std::size_t rows = 1 + draws.below(5);
        const std::size_t columns = 2 + draws.below(7);
        const std::size_t logical = 1 + draws.below(static_cast<std::uint32_t>(columns));
        std::vector<unsigned char> faulty(rows * columns);
        for (auto& f : faulty) f = draws.uniform() < 0.3 ? 1 : 0;
        const column_map map = map_columns(faulty, rows, columns, logical);

        std::vector<std::size_t> all = map.physical;
        all.insert(all.end(), map.unused.begin(), map.unused.end());
        std::sort(all.begin(), all.end());
        REQUIRE(all.size() == columns);
        REQUIRE(std::adjacent_find(all.begin(), all.end()) == all.end());

        std::size_t fewest = rows * columns;
        for (unsigned choice = 0; choice < (1U << columns); ++choice) {
            std::size_t chosen = 0;
            std::size_t faults = 0;
            for (std::size_t c = 0; c < columns; ++c) {
                if ((choice >> c & 1U) == 0) continue;
                ++chosen;
                for (std::size_t r = 0; r < rows; ++r) faults += faulty[r * columns + c];
            }
            if (chosen == logical) fewest = std::min(fewest, faults);
        }
        REQUIRE(map.still_faulty.size() == fewest);
    }
}
