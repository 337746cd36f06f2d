#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <vector>

#include "base/error.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"
#include "testbenches/block/chip_bench.hpp"
#include "testbenches/support/sample_rule.hpp"

// The whole chip through its registers, learning by eligibility.
using namespace memglia;

namespace {

constexpr std::uint64_t tick = 500;

struct bench {
    explicit bench(const chip_config& config = ideal_chip(), std::uint32_t places = 100)
        : hardware("chip", config, places, false) {
        hardware.context().log = &sent;
    }

    void load(std::uint64_t seed = 1) {
        hardware.load(build_image(rule, map, hardware.config(), seed));
    }
    std::uint32_t read(std::uint32_t offset) { return hardware.read_register(offset); }
    void write(std::uint32_t offset, std::uint32_t value) {
        hardware.write_register(offset, value);
    }
    std::uint32_t decide(std::uint32_t place, std::uint32_t contacts) {
        write(MEMGLIA_NAV_PLACE, place);
        write(MEMGLIA_NAV_CONTACTS, contacts);
        write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE);
        hardware.run_ticks(2);
        REQUIRE((read(MEMGLIA_NAV_STATUS) & MEMGLIA_NAV_STATUS_ACTION_VALID) != 0);
        return read(MEMGLIA_NAV_ACTION);
    }
    void command(std::uint32_t bit) {
        write(MEMGLIA_NAV_CONTROL, bit);
        for (int ticks = 0; ticks < 1000; ++ticks) {
            hardware.run_ticks(1);
            if ((read(MEMGLIA_NAV_STATUS) & MEMGLIA_NAV_STATUS_BUSY) == 0) return;
        }
        FAIL("busy for ever");
    }

    quiet_kernel quiet;
    std::vector<packet_event> sent;
    rule_config rule = test::rule();
    grid_map map{10, 10};
    chip hardware;
};

/// A walk of `steps` decisions over an open map, rewarded every tenth; all that can be seen of it.
std::vector<std::uint64_t> walk(bench& b, std::uint64_t seed, int steps) {
    b.load(seed);
    std::vector<std::uint64_t> seen;
    cell_index cell = 55;
    for (int step = 1; step <= steps; ++step) {
        const auto action = static_cast<direction>(b.decide(cell, b.map.contacts(cell)));
        seen.push_back(static_cast<std::uint64_t>(action));
        for (const std::int32_t level : b.hardware.core(0).last().weight_level) {
            seen.push_back(static_cast<std::uint64_t>(level));
        }
        if ((b.map.contacts(cell) & contact_bit(action)) == 0)
            cell = *b.map.neighbour(cell, action);
        if (step % 10 == 0) b.command(MEMGLIA_NAV_CONTROL_REWARD);
    }
    seen.push_back(b.hardware.write_pulses());
    return seen;
}

}  // namespace

TEST_CASE("block: chip: registers") {
    bench b;
    b.load();
    CHECK(b.read(MEMGLIA_NAV_ID) == MEMGLIA_NAV_ID_VALUE);
    CHECK_THROWS_AS(b.read(MEMGLIA_NAV_SIZE), error);
    CHECK_THROWS_AS(b.read(MEMGLIA_NAV_CONTROL), error);
    CHECK_THROWS_AS(b.read(0x1), error);
    CHECK_THROWS_AS(b.write(MEMGLIA_NAV_STATUS, 0), error);
    CHECK_THROWS_WITH(b.write(MEMGLIA_NAV_PLACE, 100), Catch::Matchers::Contains("bus error"));
    b.write(MEMGLIA_NAV_PLACE, 99);
    CHECK(b.read(MEMGLIA_NAV_PLACE) == 99);
    b.write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE);
    CHECK_THROWS_AS(b.write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_EPISODE), error);
    CHECK_THROWS_AS(b.write(MEMGLIA_NAV_PLACE, 1), error);
    b.hardware.run_ticks(2);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_ACTION_VALID);
    CHECK(b.read(MEMGLIA_NAV_DECISIONS) == 1);
    CHECK(b.read(MEMGLIA_NAV_PLACE) == 99);
}

