#include <catch2/catch.hpp>
#include <cstdint>
#include <utility>

#include "base/error.hpp"
#include "rtl_models/navigation/astrocyte_unit.hpp"
#include "testbenches/support/rtl_samples.hpp"

using namespace memglia;

namespace {

/// The decay law written out once more: two table factors, each product rounded to nearest.
std::uint32_t decay(const chip_image& image, std::uint32_t calcium, std::uint64_t decisions) {
    if (decisions >= 64 * 64) return 0;
    const std::uint32_t fine = (calcium * image.decay_fine[decisions % 64] + 128) / 256;
    return (fine * image.decay_coarse[decisions / 64] + 128) / 256;
}

struct bench {
    ledger book;
    astrocyte_unit unit{{}, book};
    chip_image image;

    explicit bench(chip_image with = samples::row_image(8)) : image(std::move(with)) {
        unit.load(image);
    }
};

}  // namespace

TEST_CASE("rtl: astrocyte_unit: lazy decay equals the table at every distance in time") {
    bench b;
    REQUIRE(b.unit.calcium(0) == 0);
    b.unit.visit(0);
    CHECK(b.unit.calcium(0) == 100);
    // Places 4 and 6 are no neighbours of 0: time passes and nobody touches its word.
    for (std::uint64_t elapsed = 1; elapsed <= 5000; ++elapsed) {
        b.unit.visit(elapsed % 2 == 0 ? 4 : 6);
        REQUIRE(b.unit.calcium(0) == decay(b.image, 100, elapsed));
    }
}

TEST_CASE("rtl: astrocyte_unit: the table's two halves meet at 64 decisions and end at 4096") {
    auto image = samples::row_image(8);
    image.decay_fine.fill(256);
    image.decay_coarse.fill(256);
    image.decay_coarse[1] = 128;
    image.decay_fine[63] = 32;
    image.gate_of_calcium.fill(31);  // what follows the tables in memory is not zero
    bench b(image);
    b.unit.visit(0);
    std::uint64_t passed = 0;
    const auto after = [&](std::uint64_t decisions) {
        for (; passed < decisions; ++passed) b.unit.visit(5);
        return b.unit.calcium(0);
    };
    CHECK(after(62) == 100);
    CHECK(after(63) == 13);  // 12.5
    CHECK(after(64) == 50);
    CHECK(after(127) == 7);  // 12.5 -> 13, 6.5 -> 7
    CHECK(after(128) == 100);
    CHECK(after(4094) == 100);
    CHECK(after(4095) == 13);
    CHECK(after(4096) == 0);
}

TEST_CASE("rtl: astrocyte_unit: a read never writes back") {
    // One decision alone rounds back to 100: a unit that stored what it read would stay there for
    // ever.
    auto image = samples::row_image(8);
    image.decay_fine[1] = 255;
    bench watched(image);
    watched.unit.visit(0);
    REQUIRE(decay(image, 100, 1) == 100);
    for (std::uint64_t elapsed = 1; elapsed <= 60; ++elapsed) {
        const auto gates =
            watched.unit.visit(1).gates;  // reads astrocyte 0 as its western destination
        REQUIRE(gates[3] == decay(image, 100, elapsed) / 8);
        REQUIRE(watched.unit.calcium(0) == decay(image, 100, elapsed));
    }
    CHECK(watched.unit.calcium(0) == decay(image, 100, 60));
    CHECK(watched.unit.calcium(0) < 100);
}

TEST_CASE("rtl: astrocyte_unit: a visit adds to what is left of the last and restarts its clock") {
    bench b;
    b.unit.visit(3);
    for (int i = 0; i < 10; ++i) b.unit.visit(6);
    const std::uint32_t left = decay(b.image, 100, 11);
    REQUIRE(left < 100);
    b.unit.visit(3);
    CHECK(b.unit.calcium(3) == left + 100);
    for (int i = 0; i < 20; ++i) b.unit.visit(6);
    CHECK(b.unit.calcium(3) == decay(b.image, left + 100, 20));
}

TEST_CASE("rtl: astrocyte_unit: calcium saturates at 255") {
    auto image = samples::row_image(8);
    image.decay_fine.fill(256);
    bench b(image);
    b.unit.visit(2);
    b.unit.visit(2);
    CHECK(b.unit.calcium(2) == 200);
    b.unit.visit(2);
    CHECK(b.unit.calcium(2) == 255);
    b.unit.visit(2);
    CHECK(b.unit.calcium(2) == 255);
}

