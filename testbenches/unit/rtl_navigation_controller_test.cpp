#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "firmware/include/memglia_registers.h"
#include "rtl_models/navigation/navigation_controller.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"
#include "testbenches/support/rtl_samples.hpp"

using namespace memglia;

namespace {

using fsm = navigation_controller::state;
using access = navigation_controller::access;
using samples::plan;

struct bench {
    ledger book;
    navigation_controller controller{plan(), book};

    explicit bench(std::uint64_t seed = 1) { load(seed); }

    void load(std::uint64_t seed) {
        auto image = samples::row_image(25);
        image.seed = seed;
        controller.load(image);
    }
    access write(std::uint32_t offset, std::uint32_t value) {
        return controller.write(offset, value);
    }
    std::uint32_t read(std::uint32_t offset) const {
        std::uint32_t value = 0xDEADBEEF;
        REQUIRE(controller.read(offset, value) == access::ok);
        return value;
    }
    void start(std::uint32_t command) {
        REQUIRE(write(MEMGLIA_NAV_CONTROL, command) == access::ok);
    }

    /// A whole decision; the answer.
    std::uint32_t decide(std::uint32_t contacts, std::uint8_t fired) {
        REQUIRE(write(MEMGLIA_NAV_CONTACTS, contacts) == access::ok);
        start(MEMGLIA_NAV_CONTROL_DECIDE);
        while (controller.clock_enabled()) controller.clock();
        controller.spikes(fired);
        controller.clock();
        REQUIRE(controller.current() == fsm::idle);
        return read(MEMGLIA_NAV_ACTION);
    }

    void expect(fsm before, const std::optional<packet>& sent, fsm after) {
        REQUIRE(controller.current() == before);
        REQUIRE(controller.clock_enabled());
        const auto found = controller.clock();
        REQUIRE(found.has_value() == sent.has_value());
        if (sent) {
            CHECK(found->destination == sent->destination);
            CHECK(found->kind == sent->kind);
            CHECK(found->payload == sent->payload);
        }
        REQUIRE(controller.current() == after);
    }
};

}  // namespace

TEST_CASE("rtl: navigation_controller: a decision with contacts, cycle by cycle") {
    bench b;
    CHECK_FALSE(b.controller.busy());
    REQUIRE(b.write(MEMGLIA_NAV_PLACE, 13) == access::ok);
    REQUIRE(b.write(MEMGLIA_NAV_CONTACTS, 0b0110) == access::ok);
    b.start(MEMGLIA_NAV_CONTROL_DECIDE);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_BUSY);
    b.expect(fsm::send_place, packet{2, navigation_kind::place, 3U << 4U | 0b0110},
             fsm::send_visit);
    b.expect(fsm::send_visit, packet{4, navigation_kind::visit, 13U << 4U | 0b0110},
             fsm::wait_spikes);
    CHECK_FALSE(b.controller.clock_enabled());
    CHECK(b.controller.busy());
    CHECK_FALSE(b.controller.action_valid());
    b.controller.spikes(0b1000);
    b.expect(fsm::decide, packet{3, navigation_kind::tag, 13U << 2U | 3U}, fsm::idle);
    CHECK_FALSE(b.controller.busy());
    CHECK(b.controller.action_valid());
    CHECK(b.controller.action() == 3);
    CHECK(b.controller.place() == 13);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_ACTION_VALID);
    CHECK(b.read(MEMGLIA_NAV_ACTION) == 3);
    CHECK(b.read(MEMGLIA_NAV_SPIKES) == 0b1000);
    CHECK(b.read(MEMGLIA_NAV_DECISIONS) == 1);
    CHECK(b.read(MEMGLIA_NAV_CYCLES) == 3);
}

TEST_CASE("rtl: navigation_controller: a decision without contacts sends none") {
    bench b;
    REQUIRE(b.write(MEMGLIA_NAV_PLACE, 24) == access::ok);
    b.start(MEMGLIA_NAV_CONTROL_DECIDE);
    b.expect(fsm::send_place, packet{5, navigation_kind::place, 4U << 4U}, fsm::send_visit);
    b.expect(fsm::send_visit, packet{4, navigation_kind::visit, 24U << 4U}, fsm::wait_spikes);
    b.controller.spikes(0b0001);
    b.expect(fsm::decide, packet{3, navigation_kind::tag, 24U << 2U}, fsm::idle);
    CHECK(b.read(MEMGLIA_NAV_CYCLES) == 3);
    CHECK(b.read(MEMGLIA_NAV_CONTACTS) == 0);
}

