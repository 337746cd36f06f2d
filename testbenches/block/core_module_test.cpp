#include "rtl_models/navigation/core_module.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "rtl_models/navigation/navigation_packets.hpp"
#include "testbenches/block/mesh_bench.hpp"
#include "testbenches/support/rtl_samples.hpp"

// One synaptic core at node 1 of a 2 x 2 mesh, driven by probes: 0 controller, 2 learning, 3
// astrocytes.
using namespace memglia;

namespace {

constexpr std::uint64_t tick = 500;       // cycles
constexpr std::uint64_t read_cycles = 5;  // 10 ns at 500 MHz
constexpr std::uint64_t pulse_cycles = 25;

struct bench : router_mesh {
    explicit bench(const chip_image& with = samples::row_image(8), std::uint32_t max_pulses = 500)
        : router_mesh(2, 2, {}), image(with) {
        chip.tile.programming.max_pulses = max_pulses;
        chip.router = network;
        chip.tile.rows = 4;
        chip.tile.column_groups = 2;
        chip.device = samples::ideal_device();
        chip.tech = samples::cmos_45nm();
        const chip_floorplan plan{.places_per_core = 8};
        core = std::make_unique<core_module>("core", node_id{1}, *routers[1], chip, plan, context);
        for (const node_id node : {node_id{0}, node_id{2}, node_id{3}}) {
            probes[node] = std::make_unique<probe>(("probe_" + std::to_string(node)).c_str(), node,
                                                   *routers[node], network, context);
        }
        core->load(image, 8, 0);
        context.book.open(0);
    }

    void place(std::uint64_t at, std::uint32_t local, std::uint32_t contacts = 0) {
        probes[0]->send_at(at, {1, navigation_kind::place, local << 4U | contacts});
    }
    void gates(std::uint64_t at, std::array<std::uint32_t, 4> levels) {
        std::uint32_t payload = 0;
        for (std::uint32_t a = 0; a < 4; ++a) payload |= levels[a] << 5U * a;
        probes[3]->send_at(at, {1, navigation_kind::gate, payload});
    }
    void reinforce(std::uint64_t at, std::uint32_t local, std::uint32_t step,
                   std::uint32_t action) {
        probes[2]->send_at(at, {1, navigation_kind::reinforce, local << 5U | step << 2U | action});
    }
    std::int32_t gain(std::uint32_t gate) const { return image.gain_of_gate[gate]; }

    chip_config chip;
    chip_image image;
    std::unique_ptr<core_module> core;
    std::array<std::unique_ptr<probe>, 4> probes;
};

using values = std::array<std::int32_t, 4>;

/// What the first tick of a decision does, whatever the order of its packets.
void check_first_tick(std::uint64_t place_at, std::uint64_t gate_at) {
    bench b;
    b.place(place_at, 3, 0b0010);
    b.gates(gate_at, {0, 3, 31, 7});
    b.run(tick);
    CHECK(b.probes[0]->received.empty());
    b.run(50);
    REQUIRE(b.probes[0]->received.size() == 1);
    const auto& [cycle, answer] = b.probes[0]->received[0];
    CHECK(answer.kind == navigation_kind::spike);
    CHECK(answer.payload == 0b0001);
    CHECK(cycle == tick + 1 + b.latency(1, 0));  // right after the tick's end
    CHECK(b.core->last().weight_level == values{4, 4, 4, 4});
    CHECK(b.core->last().gate_level == values{0, 3, 31, 7});
    CHECK(b.core->last().membrane ==
          values{4 * b.gain(0), 4 * b.gain(3) - 16384, 4 * b.gain(31), 4 * b.gain(7)});
    const auto record = b.context.book.close(0);
    CHECK(count_of(record, activity::read_row_drive) == 1);
    CHECK(count_of(record, activity::read_gain) == 4);
    CHECK(count_of(record, activity::neuron_add) == 5);
    CHECK(count_of(record, activity::neuron_compare) == 4);
    CHECK(count_of(record, activity::neuron_spike) == 1);
}

}  // namespace

TEST_CASE("block: core: place, gates") {
    check_first_tick(10, 50);
}
TEST_CASE("block: core: gates, place") {
    check_first_tick(50, 10);
}
TEST_CASE("block: core: both late in the tick") {
    check_first_tick(470, 480);
}

TEST_CASE("block: core: nothing fires, nothing is said, and nothing more happens") {
    bench b;
    b.place(10, 2, 0b1111);
    b.gates(10, {0, 0, 0, 0});
    b.run(3 * tick);
    CHECK(b.probes[0]->received.empty());
    const std::int32_t inhibited = 4 * b.gain(0) - 16384;
    CHECK(b.core->last().membrane == values{inhibited, inhibited, inhibited, inhibited});
    const std::uint64_t activations = b.context.activations;
    b.run(10 * tick);
    CHECK(b.context.activations == activations);
}

