#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "rtl_models/navigation/astrocyte_unit.hpp"
#include "testbenches/support/rtl_samples.hpp"

// The astrocyte unit's waves, uses, transients and dead astrocytes, on a row of places.
using namespace memglia;

namespace {

constexpr std::uint32_t east = 1;
constexpr std::uint32_t west = 3;
constexpr std::uint8_t from_east = 0b0010;
constexpr std::uint8_t from_west = 0b1000;

chip_image wave_image(std::uint32_t places) {
    auto image = samples::row_image(places);
    image.learning = learning_rule::wave;
    image.wave_step = 2;
    image.wave_reach = 1;
    image.wave_primes_sensed = false;
    image.reward_memory = 1;
    return image;
}

struct bench {
    ledger book;
    astrocyte_unit unit;

    explicit bench(const chip_image& image, double dead_fraction = 0)
        : unit({.dead_fraction = dead_fraction}, book) {
        unit.load(image);
    }
    struct written {
        std::uint32_t place;
        std::uint8_t potentiated;
        bool operator==(const written&) const = default;
    };
    std::vector<written> read_out() {
        std::vector<written> all;
        std::uint64_t last = 0;
        while (const auto w = unit.next()) {
            CHECK(w->ready >= last);
            last = w->ready;
            all.push_back({w->place, w->potentiated});
        }
        CHECK_FALSE(unit.next());
        return all;
    }
};

using writes = std::vector<bench::written>;

}  // namespace

TEST_CASE("rtl: astrocyte wave: a reward lists every place but its own, nearest first") {
    bench b(wave_image(8));
    CHECK_FALSE(b.unit.next());
    for (const std::uint32_t place : {1U, 2U, 3U}) b.unit.visit(place);
    b.unit.reward(3, east);  // 4: unknown, and the source all the same
    CHECK(b.read_out() ==
          writes{{5, from_west}, {3, from_east}, {2, from_east}, {1, from_east}, {0, from_east}});
    // The second reward elsewhere: a wave of its own.
    b.unit.reward(1, west);
    CHECK(b.read_out() == writes{{1, from_west}, {2, from_west}, {3, from_west}, {4, from_west}});
}

TEST_CASE("rtl: astrocyte wave: an omission is a visit to a remembered place, once an episode") {
    auto image = wave_image(8);
    image.reward_memory = 2;
    bench b(image);
    CHECK_FALSE(b.unit.visit(4).omission);
    b.unit.reward(3, east);
    b.read_out();
    CHECK_FALSE(b.unit.visit(3).omission);
    CHECK(b.unit.visit(4).omission);
    b.unit.recall();
    // Nowhere else to go: from 4, itself too; 3 is known; 5 and 2 are within reach.
    const writes alone{{4, 0}, {5, 0}, {3, 0}, {2, 0}};
    CHECK(b.read_out() == alone);
    CHECK_FALSE(b.unit.visit(4).omission);
    b.unit.rest();
    CHECK(b.unit.visit(4).omission);
    b.unit.recall();
    CHECK(b.read_out() == alone);  // 3 is not primed any more, but known
    b.unit.rest();
    CHECK_FALSE(b.unit.visit(4).omission);  // twice in vain: forgotten

    auto off = wave_image(8);
    off.reward_memory = 0;
    bench without(off);
    without.unit.reward(3, east);
    without.read_out();
    CHECK_FALSE(without.unit.visit(4).omission);
    // Loading forgets the place.
    b.unit.reward(3, east);
    b.read_out();
    b.unit.load(image);
    CHECK_FALSE(b.unit.visit(4).omission);
    CHECK_THROWS_AS(b.unit.recall(), internal_error);
}