TEST_CASE("block: chip: the answer comes right after the first tick's end") {
    bench b;
    b.load();
    b.hardware.run_ticks(3);
    b.write(MEMGLIA_NAV_PLACE, 42);
    b.write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE);
    b.hardware.run_ticks(1);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_BUSY);
    b.hardware.run_ticks(1);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_ACTION_VALID);
    // The spike enters the core's router one cycle after the tick and crosses one link and two
    // routers.
    CHECK(b.hardware.controller().answered_cycle() == 4 * tick + 1 + 3);
}

TEST_CASE("block: chip: the packets of a decision, cycle by cycle") {
    bench b;
    b.load();
    const std::uint32_t action = b.decide(0, 0b1001);
    CHECK((action == 1 || action == 2));  // north and west are walls
    REQUIRE(b.sent.size() == 5);
    const std::array<packet_kind, 5> kinds{navigation_kind::place, navigation_kind::visit,
                                           navigation_kind::gate, navigation_kind::spike,
                                           navigation_kind::tag};
    // Controller 0, core 1, learning 2, astrocytes 3 of a 2 x 2 mesh.
    const std::array<std::uint32_t, 5> sources{0, 0, 3, 1, 0};
    const std::array<std::uint32_t, 5> goals{1, 3, 1, 0, 2};
    const std::uint64_t visited = 3 + 2 * 2 + 1;
    const std::array<std::uint64_t, 5> cycles{2, 3, visited + 9, tick + 1, tick + 1 + 3 + 1};
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        CHECK(b.sent[i].content.kind == kinds[i]);
        CHECK(b.sent[i].source == sources[i]);
        CHECK(b.sent[i].content.destination == goals[i]);
        CHECK(b.sent[i].cycle == cycles[i]);
    }
    CHECK(b.sent[0].content.payload == 0b1001);  // place 0
    CHECK(b.sent[1].content.payload == 0b1001);
    CHECK(b.sent[3].content.payload == 0b0110);  // equal weights: both open sides fire
    CHECK(b.sent[4].content.payload == action);
}

TEST_CASE("block: chip: few activations of processes a decision") {
    bench b;
    b.load();
    for (const std::uint32_t place : {0U, 55U, 99U}) {
        const std::uint64_t before = b.hardware.context().activations;
        b.decide(place, b.map.contacts(place));
        const std::uint64_t activations = b.hardware.context().activations - before;
        CHECK(activations > 10);
        CHECK(activations <= 30);
    }
}