TEST_CASE("block: core: place without gates reads nothing, gates without place neither") {
    bench b;
    b.place(10, 1);
    b.run(2 * tick);
    CHECK(count_of(b.context.book.close(0), activity::read_row_drive) == 0);
    b.gates(2 * tick + 10, {0, 0, 0, 0});
    b.run(2 * tick);
    CHECK(count_of(b.context.book.close(0), activity::read_row_drive) == 1);
    REQUIRE(b.probes[0]->received.size() == 1);
    CHECK(b.probes[0]->received[0].content.payload == 0b1111);
    CHECK(b.probes[0]->received[0].cycle == 3 * tick + 1 + b.latency(1, 0));
    // Both were used up: the next place alone does nothing again.
    b.place(4 * tick + 10, 1);
    b.run(2 * tick);
    CHECK(b.probes[0]->received.size() == 1);
}

TEST_CASE("block: core: a reinforcement takes its pulses' time and packets wait for it") {
    bench b;
    // Two reinforcements in one go, then a sync: level 4 to 6 (16 pulses), then 6 to 7 (8 pulses).
    b.reinforce(10, 5, 2, 1);
    b.reinforce(10, 5, 1, 1);
    b.probes[2]->send_at(10, {1, navigation_kind::sync, 2});
    b.run(5000);
    CHECK(b.core->write_pulses() == 24);
    CHECK(b.core->write_failures() == 0);
    REQUIRE(b.probes[2]->received.size() == 1);
    const auto& [cycle, answer] = b.probes[2]->received[0];
    CHECK(answer.kind == navigation_kind::synced);
    const std::uint64_t first = 11 + b.latency(2, 1);
    const std::uint64_t writing = (1 + 17) * read_cycles + 16 * pulse_cycles  //
                                  + (1 + 9) * read_cycles + 8 * pulse_cycles;
    // The sum of times rounds up to whole cycles, never by more than one a reinforcement.
    CHECK(cycle >= first + writing + 1 + b.latency(1, 2));
    CHECK(cycle <= first + writing + 2 + 1 + b.latency(1, 2));

    b.place(6000, 5);
    b.gates(6000, {0, 0, 0, 0});
    b.run(2 * tick + 1000);
    CHECK(b.core->last().weight_level == values{4, 7, 4, 4});
    REQUIRE(b.probes[0]->received.size() == 1);
    CHECK(b.probes[0]->received[0].content.payload == 0b0010);
}

TEST_CASE("block: core: pulses and writes that failed are counted from one load to the next") {
    bench b(samples::row_image(8), 40);
    b.reinforce(10, 5, 7, 1);  // level 4 to 11: 56 pulses
    b.run(5000);
    CHECK(b.core->write_pulses() == 40);
    CHECK(b.core->write_failures() == 1);
    b.core->load(b.image, 8, 0);
    CHECK(b.core->write_pulses() == 0);
    CHECK(b.core->write_failures() == 0);
}

TEST_CASE("block: core: with nothing to write a sync is answered in the next cycle") {
    bench b;
    b.probes[2]->send_at(10, {1, navigation_kind::sync, 2});
    b.run(100);
    REQUIRE(b.probes[2]->received.size() == 1);
    CHECK(b.probes[2]->received[0].content.kind == navigation_kind::synced);
    CHECK(b.probes[2]->received[0].cycle == 11 + b.latency(2, 1) + 1 + b.latency(1, 2));
}

TEST_CASE("block: core: packets that arrive during a write are served after it") {
    bench b;
    b.reinforce(10, 5, 7, 3);
    b.place(30, 5);
    b.gates(30, {0, 0, 0, 0});
    b.run(3 * tick + 100);
    // 4 -> 11: 56 pulses of 25 cycles, 57 verifies and a read of 5: 1690 cycles, into the fourth
    // tick.
    CHECK(b.probes[0]->received.empty());
    b.run(tick);
    REQUIRE(b.probes[0]->received.size() == 1);
    CHECK(b.probes[0]->received[0].cycle == 4 * tick + 1 + b.latency(1, 0));
    CHECK(b.core->last().weight_level == values{4, 4, 4, 11});
}

TEST_CASE("block: core: a row that settles in the tick's last cycle still counts") {
    bench b;
    b.place(100, 2);
    const std::uint64_t arrive = tick - 1 - read_cycles;
    b.gates(arrive - 1 - b.latency(3, 1), {0, 0, 0, 0});
    b.run(tick + 50);
    REQUIRE(b.probes[0]->received.size() == 1);
    CHECK(b.probes[0]->received[0].cycle == tick + 1 + b.latency(1, 0));
}

TEST_CASE("block: core: a row that does not settle within its tick is an error") {
    bench b;
    b.place(100, 2);
    const std::uint64_t arrive = tick - read_cycles;  // one cycle later than the last that counts
    b.gates(arrive - 1 - b.latency(3, 1), {0, 0, 0, 0});
    CHECK_THROWS_WITH(b.run(2 * tick), Catch::Matchers::Contains("settle within its tick"));
}