TEST_CASE("rtl: astrocyte wave: a recall comes from the other places and does not write them") {
    auto image = wave_image(8);
    image.reward_memory = 2;
    bench b(image);
    for (const std::uint32_t place : {3U, 4U, 5U}) b.unit.visit(place);
    b.unit.reward(4, east);  // 5
    b.read_out();
    b.unit.reward(2, west);  // 1
    b.read_out();
    b.unit.rest();
    CHECK(b.unit.visit(5).omission);
    b.unit.recall();
    // From 1 over 2 and 0, unknown, then 3, 4, 5, known, then 6, unknown.
    CHECK(b.read_out() == writes{{2, from_west},
                                 {0, from_east},
                                 {3, from_west},
                                 {4, from_west},
                                 {5, from_west},
                                 {6, from_west}});
    CHECK_THROWS_AS(b.unit.recall(), internal_error);  // one for every omission
    // Both were missed in this episode: now it is as if there were no other.
    CHECK(b.unit.visit(1).omission);
    b.unit.recall();
    CHECK(b.read_out() == writes{{1, 0}, {2, 0}, {0, 0}, {3, 0}, {4, 0}, {5, 0}, {6, 0}});
    // In the next, each has one left.
    b.unit.rest();
    CHECK(b.unit.visit(1).omission);
    b.unit.recall();
    CHECK(b.read_out() == writes{{6, from_west},
                                 {4, from_east},
                                 {3, from_east},
                                 {2, from_east},
                                 {1, from_east},
                                 {0, from_east}});
}

TEST_CASE("rtl: astrocyte wave: of two sources of a recall neither is written") {
    auto image = wave_image(8);
    image.wave_reach = 7;
    bench b(image);
    b.unit.reward(1, east);  // 2
    b.unit.reward(5, east);  // 6
    b.unit.reward(2, east);  // 3
    b.read_out();
    REQUIRE(b.unit.visit(3).omission);
    b.unit.recall();
    CHECK(b.read_out() == writes{{3, from_west},
                                 {1, from_east},
                                 {7, from_west},
                                 {5, from_east},
                                 {4, from_west | from_east},
                                 {0, from_east}});
}

TEST_CASE("rtl: astrocyte wave: contacts hold for the next visit only") {
    auto image = wave_image(8);
    image.wave_reach = 7;
    bench b(image);
    b.unit.visit(3, 0b0010);  // something to the east of 3
    b.unit.visit(6);
    b.unit.reward(1, east);
    CHECK(b.read_out() == writes{{3, from_west}, {1, from_east}, {0, from_east}});
    b.unit.visit(5);  // felt no contact: 4 is open again
    b.unit.reward(1, east);
    CHECK(b.read_out().size() == 7);
}

// As in the references: a host that claims what cannot be must not stop the chip.
TEST_CASE("rtl: astrocyte wave: a reward over the edge starts no wave") {
    bench b(wave_image(8));
    b.unit.reward(7, east);
    CHECK_FALSE(b.unit.next());
    b.unit.reward(3, 0);
    CHECK_FALSE(b.unit.next());
}

TEST_CASE("rtl: astrocyte wave: the use of a synapse raises its own astrocyte") {
    auto image = wave_image(8);
    image.astrocyte_per_synapse = true;
    image.decay_fine.fill(256);
    bench b(image);
    b.book.open(0);
    b.unit.visit(3);
    const auto visited = b.book.close(0);
    CHECK(b.unit.calcium(3) == 0);
    CHECK(count_of(visited, activity::astrocyte_sram_write) == 0);
    CHECK(count_of(visited, activity::astrocyte_sram_read) == 1 + 2);
    b.book.open(0);
    b.unit.used(3, east);
    const auto use = b.book.close(0);
    CHECK(b.unit.calcium(4) == 100);
    CHECK(count_of(use, activity::astrocyte_sram_read) == 1);
    CHECK(count_of(use, activity::astrocyte_sram_write) == 1);
    CHECK(b.unit.visit(3).gates[east] == 100 / 8);
    b.unit.used(0, west);  // over the edge: nobody's
    for (const std::uint32_t a : {0U, 1U, 2U, 3U, 5U}) CHECK(b.unit.calcium(a) == 0);
}