TEST_CASE("rtl: navigation_controller: a reward, cycle by cycle") {
    bench b;
    b.decide(0, 0b0100);
    b.start(MEMGLIA_NAV_CONTROL_REWARD);
    b.expect(fsm::send_reward, packet{3, navigation_kind::reward, 0U << 2U | 2U},
             fsm::wait_learned);
    CHECK_FALSE(b.controller.clock_enabled());
    CHECK(b.controller.busy());
    b.controller.learned();
    b.expect(fsm::finish, std::nullopt, fsm::idle);
    // The answer to the last decision is still there.
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_ACTION_VALID);
    CHECK(b.read(MEMGLIA_NAV_ACTION) == 2);
    CHECK(b.read(MEMGLIA_NAV_DECISIONS) == 1);
    CHECK(b.read(MEMGLIA_NAV_CYCLES) == 3 + 2);
}

TEST_CASE("rtl: navigation_controller: a new episode, cycle by cycle") {
    bench b;
    b.start(MEMGLIA_NAV_CONTROL_EPISODE);
    b.expect(fsm::send_rest, packet{4, navigation_kind::episode, 0}, fsm::send_forget);
    b.expect(fsm::send_forget, packet{3, navigation_kind::episode, 0}, fsm::idle);
    CHECK(b.read(MEMGLIA_NAV_DECISIONS) == 0);
    CHECK(b.read(MEMGLIA_NAV_CYCLES) == 2);
}

TEST_CASE("rtl: navigation_controller: registers answer at their addresses only") {
    bench b;
    CHECK(b.read(MEMGLIA_NAV_ID) == MEMGLIA_NAV_ID_VALUE);
    for (std::uint32_t offset = 0; offset < 0x140; ++offset) {
        const bool exists = offset % 4 == 0 && offset < MEMGLIA_NAV_SIZE;
        std::uint32_t value = 0;
        const bool readable = exists && offset != MEMGLIA_NAV_CONTROL;
        CHECK((b.controller.read(offset, value) == access::ok) == readable);
        if (!readable) CHECK(b.controller.read(offset, value) == access::bad_address);
        const bool writable = offset == MEMGLIA_NAV_PLACE || offset == MEMGLIA_NAV_CONTACTS ||
                              offset == MEMGLIA_NAV_CONTROL;
        if (!writable) CHECK(b.write(offset, 1) == access::bad_address);
    }
    CHECK(b.read(MEMGLIA_NAV_ID) == MEMGLIA_NAV_ID_VALUE);
    CHECK(b.read(MEMGLIA_NAV_DECISIONS) == 0);
    REQUIRE(b.write(MEMGLIA_NAV_CONTACTS, 0xFFFFFFFA) == access::ok);
    CHECK(b.read(MEMGLIA_NAV_CONTACTS) == 0xA);
}

TEST_CASE("rtl: navigation_controller: a place outside the image is refused") {
    bench b;
    REQUIRE(b.write(MEMGLIA_NAV_PLACE, 24) == access::ok);
    CHECK(b.write(MEMGLIA_NAV_PLACE, 25) == access::refused);
    CHECK(b.write(MEMGLIA_NAV_PLACE, ~0U) == access::refused);
    CHECK(b.read(MEMGLIA_NAV_PLACE) == 24);
}

TEST_CASE("rtl: navigation_controller: without an image there is no place to decide from") {
    ledger book;
    navigation_controller controller(plan(), book);
    CHECK(controller.write(MEMGLIA_NAV_PLACE, 0) == access::refused);
    CHECK(controller.write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE) == access::refused);
    CHECK_FALSE(controller.busy());
}

TEST_CASE("rtl: navigation_controller: only one of the three commands at a time") {
    bench b;
    for (const std::uint32_t value : {0U, 3U, 5U, 6U, 7U, 8U, 0x80000001U}) {
        CHECK(b.write(MEMGLIA_NAV_CONTROL, value) == access::refused);
        CHECK_FALSE(b.controller.busy());
    }
}

