#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "rtl_models/navigation/neuron_bank.hpp"
#include "testbenches/support/rtl_samples.hpp"

using namespace memglia;

namespace {

constexpr std::int32_t membrane_top = (1 << 23) - 1;
constexpr std::int32_t membrane_bottom = -(1 << 23);

struct bench {
    ledger book;
    neuron_bank bank{book};
    chip_image image = samples::row_image(1);

    bench() { bank.load(image); }

    /// Charges of one tick, neuron by neuron, and the tick's end.
    std::uint8_t tick(std::uint64_t t, const std::array<std::int64_t, 4>& charges) {
        for (std::size_t n = 0; n < charges.size(); ++n) bank.integrate(n, charges[n], t);
        return bank.end_tick();
    }
    std::array<std::int32_t, 4> seen() const { return bank.compared(); }
};

using membranes = std::array<std::int32_t, 4>;

}  // namespace

TEST_CASE("rtl: neuron_bank: the strongest neuron at or above threshold fires") {
    for (std::size_t winner = 0; winner < 4; ++winner) {
        bench b;
        std::array<std::int64_t, 4> charges{150, 150, 150, 150};
        charges[winner] = 151;
        CHECK(b.tick(0, charges) == 1U << winner);
        CHECK(b.seen()[winner] == 151);
        CHECK(b.seen()[(winner + 1) % 4] == 150);
    }
    bench below;
    CHECK(below.tick(0, {99, 99, 0, -1}) == 0);
    bench at;
    CHECK(at.tick(0, {99, 100, 0, 0}) == 0b0010);
}

TEST_CASE("rtl: neuron_bank: equal winners fire together") {
    bench b;
    CHECK(b.tick(0, {100, 200, 100, 200}) == 0b1010);
    CHECK(b.tick(1, {300, 300, 300, 300}) == 0b1111);
    // A stronger neuron behind a tie takes it back.
    CHECK(b.tick(2, {300, 300, 300, 301}) == 0b1000);
    CHECK(b.tick(3, {301, 300, 300, 301}) == 0b1001);
}

TEST_CASE("rtl: neuron_bank: a spike resets the whole bank") {
    bench b;
    REQUIRE(b.tick(0, {500, 90, -16384, 499}) == 0b0001);
    CHECK(b.tick(0, {0, 0, 0, 0}) == 0);
    CHECK(b.seen() == membranes{0, 0, 0, 0});
}

TEST_CASE("rtl: neuron_bank: what does not fire stays and leaks by the table of elapsed ticks") {
    bench b;
    b.image.fire_threshold = 1'000'000;
    b.image.leak = {{0, 256}, {1, 200}, {2, 100}, {3, 7}, {4, 0}};
    b.bank.load(b.image);
    const auto leaked = [&b](std::int64_t start, std::uint64_t elapsed) {
        b.bank.load(b.image);
        REQUIRE(b.tick(0, {start, 0, 0, 0}) == 0);
        b.bank.integrate(3, 0, elapsed);  // another neuron's charge moves time for all
        CHECK(b.bank.end_tick() == 0);
        return b.seen()[0];
    };
    CHECK(leaked(1000, 0) == 1000);
    CHECK(leaked(1000, 1) == 781);  // 1000 * 200 / 256 = 781.25
    CHECK(leaked(1000, 2) ==
          391);                    // 390.6: the table over two ticks, not the one-tick factor twice
    CHECK(leaked(1000, 3) == 27);  // 27.3
    CHECK(leaked(1000, 4) == 0);   // beyond the table
    CHECK(leaked(1000, 1ULL << 40U) == 0);
    CHECK(leaked(-1000, 1) == -781);
    CHECK(leaked(-1000, 2) == -391);
    CHECK(leaked(-1000, 4) == 0);
}

TEST_CASE("rtl: neuron_bank: the leak rounds to nearest, halves up") {
    bench b;
    b.image.leak = {{0, 256}, {1, 128}};
    const auto halved = [&b](std::int64_t start) {
        b.bank.load(b.image);
        REQUIRE(b.tick(7, {0, start, 0, 0}) == 0);
        REQUIRE(b.tick(8, {0, 0, 0, 0}) == 0);
        return b.seen()[1];
    };
    CHECK(halved(1) == 1);
    CHECK(halved(2) == 1);
    CHECK(halved(3) == 2);
    CHECK(halved(-1) == 0);
    CHECK(halved(-2) == -1);
    CHECK(halved(-3) == -1);
    CHECK(halved(-5) == -2);
}

