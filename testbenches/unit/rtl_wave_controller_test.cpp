#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "firmware/include/memglia_registers.h"
#include "rtl_models/navigation/navigation_controller.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"
#include "rtl_models/navigation/write_barrier.hpp"
#include "testbenches/support/rtl_samples.hpp"

// The controller where astrocytes learn, cycle by cycle; and the barrier that both learners wait
// at.
using namespace memglia;

namespace {

using fsm = navigation_controller::state;
using access = navigation_controller::access;
using samples::plan;

struct bench {
    ledger book;
    navigation_controller controller{plan(), book};

    explicit bench(learning_rule learning, bool per_synapse = false) {
        auto image = samples::row_image(25);
        image.learning = learning;
        image.astrocyte_per_synapse = per_synapse;
        controller.load(image);
    }
    access start(std::uint32_t command) { return controller.write(MEMGLIA_NAV_CONTROL, command); }
    std::uint32_t read(std::uint32_t offset) const {
        std::uint32_t value = 0;
        REQUIRE(controller.read(offset, value) == access::ok);
        return value;
    }
    /// Up to waiting for spikes at this place.
    void ask(std::uint32_t place, std::uint32_t contacts) {
        REQUIRE(controller.write(MEMGLIA_NAV_PLACE, place) == access::ok);
        REQUIRE(controller.write(MEMGLIA_NAV_CONTACTS, contacts) == access::ok);
        REQUIRE(start(MEMGLIA_NAV_CONTROL_DECIDE) == access::ok);
        while (controller.current() != fsm::wait_spikes) controller.clock();
    }
    void expect(fsm before, const std::optional<packet>& sent, fsm after) {
        REQUIRE(controller.current() == before);
        REQUIRE(controller.clock_enabled());
        const auto found = controller.clock();
        REQUIRE(found.has_value() == sent.has_value());
        if (sent) CHECK(*found == *sent);
        REQUIRE(controller.current() == after);
    }
};

}  // namespace

TEST_CASE(
    "rtl: wave controller: place and contacts go to the core and to the astrocytes, no tag after "
    "all") {
    bench b(learning_rule::wave);
    REQUIRE(b.controller.write(MEMGLIA_NAV_PLACE, 13) == access::ok);
    REQUIRE(b.controller.write(MEMGLIA_NAV_CONTACTS, 0b0110) == access::ok);
    REQUIRE(b.start(MEMGLIA_NAV_CONTROL_DECIDE) == access::ok);
    b.expect(fsm::send_place, packet{2, navigation_kind::place, 3U << 4U | 0b0110},
             fsm::send_visit);
    b.expect(fsm::send_visit, packet{4, navigation_kind::visit, 13U << 4U | 0b0110},
             fsm::wait_spikes);
    b.controller.spikes(0b1000);
    b.expect(fsm::decide, std::nullopt, fsm::idle);
    CHECK(b.read(MEMGLIA_NAV_ACTION) == 3);
    CHECK(b.read(MEMGLIA_NAV_CYCLES) == 3);
}

TEST_CASE("rtl: wave controller: the reward goes to the astrocytes with the way that led to it") {
    bench b(learning_rule::wave);
    b.ask(13, 0);
    b.controller.spikes(0b0010);
    b.expect(fsm::decide, std::nullopt, fsm::idle);
    REQUIRE(b.controller.write(MEMGLIA_NAV_PLACE, 2) == access::ok);  // the next place already
    REQUIRE(b.start(MEMGLIA_NAV_CONTROL_REWARD) == access::ok);
    b.expect(fsm::send_reward, packet{4, navigation_kind::reward, 13U << 2U | 1U},
             fsm::wait_learned);
    CHECK_FALSE(b.controller.clock_enabled());
    b.controller.learned();
    b.expect(fsm::finish, std::nullopt, fsm::idle);
}

TEST_CASE("rtl: wave controller: a reward before the first decision is refused") {
    bench b(learning_rule::wave);
    CHECK(b.start(MEMGLIA_NAV_CONTROL_REWARD) == access::refused);
    CHECK_FALSE(b.controller.busy());
    REQUIRE(b.start(MEMGLIA_NAV_CONTROL_EPISODE) == access::ok);
    b.expect(fsm::send_rest, packet{4, navigation_kind::episode, 0},
             fsm::idle);  // no tags to forget
    CHECK(b.start(MEMGLIA_NAV_CONTROL_REWARD) == access::refused);
    // Tags without a decision are none: a reward is taken and teaches nothing.
    bench tags(learning_rule::eligibility);
    CHECK(tags.start(MEMGLIA_NAV_CONTROL_REWARD) == access::ok);
}

