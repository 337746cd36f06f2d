#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "rtl_models/navigation/learning_engine.hpp"
#include "testbenches/support/rtl_samples.hpp"

using namespace memglia;

namespace {

struct write {
    std::uint32_t place;
    std::uint32_t action;
    std::uint32_t step;
    bool operator==(const write&) const = default;
};
using writes = std::vector<write>;

struct bench {
    ledger book;
    learning_engine engine;
    chip_image image = samples::row_image(100);

    explicit bench(std::uint32_t trail_words = 8, std::vector<std::uint8_t> steps = {5, 4, 3, 2, 1})
        : engine({.trail_words = trail_words}, book) {
        image.learning_steps = std::move(steps);
        engine.load(image);
    }

    writes rewarded() {
        engine.reward();
        writes found;
        while (const auto next = engine.next()) {
            found.push_back({next->place, next->action, next->step});
        }
        return found;
    }
};

}  // namespace

TEST_CASE("rtl: learning_engine reinforces the last tags, newest first, by their age") {
    bench b;
    CHECK(b.rewarded().empty());
    b.engine.tag(10, 2);
    CHECK(b.rewarded() == writes{{10, 2, 5}});
    b.engine.tag(11, 3);
    b.engine.tag(12, 0);
    CHECK(b.rewarded() == writes{{12, 0, 5}, {11, 3, 4}, {10, 2, 3}});
}

TEST_CASE("rtl: learning_engine: only the last tag of a place counts, at its own age") {
    bench b;
    b.engine.tag(1, 0);
    b.engine.tag(2, 1);
    b.engine.tag(1, 2);
    b.engine.tag(3, 3);
    CHECK(b.rewarded() == writes{{3, 3, 5}, {1, 2, 4}, {2, 1, 3}});
    for (int i = 0; i < 7; ++i) b.engine.tag(4, static_cast<std::uint32_t>(i % 4));
    CHECK(b.rewarded() == writes{{4, 2, 5}});
}

TEST_CASE("rtl: learning_engine: tags older than the window learn nothing") {
    bench b(8, {7, 6});
    for (std::uint32_t place = 0; place < 5; ++place) b.engine.tag(place, place % 4);
    CHECK(b.rewarded() == writes{{4, 0, 7}, {3, 3, 6}});
}

TEST_CASE("rtl: learning_engine: a new episode forgets every tag") {
    bench b;
    b.engine.tag(1, 1);
    b.engine.tag(2, 2);
    b.engine.new_episode();
    CHECK(b.rewarded().empty());
    b.engine.tag(3, 3);
    CHECK(b.rewarded() == writes{{3, 3, 5}});
    b.engine.tag(1, 0);
    CHECK(b.rewarded() == writes{{1, 0, 5}, {3, 3, 4}});
}

TEST_CASE("rtl: learning_engine: the trail is a ring of the last decisions") {
    bench b(5);
    for (std::uint32_t place = 0; place < 23; ++place) {
        b.engine.tag(place, place % 4);
        writes expected;
        for (std::uint32_t age = 0; age < 5 && age <= place; ++age) {
            expected.push_back({place - age, (place - age) % 4, 5 - age});
        }
        REQUIRE(b.rewarded() == expected);
    }
    // A ring that has gone round and is then forgotten starts from nothing again.
    b.engine.new_episode();
    b.engine.tag(50, 1);
    b.engine.tag(51, 2);
    CHECK(b.rewarded() == writes{{51, 2, 5}, {50, 1, 4}});
}

TEST_CASE("rtl: learning_engine refuses an eligibility that outlasts its trail") {
    ledger book;
    learning_engine engine({.trail_words = 3}, book);
    auto image = samples::row_image(4);
    image.learning_steps = {3, 2, 1};
    CHECK_NOTHROW(engine.load(image));
    image.learning_steps.push_back(1);
    try {
        engine.load(image);
        FAIL("four steps in three words");
    } catch (const input_error& e) {
        CHECK(e.data.path == "learning.trail_words");
        CHECK(e.data.found == "found 3");
        CHECK_THAT(e.data.expected, Catch::Matchers::StartsWith("at least 4"));
    }
}

TEST_CASE("rtl: learning_engine: a second reward without new tags repeats the first") {
    bench b;
    for (std::uint32_t place = 20; place < 23; ++place) b.engine.tag(place, 1);
    const writes first = b.rewarded();
    CHECK(first.size() == 3);
    CHECK(b.rewarded() == first);
}

TEST_CASE("rtl: learning_engine: a reward in the middle of a walk starts it again") {
    bench b;
    for (std::uint32_t place = 20; place < 23; ++place) b.engine.tag(place, 1);
    b.engine.reward();
    REQUIRE(b.engine.next()->place == 22);
    CHECK(b.rewarded().size() == 3);
}

TEST_CASE("rtl: learning_engine: a walk that is over stays over until the next reward") {
    bench b;
    CHECK_FALSE(b.engine.next());  // none yet
    b.engine.tag(1, 1);
    CHECK_FALSE(b.engine.next());
    REQUIRE(b.rewarded().size() == 1);
    b.engine.tag(2, 2);
    b.engine.tag(3, 3);
    CHECK_FALSE(b.engine.next());
}

TEST_CASE("rtl: learning_engine: no steps, no learning") {
    bench b(8, {});
    b.engine.tag(1, 1);
    CHECK(b.rewarded().empty());
}

TEST_CASE("rtl: learning_engine: loading forgets tags, trail and time") {
    bench b;
    for (std::uint32_t place = 0; place < 5; ++place) b.engine.tag(place, 1);
    b.engine.load(b.image);
    CHECK_FALSE(b.engine.next());
    CHECK(b.rewarded().empty());
    b.engine.tag(9, 3);
    CHECK(b.rewarded() == writes{{9, 3, 5}});
}

TEST_CASE("rtl: learning_engine books tags and the walk over the trail") {
    bench b;
    b.book.open(0);
    for (int i = 0; i < 3; ++i) b.engine.tag(1, 1);
    b.engine.tag(2, 0);
    b.engine.new_episode();
    b.engine.tag(1, 1);
    b.engine.tag(1, 2);
    b.engine.tag(3, 0);
    const auto tags = b.book.close(0);
    CHECK(count_of(tags, activity::learning_sram_write) == 2 * 7);
    CHECK(count_of(tags, activity::learning_flip_flop) == 26 * 7);  // {action 2, time stamp 24}
    CHECK(count_of(tags, activity::learning_add) == 2 * 7);
    CHECK(count_of(tags, activity::learning_sram_read) == 0);

    // The walk reads trail and tag of all three entries, the superseded one too, and of none
    // before.
    b.book.open(0);
    CHECK(b.rewarded() == writes{{3, 0, 5}, {1, 2, 4}});
    const auto walk = b.book.close(0);
    CHECK(count_of(walk, activity::learning_sram_read) == 2 * 3);
    CHECK(count_of(walk, activity::learning_add) == 2 * 3);
    std::uint64_t all = 0;
    for (const std::uint64_t n : walk.counts) all += n;
    CHECK(all == 12);
}