TEST_CASE(
    "rtl: neuron_bank: the leak is counted from the last touch, and charges add to what is left") {
    bench b;
    b.image.leak = {{0, 256}, {1, 128}, {2, 60}};
    b.bank.load(b.image);
    REQUIRE(b.tick(100, {80, 0, 0, 0}) == 0);
    REQUIRE(b.tick(101, {10, 0, 0, 0}) == 0);
    CHECK(b.seen()[0] == 50);
    REQUIRE(b.tick(102, {40, 0, 0, 0}) == 0);
    CHECK(b.seen()[0] == 65);
    CHECK(b.tick(103, {67, 0, 0, 0}) == 0b0001);  // 33 left: exactly the threshold
    CHECK(b.seen()[0] == 100);
}

TEST_CASE("rtl: neuron_bank: the order of charges within a tick does not matter") {
    // Any prefix of some orders leaves the membrane's width; only the sum at the tick's end may
    // count.
    struct charge {
        std::size_t neuron;
        std::int64_t amount;
    };
    const std::vector<charge> charges{
        {0, membrane_top}, {0, membrane_top}, {0, -2 * membrane_top + 90},
        {1, 500},          {1, -16384},       {1, 16000}};
    std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
    std::size_t orders = 0;
    do {
        bench b;
        for (const std::size_t i : order) b.bank.integrate(charges[i].neuron, charges[i].amount, 3);
        REQUIRE(b.bank.end_tick() == 0b0010);
        REQUIRE(b.seen() == membranes{90, 116, 0, 0});
        ++orders;
    } while (std::next_permutation(order.begin(), order.end()));
    CHECK(orders == 720);
}

TEST_CASE("rtl: neuron_bank: membranes saturate to 24 bits at the tick's end") {
    bench b;
    CHECK(b.tick(0, {std::int64_t{1} << 40U, membrane_top, 0, -(std::int64_t{1} << 40U)}) ==
          0b0011);  // equal once saturated
    CHECK(b.seen() == membranes{membrane_top, membrane_top, 0, membrane_bottom});

    // It is the saturated value that stays, not the wide sum.
    bench deep;
    REQUIRE(deep.tick(0, {-(std::int64_t{1} << 30U), 0, 0, 0}) == 0);
    REQUIRE(deep.tick(1, {0, 0, 0, 0}) == 0);
    CHECK(deep.seen()[0] == membrane_bottom / 2);
}

TEST_CASE("rtl: neuron_bank: a discharge empties the membranes and keeps what was compared") {
    bench b;
    REQUIRE(b.tick(0, {70, -16384, 0, 99}) == 0);
    b.bank.discharge();
    CHECK(b.seen() == membranes{70, -16384, 0, 99});
    CHECK(b.tick(0, {1, 2, 3, 100}) == 0b1000);
    CHECK(b.seen() == membranes{1, 2, 3, 100});
}

TEST_CASE("rtl: neuron_bank: loading forgets charge, time and the last comparison") {
    bench b;
    REQUIRE(b.tick(50, {70, -70, 0, 0}) == 0);
    b.image.fire_threshold = 30;
    b.image.contact_inhibition = 777;
    b.bank.load(b.image);
    CHECK(b.bank.contact_inhibition() == 777);
    CHECK(b.seen() == membranes{0, 0, 0, 0});
    CHECK(b.tick(0, {30, 29, 0, 0}) == 0b0001);
    CHECK(b.seen() == membranes{30, 29, 0, 0});
}

TEST_CASE(
    "rtl: neuron_bank books an addition a charge, four comparisons a tick, a spike a winner") {
    bench b;
    b.book.open(0);
    CHECK(b.tick(0, {200, 200, 0, 200}) == 0b1011);
    b.bank.integrate(2, 1, 1);
    CHECK(b.bank.end_tick() == 0);
    const auto record = b.book.close(0);
    CHECK(count_of(record, activity::neuron_add) == 5);
    CHECK(count_of(record, activity::neuron_compare) == 8);
    CHECK(count_of(record, activity::neuron_spike) == 3);
    std::uint64_t all = 0;
    for (const std::uint64_t n : record.counts) all += n;
    CHECK(all == 16);
}