TEST_CASE(
    "rtl: astrocyte_unit: the gates are those of the destinations, after the visit's own calcium") {
    auto image = samples::row_image(8);
    image.decay_fine.fill(256);
    image.destination[2] = {2, 3, chip_image::no_destination, 1};
    image.gate_of_calcium[0] = 31;
    image.gate_of_calcium[100] = 7;
    image.gate_of_calcium[200] = 9;
    bench b(image);
    b.unit.visit(1);
    b.unit.visit(3);
    b.unit.visit(3);
    const auto gates = b.unit.visit(2).gates;
    CHECK(gates[0] == 7);   // itself, entered just now
    CHECK(gates[1] == 9);   // twice visited
    CHECK(gates[2] == 31);  // no destination: the gate of calcium 0
    CHECK(gates[3] == 7);
}

TEST_CASE("rtl: astrocyte_unit: several places share the astrocyte of their territory") {
    auto image = samples::row_image(8);
    image.decay_fine.fill(256);
    image.astrocytes = 2;
    image.astrocyte_of_place = {0, 0, 0, 0, 1, 1, 1, 1};
    for (auto& row : image.destination) row = {0, 1, 0, 1};
    bench b(image);
    b.unit.visit(1);
    b.unit.visit(2);
    b.unit.visit(7);
    CHECK(b.unit.calcium(0) == 200);
    CHECK(b.unit.calcium(1) == 100);
}

TEST_CASE("rtl: astrocyte_unit: a rest lets its decisions pass for every astrocyte") {
    auto image = samples::row_image(8);
    image.rest_decisions = 70;
    bench b(image);
    b.unit.visit(0);
    b.unit.visit(4);
    b.unit.rest();
    CHECK(b.unit.calcium(0) == decay(image, 100, 71));
    CHECK(b.unit.calcium(4) == decay(image, 100, 70));
    b.unit.rest();
    CHECK(b.unit.calcium(4) == decay(image, 100, 140));
}

TEST_CASE("rtl: astrocyte_unit: the 24-bit decision index ends in an error, not in a wrap") {
    auto image = samples::row_image(8);
    image.rest_decisions = (1U << 24U) - 3;
    bench b(image);
    b.unit.visit(0);
    b.unit.rest();
    CHECK_NOTHROW(b.unit.visit(1));  // 2^24 - 1, the last there is
    CHECK_THROWS_MATCHES(b.unit.visit(2), error,
                         Catch::Message("the astrocytes' 24-bit decision index "
                                        "is used up after 16777215 decisions "
                                        "and rests"));
    // A second visit does not slip through either, and a load starts afresh.
    CHECK_THROWS_AS(b.unit.visit(2), error);
    b.unit.load(image);
    CHECK_NOTHROW(b.unit.visit(2));
}

TEST_CASE("rtl: astrocyte_unit: loading forgets all calcium and all time") {
    auto image = samples::row_image(8);
    bench b(image);
    for (int i = 0; i < 3; ++i) b.unit.visit(5);
    b.unit.rest();
    b.unit.load(image);
    CHECK(b.unit.calcium(5) == 0);
    b.unit.visit(5);
    CHECK(b.unit.calcium(5) == 100);
}

TEST_CASE("rtl: astrocyte_unit books every access of a visit") {
    bench b;
    // Own word: read and written; a word of pointers; one word a destination. A word that is read
    // is decayed: two multiplications and a 24-bit (three-byte) time difference.
    const auto visit_with = [&b](std::uint64_t destinations, std::uint32_t place) {
        b.book.open(0);
        b.unit.visit(place);
        const auto record = b.book.close(0);
        CHECK(count_of(record, activity::astrocyte_sram_read) == 1 + 1 + destinations);
        CHECK(count_of(record, activity::astrocyte_sram_write) == 1);
        CHECK(count_of(record, activity::astrocyte_multiply) == 2 * (1 + destinations));
        CHECK(count_of(record, activity::astrocyte_add) == 3 * (1 + destinations) + 1);
        CHECK(count_of(record, activity::astrocyte_flip_flop) == 32);
        std::uint64_t all = 0;
        for (const std::uint64_t n : record.counts) all += n;
        // Two tables a decay, four gate levels.
        CHECK(count_of(record, activity::astrocyte_table) == 2 * (1 + destinations) + 4);
        CHECK(all == 2 + destinations + 1 + (2 + 2 + 3) * (1 + destinations) + 4 + 1 + 32);
    };
    visit_with(1, 0);
    visit_with(2, 3);
    b.image.destination[3] = {0, 1, 2, 4};
    b.unit.load(b.image);
    visit_with(4, 3);

    // A rest before the first visit has nothing to keep.
    bench fresh;
    fresh.book.open(0);
    fresh.unit.rest();
    for (const std::uint64_t n : fresh.book.close(0).counts) CHECK(n == 0);

    b.book.open(0);
    b.unit.rest();
    CHECK(b.unit.calcium(3) < 100);  // looking costs nothing
    // Nothing but what keeps its bits meanwhile.
    activity_record idle = b.book.close(0);
    CHECK(std::exchange(idle.counts[static_cast<std::size_t>(activity::rest_decision)], 0) ==
          b.image.rest_decisions);
    for (const std::uint64_t n : idle.counts) CHECK(n == 0);
}