TEST_CASE("rtl: wave controller: a recall follows the answer, which is valid all along") {
    bench b(learning_rule::wave);
    b.ask(7, 0b0001);
    b.controller.omission();
    CHECK(b.controller.current() == fsm::wait_spikes);
    CHECK_FALSE(b.controller.action_valid());
    b.controller.spikes(0b0100);
    b.expect(fsm::decide, std::nullopt, fsm::send_recall);
    const auto busy_with_answer = MEMGLIA_NAV_STATUS_BUSY | MEMGLIA_NAV_STATUS_ACTION_VALID;
    CHECK(b.read(MEMGLIA_NAV_STATUS) == busy_with_answer);
    b.expect(fsm::send_recall, packet{4, navigation_kind::recall, 0}, fsm::wait_learned);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == busy_with_answer);
    CHECK(b.start(MEMGLIA_NAV_CONTROL_REWARD) == access::refused);
    CHECK(b.start(MEMGLIA_NAV_CONTROL_DECIDE) == access::refused);
    CHECK(b.controller.write(MEMGLIA_NAV_PLACE, 1) == access::refused);
    b.controller.learned();
    b.expect(fsm::finish, std::nullopt, fsm::idle);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_ACTION_VALID);
    CHECK(b.read(MEMGLIA_NAV_ACTION) == 2);
    // The next decision is not haunted.
    b.ask(8, 0);
    b.controller.spikes(0b0001);
    b.expect(fsm::decide, std::nullopt, fsm::idle);
}

TEST_CASE("rtl: wave controller: an omission without a spike is recalled all the same") {
    bench b(learning_rule::wave);
    b.ask(7, 0b1101);
    b.controller.omission();
    b.controller.spikes(0);
    b.expect(fsm::decide, std::nullopt, fsm::send_recall);
    CHECK(b.read(MEMGLIA_NAV_ACTION) == 1);
    b.expect(fsm::send_recall, packet{4, navigation_kind::recall, 0}, fsm::wait_learned);
}

TEST_CASE("rtl: wave controller: with an astrocyte a synapse the use comes first") {
    bench b(learning_rule::wave, true);
    b.ask(7, 0);
    b.controller.spikes(0b1000);
    b.expect(fsm::decide, std::nullopt, fsm::send_used);
    CHECK(b.controller.action_valid());
    b.expect(fsm::send_used, packet{4, navigation_kind::used, 7U << 2U | 3U}, fsm::idle);
    b.ask(7, 0);
    b.controller.omission();
    b.controller.spikes(0b0001);
    b.expect(fsm::decide, std::nullopt, fsm::send_used);
    b.expect(fsm::send_used, packet{4, navigation_kind::used, 7U << 2U}, fsm::send_recall);
    b.expect(fsm::send_recall, packet{4, navigation_kind::recall, 0}, fsm::wait_learned);
    // Also where tags learn, or nothing does.
    bench tags(learning_rule::eligibility, true);
    tags.ask(7, 0b0010);
    tags.controller.spikes(0b1000);
    tags.expect(fsm::decide, packet{3, navigation_kind::tag, 7U << 2U | 3U}, fsm::send_used);
    tags.expect(fsm::send_used, packet{4, navigation_kind::used, 7U << 2U | 3U}, fsm::idle);
    bench none(learning_rule::none, true);
    none.ask(7, 0);
    none.controller.spikes(0b1000);
    none.expect(fsm::decide, std::nullopt, fsm::send_used);
}

TEST_CASE("rtl: wave controller: where nothing learns a reward is done at once") {
    bench b(learning_rule::none);
    REQUIRE(b.start(MEMGLIA_NAV_CONTROL_REWARD) == access::ok);
    b.expect(fsm::finish, std::nullopt, fsm::idle);
    REQUIRE(b.start(MEMGLIA_NAV_CONTROL_EPISODE) == access::ok);
    b.expect(fsm::send_rest, packet{4, navigation_kind::episode, 0}, fsm::idle);
}

TEST_CASE("rtl: wave controller: an omission outside a decision is a broken invariant") {
    bench b(learning_rule::wave);
    CHECK_THROWS_AS(b.controller.omission(), internal_error);
    b.ask(7, 0);
    b.controller.spikes(1);
    CHECK_THROWS_AS(b.controller.omission(), internal_error);
}

TEST_CASE("rtl: wave controller: loading forgets an omission") {
    bench b(learning_rule::wave);
    b.ask(7, 0);
    b.controller.omission();
    auto image = samples::row_image(25);
    image.learning = learning_rule::wave;
    b.controller.load(image);
    b.ask(7, 0);
    b.controller.spikes(1);
    b.expect(fsm::decide, std::nullopt, fsm::idle);
}

TEST_CASE("rtl: write barrier: every written core is asked once and awaited") {
    write_barrier barrier(4);
    std::vector<std::size_t> asked;
    const auto ask = [&asked](std::size_t core) { asked.push_back(core); };
    CHECK(barrier.complete());
    barrier.close(ask);
    CHECK(asked.empty());
    CHECK(barrier.complete());
    for (const std::size_t core : {3U, 1U, 3U, 3U}) barrier.wrote(core);
    barrier.close(ask);
    CHECK(asked == std::vector<std::size_t>{1, 3});
    CHECK_FALSE(barrier.complete());
    barrier.answered();
    CHECK_FALSE(barrier.complete());
    barrier.answered();
    CHECK(barrier.complete());
    // What was written before the last close is not asked again.
    barrier.wrote(0);
    barrier.close(ask);
    CHECK(asked == std::vector<std::size_t>{1, 3, 0});
    barrier.wrote(2);
    barrier.reset();
    CHECK(barrier.complete());
    barrier.close(ask);
    CHECK(asked.size() == 3);
}