TEST_CASE("rtl: navigation_controller: while it is busy it refuses writes and answers reads") {
    const auto check_refusals = [](bench& b) {
        const fsm before = b.controller.current();
        for (const std::uint32_t command : {MEMGLIA_NAV_CONTROL_DECIDE, MEMGLIA_NAV_CONTROL_REWARD,
                                            MEMGLIA_NAV_CONTROL_EPISODE}) {
            CHECK(b.write(MEMGLIA_NAV_CONTROL, command) == access::refused);
        }
        CHECK(b.write(MEMGLIA_NAV_PLACE, 1) == access::refused);
        CHECK(b.write(MEMGLIA_NAV_CONTACTS, 1) == access::refused);
        CHECK(b.controller.current() == before);
        CHECK((b.read(MEMGLIA_NAV_STATUS) & MEMGLIA_NAV_STATUS_BUSY) != 0);
        CHECK(b.read(MEMGLIA_NAV_PLACE) == 7);
        CHECK(b.read(MEMGLIA_NAV_CONTACTS) == 2);
        CHECK(b.write(MEMGLIA_NAV_ID, 0) == access::bad_address);
    };
    bench b;
    REQUIRE(b.write(MEMGLIA_NAV_PLACE, 7) == access::ok);
    REQUIRE(b.write(MEMGLIA_NAV_CONTACTS, 2) == access::ok);
    b.start(MEMGLIA_NAV_CONTROL_DECIDE);
    for (int i = 0; i < 2; ++i) {
        check_refusals(b);
        b.controller.clock();
    }
    check_refusals(b);  // waits for spikes
    b.controller.spikes(1);
    check_refusals(b);
    b.controller.clock();
    b.start(MEMGLIA_NAV_CONTROL_REWARD);
    check_refusals(b);
    b.controller.clock();
    check_refusals(b);  // waits for learning
    b.controller.learned();
    check_refusals(b);
    b.controller.clock();
    b.start(MEMGLIA_NAV_CONTROL_EPISODE);
    check_refusals(b);
    b.controller.clock();
    check_refusals(b);
    b.controller.clock();
    CHECK(b.write(MEMGLIA_NAV_PLACE, 1) == access::ok);
}

TEST_CASE("rtl: navigation_controller: an answer is valid from its decision to the next command") {
    bench b;
    CHECK(b.read(MEMGLIA_NAV_STATUS) == 0);
    b.decide(0, 1);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_ACTION_VALID);
    b.start(MEMGLIA_NAV_CONTROL_DECIDE);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_BUSY);
}

TEST_CASE("rtl: navigation_controller: without a spike it takes an open side and says so") {
    bench b;
    CHECK(b.decide(0b1011, 0) == 2);
    CHECK(b.read(MEMGLIA_NAV_STATUS) ==
          (MEMGLIA_NAV_STATUS_ACTION_VALID | MEMGLIA_NAV_STATUS_NO_SPIKE));
    CHECK(b.read(MEMGLIA_NAV_SPIKES) == 0);
    std::array<int, 4> seen{};
    for (int i = 0; i < 400; ++i) ++seen[b.decide(0b0101, 0)];
    CHECK(seen[0] == 0);
    CHECK(seen[2] == 0);
    CHECK(seen[1] > 150);
    CHECK(seen[3] > 150);
    // Walled in on all sides: any side will do.
    seen = {};
    for (int i = 0; i < 400; ++i) ++seen[b.decide(0b1111, 0)];
    for (const int n : seen) CHECK(n > 60);
    // A spike decides even towards a wall, and clears the bit.
    CHECK(b.decide(0b1111, 0b0010) == 1);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_ACTION_VALID);
}

TEST_CASE("rtl: navigation_controller: ties are broken uniformly among the winners") {
    bench b(2024);
    constexpr int decisions = 6000;
    constexpr std::array<std::uint8_t, 4> winner_sets{0b1111, 0b1010, 0b0111, 0b1001};
    for (const std::uint8_t fired : winner_sets) {
        std::array<int, 4> seen{};
        for (int i = 0; i < decisions; ++i) ++seen[b.decide(0b0101, fired)];
        int winners = 0;
        for (unsigned a = 0; a < 4; ++a) winners += (fired >> a & 1U) != 0 ? 1 : 0;
        double chi_squared = 0;
        for (unsigned a = 0; a < 4; ++a) {
            if ((fired >> a & 1U) == 0) {
                CHECK(seen[a] == 0);
                continue;
            }
            const double expected = static_cast<double>(decisions) / winners;
            chi_squared += (seen[a] - expected) * (seen[a] - expected) / expected;
        }
        CHECK(chi_squared < 16.3);  // three degrees of freedom, p = 0.001
    }
}

