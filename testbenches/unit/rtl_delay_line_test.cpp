#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "rtl_models/tile/delay_line.hpp"

using namespace memglia;

TEST_CASE("delay line: every spike comes out once, in its tick, rows ascending") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        random_stream draw(seed, "test", "delay line");
        const std::uint32_t longest = draw.below(40);
        const std::size_t rows = 1 + draw.below(300);
        std::vector<std::uint32_t> delay;
        for (std::size_t r = 0; r < rows; ++r) delay.push_back(draw.below(longest + 1));
        delay[0] = longest;
        delay_line line(rows, longest);
        std::set<std::pair<std::uint64_t, std::size_t>> waiting;
        const std::uint32_t rarity = 1 + draw.below(4);
        std::uint64_t in = 0;
        std::uint64_t out = 0;
        for (std::uint64_t tick = 0; tick < 300; ++tick) {
            for (std::size_t r = 0; r < rows; ++r) {
                if (draw.below(rarity) != 0) continue;
                line.insert(r, tick, delay[r]);
                waiting.emplace(tick + delay[r], r);
                ++in;
            }
            std::vector<std::size_t> expected;
            while (!waiting.empty() && waiting.begin()->first == tick) {
                expected.push_back(waiting.begin()->second);
                waiting.erase(waiting.begin());
            }
            CHECK(line.due(tick) == expected.size());
            std::vector<std::size_t> seen;
            std::set<std::size_t> words;
            for (const std::size_t row : expected) words.insert(row / 32);
            const std::size_t taken =
                line.take(tick, [&seen](std::size_t row) { seen.push_back(row); });
            REQUIRE(seen == expected);
            CHECK(taken == (expected.empty() ? 0 : words.size() + line.summary_words()));
            CHECK(line.due(tick) == 0);
            out += seen.size();
        }
        CHECK(in == out + waiting.size());
    }
}

TEST_CASE("delay line: what would overwrite a spike is an error") {
    delay_line line(10, 3);
    line.insert(4, 7, 2);
    CHECK_THROWS_AS(line.insert(4, 7, 2), internal_error);
    CHECK_THROWS_AS(line.insert(4, 7, 4), internal_error);
    CHECK(line.due(9) == 1);
}