TEST_CASE("rtl: astrocyte wave: a transient runs its course from its first visit") {
    auto image = wave_image(8);
    image.transient = {10, 40, 90, 200, 160, 80, 10};
    image.rest_decisions = 50;
    bench b(image);
    CHECK(b.unit.calcium(2) == 10);
    b.unit.visit(2);
    CHECK(b.unit.calcium(2) == 10);
    for (const std::uint32_t expected : {40U, 90U}) {
        b.unit.visit(6);
        CHECK(b.unit.calcium(2) == expected);
    }
    b.book.open(0);
    b.unit.visit(2);  // refractory
    const auto record = b.book.close(0);
    CHECK(count_of(record, activity::astrocyte_sram_write) == 0);
    CHECK(count_of(record, activity::astrocyte_multiply) == 0);
    CHECK(b.unit.calcium(2) == 200);
    for (const std::uint32_t expected : {160U, 80U, 10U, 10U, 10U}) {
        CHECK(b.unit.visit(1).gates[east] == expected / 8);
        CHECK(b.unit.calcium(2) == expected);
    }
    b.unit.visit(2);
    CHECK(b.unit.visit(1).gates[east] == 40 / 8);
    // The last entry is still part of it: a visit then starts nothing, one later does.
    for (int i = 0; i < 4; ++i) b.unit.visit(6);
    b.unit.visit(2);
    b.unit.visit(6);
    CHECK(b.unit.calcium(2) == 10);
    b.unit.visit(2);
    b.unit.visit(6);
    CHECK(b.unit.calcium(2) == 40);
    b.unit.rest();
    CHECK(b.unit.calcium(2) == 10);
}

TEST_CASE("rtl: astrocyte wave: dead astrocytes are a binomial share, drawn per chip") {
    constexpr std::uint32_t places = 4000;
    const auto dead_of = [](std::uint64_t seed, std::uint64_t stream, double share) {
        auto image = wave_image(places);
        image.decay_fine.fill(256);
        image.decay_coarse.fill(256);
        image.seed = seed;
        image.stream_index = stream;
        bench b(image, share);
        for (std::uint32_t place = 0; place < places; ++place) b.unit.visit(place);
        std::vector<std::uint32_t> dead;
        for (std::uint32_t place = 0; place < places; ++place) {
            if (b.unit.calcium(place) == 0) dead.push_back(place);
        }
        return dead;
    };
    CHECK(dead_of(1, 0, 0).empty());
    CHECK(dead_of(1, 0, 1).size() == places);
    for (const double share : {0.02, 0.3}) {
        const auto one = dead_of(1, 0, share);
        const double spread = std::sqrt(places * share * (1 - share));
        CHECK(std::abs(static_cast<double>(one.size()) - places * share) < 5 * spread);
        CHECK(dead_of(1, 0, share) == one);
        CHECK(dead_of(2, 0, share) != one);
        CHECK(dead_of(1, 1, share) != one);
    }
}

TEST_CASE("rtl: astrocyte wave: an image of waves needs its neighbours, and a reach of 3 bits") {
    auto image = wave_image(8);
    CHECK_NOTHROW(image.check());
    image.neighbour.pop_back();
    CHECK_THROWS_WITH(image.check(), Catch::Contains("neighbour table"));
    image.neighbour.clear();
    CHECK_THROWS_WITH(image.check(), Catch::Contains("neighbour table"));
    image.learning = learning_rule::eligibility;  // no gap junctions needed
    CHECK_NOTHROW(image.check());
    image = wave_image(8);
    image.neighbour[3][1] = 8;
    CHECK_THROWS_WITH(image.check(), Catch::Contains("neighbour outside"));
    image.neighbour[3][1] = -2;
    CHECK_THROWS_WITH(image.check(), Catch::Contains("neighbour outside"));
    image = wave_image(8);
    image.wave_reach = 8;
    CHECK_THROWS_WITH(image.check(), Catch::Contains("wave reach"));
}