TEST_CASE("block: chip: an idle chip runs no process and books nothing") {
    bench b;
    b.load();
    b.decide(55, 0);
    const std::uint64_t activations = b.hardware.context().activations;
    const std::uint32_t cycles = b.read(MEMGLIA_NAV_CYCLES);
    const std::size_t packets = b.sent.size();
    b.hardware.open_book();
    b.hardware.run_ticks(10'000);
    const activity_record idle = b.hardware.close_book();
    CHECK(b.hardware.context().activations == activations);
    CHECK(b.read(MEMGLIA_NAV_CYCLES) == cycles);
    CHECK(b.sent.size() == packets);
    // Nothing but the divider of the tick: two flip-flops in each of 10 000 x 500 cycles.
    for (std::size_t i = 0; i < activity_count; ++i) {
        CHECK(idle.counts[i] ==
              (activity_prices()[i].what == activity::clock_divider ? 10'000'000 : 0));
    }
    for (const double j : idle.analogue_j) CHECK(j == 0);
    CHECK(idle.elapsed_ps == 10'000'000'000ULL);
    const energy_bill bill = price(idle, b.hardware.prices());
    CHECK(bill.total_j() == Approx(bill.static_j() + bill.of(component::clock)).epsilon(1e-12));
    CHECK(bill.of(component::clock) == Approx(2 * 9e-15 * 500e6 * 10e-3).epsilon(1e-12));
    CHECK(bill.static_j() == Approx(b.hardware.prices().leakage_w * 10e-3).epsilon(1e-12));
    CHECK(b.hardware.prices().leakage_w == Approx(4 * 21e-9).epsilon(1e-12));
}

TEST_CASE("block: chip: the same seed gives the same decisions, another seed others") {
    chip_config config = ideal_chip();
    config.device = samples::noisy_device();
    bench b(config);
    const auto first = walk(b, 1, 60);
    const auto second = walk(b, 2, 60);
    CHECK((walk(b, 1, 60) == first));
    CHECK((walk(b, 2, 60) == second));
    CHECK((first != second));
    CHECK(first.back() > 0);
}

TEST_CASE("block: chip: every core and every load draws noise of its own") {
    chip_config config = many_core_chip();
    config.device = samples::noisy_device();
    bench b(config);
    const auto states = [&b](std::uint64_t stream_index) {
        chip_image image = build_image(b.rule, b.map, b.hardware.config(), 1);
        image.stream_index = stream_index;
        b.hardware.load(image);
        std::vector<std::vector<double>> of_cores;
        for (std::uint32_t core = 0; core < 3; ++core) {
            auto& x = of_cores.emplace_back();
            for (std::size_t row = 0; row < 16; ++row) {
                x.push_back(b.hardware.core(core).tile().array().state(row, 0));
            }
        }
        return of_cores;
    };
    const auto first = states(0);
    const auto second = states(1);
    CHECK((states(0) == first));
    std::set<std::vector<double>> different(first.begin(), first.end());
    different.insert(second.begin(), second.end());
    CHECK(different.size() == 6);
}

TEST_CASE("block: chip: without noise the seed still decides the ties") {
    bench b;
    const auto first = walk(b, 1, 60);
    CHECK((walk(b, 1, 60) == first));
    CHECK((walk(b, 2, 60) != first));
}

TEST_CASE("block: chip: a reward moves weights, a load resets everything") {
    bench b;
    b.load();
    const std::uint32_t action = b.decide(55, 0);
    b.command(MEMGLIA_NAV_CONTROL_REWARD);
    CHECK(b.hardware.write_pulses() > 0);
    CHECK(b.hardware.astrocytes().calcium(55) == 128);
    b.decide(55, 0);
    std::array<std::int32_t, 4> learned{4, 4, 4, 4};
    learned[action] = 6;
    CHECK(b.hardware.core(0).last().weight_level == learned);

    b.load();
    CHECK(b.hardware.write_pulses() == 0);
    CHECK(b.hardware.astrocytes().calcium(55) == 0);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == 0);
    CHECK(b.read(MEMGLIA_NAV_DECISIONS) == 0);
    b.command(MEMGLIA_NAV_CONTROL_REWARD);  // no tags: nothing to learn
    CHECK(b.hardware.write_pulses() == 0);
    CHECK(b.decide(55, 0) == action);
    CHECK(b.hardware.core(0).last().weight_level == std::array<std::int32_t, 4>{4, 4, 4, 4});
}

TEST_CASE("block: chip: an episode lets calcium rest and forgets tags") {
    bench b;
    b.load();
    b.decide(55, 0);
    CHECK(b.hardware.astrocytes().calcium(55) == 128);
    b.command(MEMGLIA_NAV_CONTROL_EPISODE);
    CHECK(b.hardware.astrocytes().calcium(55) == 0);
    b.command(MEMGLIA_NAV_CONTROL_REWARD);
    CHECK(b.hardware.write_pulses() == 0);
}

TEST_CASE("block: chip: an image may be smaller than the chip, not larger") {
    bench b(many_core_chip(), 100);  // four cores of 32 places
    b.map = grid_map(8, 16);
    CHECK_NOTHROW(b.load());
    b.write(MEMGLIA_NAV_PLACE, 127);
    b.map = grid_map(3, 43);
    CHECK_THROWS_AS(b.load(), error);
    b.map = grid_map(3, 3);
    b.load();
    CHECK_THROWS_AS(b.write(MEMGLIA_NAV_PLACE, 9), error);
    b.decide(8, 0b0110);
    CHECK(b.read(MEMGLIA_NAV_SPIKES) == 0b1001);
}