TEST_CASE("rtl: navigation_controller: a single winner draws nothing, a seed gives one sequence") {
    const auto ties = [](std::uint64_t seed, bool with_single_winners) {
        bench b(seed);
        std::vector<std::uint32_t> actions;
        for (int i = 0; i < 64; ++i) {
            if (with_single_winners) {
                CHECK(b.decide(0, 0b0100) == 2);
                CHECK(b.decide(0b0111, 0) == 3);
            }
            actions.push_back(b.decide(0, 0b1111));
        }
        return actions;
    };
    CHECK(ties(9, false) == ties(9, false));
    CHECK(ties(9, true) == ties(9, false));
    CHECK(ties(9, false) != ties(10, false));

    bench again(9);
    const std::uint32_t first = again.decide(0, 0b1111);
    for (int i = 0; i < 10; ++i) again.decide(0, 0b1111);
    again.load(9);
    CHECK(again.decide(0, 0b1111) == first);
}

TEST_CASE("rtl: navigation_controller: nothing clocks it while its clock is gated") {
    bench idle;
    CHECK_FALSE(idle.controller.clock_enabled());
    CHECK_THROWS_AS(idle.controller.clock(), internal_error);

    bench waiting;
    waiting.start(MEMGLIA_NAV_CONTROL_DECIDE);
    waiting.controller.clock();
    waiting.controller.clock();
    REQUIRE(waiting.controller.current() == fsm::wait_spikes);
    CHECK_THROWS_AS(waiting.controller.clock(), internal_error);

    bench learning;
    learning.start(MEMGLIA_NAV_CONTROL_REWARD);
    learning.controller.clock();
    REQUIRE(learning.controller.current() == fsm::wait_learned);
    CHECK_THROWS_AS(learning.controller.clock(), internal_error);
}

TEST_CASE("rtl: navigation_controller: packets that nobody waits for are a broken invariant") {
    bench b;
    CHECK_THROWS_AS(b.controller.spikes(1), internal_error);
    CHECK_THROWS_AS(b.controller.learned(), internal_error);
    b.start(MEMGLIA_NAV_CONTROL_DECIDE);
    CHECK_THROWS_AS(b.controller.spikes(1), internal_error);  // before the place was even sent
    b.controller.clock();
    b.controller.clock();
    CHECK_THROWS_AS(b.controller.learned(), internal_error);
    b.controller.spikes(1);
    CHECK_THROWS_AS(b.controller.spikes(1), internal_error);  // only once a decision
    b.controller.clock();
    b.start(MEMGLIA_NAV_CONTROL_REWARD);
    b.controller.clock();
    CHECK_THROWS_AS(b.controller.spikes(1), internal_error);
}

TEST_CASE("rtl: navigation_controller: loading resets state, registers and counters") {
    bench b;
    b.decide(0b0001, 0);
    REQUIRE(b.write(MEMGLIA_NAV_PLACE, 3) == access::ok);
    b.start(MEMGLIA_NAV_CONTROL_DECIDE);
    b.load(1);
    CHECK(b.controller.current() == fsm::idle);
    for (std::uint32_t offset = MEMGLIA_NAV_STATUS; offset < MEMGLIA_NAV_SIZE; offset += 4) {
        CHECK(b.read(offset) == 0);
    }
}

TEST_CASE(
    "rtl: navigation_controller books its flip-flops once a clock cycle, the random source on a "
    "tie") {
    const auto booked = [](std::uint32_t contacts, std::uint8_t fired) {
        bench b;
        b.book.open(0);
        b.decide(contacts, fired);
        const auto record = b.book.close(0);
        for (std::size_t i = 0; i < activity_count; ++i) {
            if (i != static_cast<std::size_t>(activity::controller_flip_flop)) {
                CHECK(record.counts[i] == 0);
            }
        }
        return count_of(record, activity::controller_flip_flop);
    };
    CHECK(booked(0, 0b0001) == 3 * 64);
    CHECK(booked(0b1000, 0b0001) == 3 * 64);
    CHECK(booked(0, 0b0101) == 3 * 64 + 32);
    CHECK(booked(0b0111, 0) == 3 * 64);
    CHECK(booked(0b0011, 0) == 3 * 64 + 32);
}