TEST_CASE("block: core: after a tick with a row nothing is left, whether a neuron fired or not") {
    bench b;
    b.place(10, 2, 0b1111);
    b.gates(10, {0, 0, 0, 0});
    b.run(tick + 10);
    REQUIRE(b.probes[0]->received.empty());
    const std::int32_t inhibited = 4 * b.gain(0) - 16384;
    CHECK(b.core->last().membrane == values{inhibited, inhibited, inhibited, inhibited});
    b.place(tick + 20, 2);
    b.gates(tick + 20, {0, 0, 0, 0});
    b.run(tick + 100);
    CHECK(b.core->last().membrane == values{1020, 1020, 1020, 1020});
    CHECK(b.probes[0]->received.size() == 1);
}

TEST_CASE("block: core: what was felt waits for gates of a later tick, and does not leak") {
    bench b;
    b.place(10, 2, 0b0001);
    b.run(2 * tick);
    CHECK(b.probes[0]->received.empty());
    b.gates(2 * tick + 10, {0, 0, 0, 0});
    b.run(tick + 100);
    CHECK(b.core->last().membrane == values{1020 - 16384, 1020, 1020, 1020});
    REQUIRE(b.probes[0]->received.size() == 1);
    CHECK(b.probes[0]->received[0].content.payload == 0b1110);
}

TEST_CASE("block: core: a flood of place spikes, then of gates: each pair answers in a tick") {
    bench b;
    b.reinforce(10, 3, 2, 1);
    constexpr std::uint32_t flood = 7;
    for (std::uint32_t n = 0; n < flood; ++n) b.place(2 * tick + n, n, 1U << n % 4);
    for (std::uint32_t n = 0; n < flood; ++n) b.gates(3 * tick + n, {n, n, n, n});
    b.run(4 * tick - 10);
    CHECK(b.core->last().weight_level == values{4, 4, 4, 4});
    for (std::uint32_t n = 0; n < flood; ++n) {
        CAPTURE(n);
        b.run(tick);
        REQUIRE(b.probes[0]->received.size() == n + 1);
        const auto& [cycle, answer] = b.probes[0]->received[n];
        CHECK(cycle == (4 + n) * tick + 1 + b.latency(1, 0));
        CHECK(answer.payload == (n == 3 ? 0b0010 : 0b1111U & ~(1U << n % 4)));
    }
    b.run(10 * tick);
    CHECK(b.probes[0]->received.size() == flood);
    CHECK(count_of(b.context.book.close(0), activity::read_row_drive) >= flood);
}

TEST_CASE("block: core: a flood of gates, then of place spikes: each pair answers in a tick") {
    bench b;
    constexpr std::uint32_t flood = 7;
    for (std::uint32_t n = 0; n < flood; ++n) b.gates(n, {n, 0, 31, 31});
    for (std::uint32_t n = 0; n < flood; ++n) b.place(tick + n, n, 0b0010);
    b.run(2 * tick - 10);
    CHECK(b.probes[0]->received.empty());
    for (std::uint32_t n = 0; n < flood; ++n) {
        CAPTURE(n);
        b.run(tick);
        REQUIRE(b.probes[0]->received.size() == n + 1);
        CHECK(b.core->last().membrane ==
              values{4 * b.gain(n), 4 * b.gain(0) - 16384, 4 * b.gain(31), 4 * b.gain(31)});
    }
    CHECK(count_of(b.context.book.close(0), activity::read_row_drive) == flood);
}

TEST_CASE("block: core: pairs that wait through a write are read after it") {
    bench b;
    for (std::uint32_t n = 0; n < 3; ++n) b.place(10 + n, n, 1U << n);
    b.gates(100, {0, 0, 0, 0});
    b.gates(101, {0, 0, 0, 0});
    b.gates(102, {0, 0, 0, 0});
    b.reinforce(200, 2, 7, 3);  // 1690 cycles, past the end of the first three ticks
    b.run(7 * tick);
    REQUIRE(b.probes[0]->received.size() == 3);
    CHECK(b.probes[0]->received[0].content.payload == 0b1110);
    CHECK(b.probes[0]->received[1].content.payload == 0b1101);
    CHECK(b.probes[0]->received[2].content.payload == 0b1000);
}

TEST_CASE("block: core refuses a packet that is not its own") {
    bench b;
    b.probes[0]->send_at(10, {1, navigation_kind::tag, 0});
    CHECK_THROWS_WITH(b.run(100), Catch::Matchers::Contains("that no core takes"));
}

TEST_CASE("block: core: loading forgets charge, half decisions and counters") {
    bench b;
    b.place(10, 1, 0b0001);
    b.reinforce(100, 2, 3, 0);
    b.run(tick * 20);
    REQUIRE(b.core->write_pulses() > 0);
    b.core->load(b.image, 8, 0);
    CHECK(b.core->write_pulses() == 0);
    CHECK(b.core->last().membrane == values{0, 0, 0, 0});
    b.gates(20 * tick + 10, {0, 0, 0, 0});
    b.run(2 * tick);
    CHECK(b.probes[0]->received.empty());  // the place of before is forgotten
    b.place(22 * tick + 10, 2);
    b.run(2 * tick);
    CHECK(b.core->last().weight_level == values{4, 4, 4, 4});
    CHECK(b.core->last().membrane == values{1020, 1020, 1020, 1020});
}
