#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <vector>

#include "base/error.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"
#include "testbenches/block/chip_bench.hpp"

// Waves on the whole chip, through its registers.
using namespace memglia;

namespace {

constexpr std::uint32_t east = 1;
constexpr std::uint32_t busy_bit = MEMGLIA_NAV_STATUS_BUSY;
constexpr std::uint32_t valid_bit = MEMGLIA_NAV_STATUS_ACTION_VALID;

// Levels 4 to 6, two a wave, over what was sensed, two unknown cells in a row.
rule_config wave_rule() {
    rule_config r;
    r.learning = snan_learning::wave;
    r.weight_max = 6;
    r.weight_initial = 4;
    r.learning_rate = 2;
    r.wave_over = wave_cells::sensed;
    r.wave_reach_cells = 2;
    r.reward_memory = 1;
    r.astrocyte_per = astrocyte_extent::region;
    return r;
}

struct bench {
    explicit bench(const grid_map& on, const chip_config& config = ideal_chip(),
                   const rule_config& with = wave_rule())
        : rule(with), map(on), hardware("chip", config, on.cells(), false) {
        hardware.context().log = &sent;
        hardware.load(build_image(rule, map, hardware.config(), 1));
    }
    std::uint32_t status() { return hardware.read_register(MEMGLIA_NAV_STATUS); }
    void command(std::uint32_t value) { hardware.write_register(MEMGLIA_NAV_CONTROL, value); }
    int ticks_until_idle() {
        int ticks = 0;
        while ((status() & busy_bit) != 0) {
            hardware.run_ticks(1);
            if (++ticks > 1000) FAIL("busy for ever");
        }
        return ticks;
    }
    /// A decision with the map's contacts and more; leaves the chip as it is two ticks later.
    std::uint32_t decide(std::uint32_t place, std::uint32_t more = 0) {
        hardware.write_register(MEMGLIA_NAV_PLACE, place);
        hardware.write_register(MEMGLIA_NAV_CONTACTS, map.contacts(place) | more);
        command(MEMGLIA_NAV_CONTROL_DECIDE);
        hardware.run_ticks(2);
        REQUIRE((status() & valid_bit) != 0);
        return hardware.read_register(MEMGLIA_NAV_ACTION);
    }
    void reward() {
        command(MEMGLIA_NAV_CONTROL_REWARD);
        CHECK(ticks_until_idle() > 0);
    }
    std::array<std::int32_t, 4> levels(std::uint32_t place) {
        decide(place);
        ticks_until_idle();
        return hardware.core(hardware.floorplan().core_of(place)).last().weight_level;
    }

    quiet_kernel quiet;
    std::vector<packet_event> sent;
    rule_config rule;
    grid_map map;
    chip hardware;
};

using four = std::array<std::int32_t, 4>;

}  // namespace

TEST_CASE("block: chip wave: the packets of a decision and of its reward") {
    bench b(grid_map(4, 1));
    CHECK(b.decide(0) == east);
    namespace k = navigation_kind;
    const auto kinds = [&b] {
        std::vector<packet_kind> found;
        for (const auto& e : b.sent) found.push_back(e.content.kind);
        return found;
    };
    CHECK(kinds() == std::vector<packet_kind>{k::place, k::visit, k::gate, k::spike});  // no tag
    b.sent.clear();
    b.reward();
    // From 1: 0 and 2 (unknown) fire together, 3 after 2.
    CHECK(kinds() == std::vector<packet_kind>{k::reward, k::wave, k::wave, k::wave, k::sync,
                                              k::synced, k::learned});
    CHECK(b.sent[0].content.payload == (0U << 2U | east));
    CHECK(b.sent[0].content.destination == b.hardware.floorplan().astrocytes);
    CHECK(b.sent[4].content.payload == b.hardware.floorplan().astrocytes);
    CHECK(b.sent[5].content.destination == b.hardware.floorplan().astrocytes);
    CHECK(b.hardware.write_pulses() == 3 * 16);  // two levels of eight codes each
    CHECK(b.levels(0) == four{4, 6, 4, 4});
    CHECK(b.levels(2) == four{4, 4, 4, 6});
    CHECK(b.levels(3) == four{4, 4, 4, 6});
}

TEST_CASE("block: chip wave: every packet fits the bits that it is billed for") {
    chip_config config = ideal_chip();
    config.tile.rows = 4;
    config.tile.column_groups = 2;  // two cores
    bench b(grid_map(4, 4), config);
    std::set<packet_kind> seen;
    for (std::uint32_t place = 0; place < 16; ++place) {
        b.decide(place);
        b.ticks_until_idle();
        if (place % 5 == 4) b.reward();
    }
    b.command(MEMGLIA_NAV_CONTROL_EPISODE);
    b.ticks_until_idle();
    const packet_format& format = b.hardware.context().format;
    for (const packet_event& e : b.sent) {
        seen.insert(e.content.kind);
        const std::uint32_t payload_bits =
            format.bits(e.content.kind) - format.node_bits - format.kind_bits;
        INFO("kind " << static_cast<int>(e.content.kind) << ", payload " << e.content.payload);
        CHECK(e.content.payload >> payload_bits == 0);
        CHECK(std::uint32_t{e.content.destination} >> format.node_bits == 0);
    }
    CHECK(seen.size() >= 8);
}

TEST_CASE("block: chip wave: no reward before the first decision") {
    bench b(grid_map(4, 1));
    CHECK_THROWS_WITH(b.command(MEMGLIA_NAV_CONTROL_REWARD), Catch::Contains("bus error"));
    CHECK((b.status() & busy_bit) == 0);
    b.command(MEMGLIA_NAV_CONTROL_EPISODE);
    b.ticks_until_idle();
    CHECK_THROWS_AS(b.command(MEMGLIA_NAV_CONTROL_REWARD), error);
    b.decide(0);
    CHECK_NOTHROW(b.command(MEMGLIA_NAV_CONTROL_REWARD));
    b.ticks_until_idle();
    // A load forgets the decision, too.
    b.hardware.load(build_image(b.rule, b.map, b.hardware.config(), 1));
    CHECK_THROWS_AS(b.command(MEMGLIA_NAV_CONTROL_REWARD), error);
}

TEST_CASE(
    "block: chip wave: the reward is for the place of the decision, whatever is written since") {
    bench b(grid_map(6, 1));
    CHECK(b.decide(0) == east);
    b.hardware.write_register(MEMGLIA_NAV_PLACE, 4);
    b.reward();
    CHECK(b.levels(0) == four{4, 6, 4, 4});
}

TEST_CASE("block: chip wave: a recall comes after the answer and keeps the chip busy until done") {
    bench b(grid_map(6, 1));
    CHECK(b.decide(1, 0b1000) == east);
    CHECK((b.status() & busy_bit) == 0);
    b.reward();  // at 2
    const auto pulses = b.hardware.write_pulses();
    CHECK(pulses > 0);
    b.sent.clear();
    // 2 lies two ticks later with a valid answer, and the writes still going on.
    b.hardware.write_register(MEMGLIA_NAV_PLACE, 2);
    b.hardware.write_register(MEMGLIA_NAV_CONTACTS, 0b0101);
    b.command(MEMGLIA_NAV_CONTROL_DECIDE);
    b.hardware.run_ticks(1);
    CHECK((b.status() & valid_bit) == 0);
    CHECK(b.hardware.write_pulses() == pulses);  // nothing is written before the answer
    while ((b.status() & valid_bit) == 0) {
        REQUIRE((b.status() & busy_bit) != 0);
        sc_core::sc_start(sc_core::sc_time(2, sc_core::SC_NS), sc_core::SC_RUN_TO_TIME);
    }
    CHECK((b.status() & busy_bit) != 0);
    CHECK_THROWS_AS(b.command(MEMGLIA_NAV_CONTROL_DECIDE), error);
    CHECK_THROWS_AS(b.command(MEMGLIA_NAV_CONTROL_REWARD), error);
    CHECK_THROWS_AS(b.hardware.write_register(MEMGLIA_NAV_PLACE, 0), error);
    while ((b.status() & busy_bit) != 0) {
        sc_core::sc_start(sc_core::sc_time(2, sc_core::SC_NS), sc_core::SC_RUN_TO_TIME);
    }
    CHECK(b.sent.back().content.kind == navigation_kind::learned);
    CHECK(b.hardware.write_pulses() > pulses);
    std::size_t waves = 0;
    for (const auto& e : b.sent) {
        if (e.content.kind != navigation_kind::wave) continue;
        CHECK((e.content.payload & 15U) == 0);
        ++waves;
    }
    CHECK(waves == 5);  // the whole row but 0, where a contact was felt; 5 is within reach
    for (const std::uint32_t place : {0U, 1U, 3U, 4U, 5U})
        CHECK(b.levels(place) == four{4, 4, 4, 4});
}

TEST_CASE("block: chip wave: without memory a decision there is like any other") {
    rule_config r = wave_rule();
    r.reward_memory = 0;
    bench b(grid_map(6, 1), ideal_chip(), r);
    CHECK(b.decide(1, 0b1000) == east);
    b.reward();
    const auto pulses = b.hardware.write_pulses();
    b.sent.clear();
    b.decide(2);
    CHECK((b.status() & busy_bit) == 0);
    CHECK(b.hardware.write_pulses() == pulses);
    for (const auto& e : b.sent) CHECK(e.content.kind != navigation_kind::omission);
}

TEST_CASE("block: chip wave: with an astrocyte a synapse the use is told after the answer") {
    rule_config r = wave_rule();
    r.astrocyte_per = astrocyte_extent::synapse;
    r.calcium_per_visit = 0.5;
    bench b(grid_map(6, 1), ideal_chip(), r);
    CHECK(b.decide(1, 0b1000) == east);
    CHECK(b.sent.back().content.kind == navigation_kind::used);
    CHECK(b.sent.back().content.payload == (1U << 2U | east));
    for (std::uint32_t a = 0; a < 24; ++a) {
        CHECK(b.hardware.astrocytes().calcium(a) == (a == 4 * 1 + east ? 128 : 0));
    }
    b.reward();
    b.sent.clear();
    b.decide(2);  // here the reward was: used first, then the recall
    b.ticks_until_idle();
    std::vector<packet_kind> ours;
    for (const auto& e : b.sent) {
        if (e.content.kind == navigation_kind::used || e.content.kind == navigation_kind::recall) {
            ours.push_back(e.content.kind);
        }
    }
    CHECK(ours == std::vector<packet_kind>{navigation_kind::used, navigation_kind::recall});
}

TEST_CASE("block: chip wave: learning none answers a reward without a packet") {
    rule_config r = wave_rule();
    r.learning = snan_learning::none;
    bench b(grid_map(6, 1), ideal_chip(), r);
    b.decide(1);
    b.sent.clear();
    b.command(MEMGLIA_NAV_CONTROL_REWARD);
    b.ticks_until_idle();
    CHECK(b.sent.empty());
    CHECK(b.hardware.write_pulses() == 0);
}

TEST_CASE(
    "block: chip wave: a wave over a hundred cores with buffers of one flit comes to its end") {
    chip_config config = ideal_chip();
    config.tile.rows = 1;
    config.tile.column_groups = 1;
    config.router = {.buffer_flits = 1, .hop_cycles = 1, .link_cycles = 1};
    const grid_map map(10, 10);
    bench b(map, config);
    std::set<std::uint32_t> written;
    for (int trial = 0; trial < 3; ++trial) {
        b.command(MEMGLIA_NAV_CONTROL_EPISODE);
        b.ticks_until_idle();
        // Everything is sensed, then a reward beside 44, then it is missed there.
        for (std::uint32_t place = 0; place < 100; place += 3) {
            b.decide(place);
            b.ticks_until_idle();
        }
        b.sent.clear();
        const auto action = static_cast<direction>(b.decide(44));
        b.ticks_until_idle();
        b.reward();
        b.decide(*map.neighbour(44, action));
        b.ticks_until_idle();
        std::size_t waves = 0;
        for (const auto& e : b.sent) {
            if (e.content.kind != navigation_kind::wave) continue;
            ++waves;
            written.insert(e.content.destination);
        }
        CHECK(waves == 99 + 100);
        for (const auto& e : b.sent) CHECK(e.content.kind != navigation_kind::tag);
    }
    CHECK(written.size() == 100);
    for (const std::uint32_t place : {0U, 44U, 99U}) CHECK(b.levels(place) == four{4, 4, 4, 4});
}

TEST_CASE("block: chip wave: dead astrocytes never rise and pass no wave on") {
    chip_config config = ideal_chip();
    config.astrocytes.dead_fraction = 1;
    bench b(grid_map(4, 1), config);
    b.decide(0);
    b.sent.clear();
    b.reward();
    for (const auto& e : b.sent) CHECK(e.content.kind != navigation_kind::wave);
    CHECK(b.sent.back().content.kind == navigation_kind::learned);
    CHECK(b.hardware.write_pulses() == 0);
    for (std::uint32_t a = 0; a < 4; ++a) CHECK(b.hardware.astrocytes().calcium(a) == 0);
    // The recall at a dead place writes that place alone, and nothing is to be undone there.
    b.sent.clear();
    b.decide(1);
    b.ticks_until_idle();
    std::size_t waves = 0;
    for (const auto& e : b.sent) waves += e.content.kind == navigation_kind::wave ? 1 : 0;
    CHECK(waves == 1);
}

TEST_CASE("block: chip wave: what a decision and its reward book, by hand") {
    chip_config config = ideal_chip();
    const grid_map map(4, 1);
    quiet_kernel quiet;
    chip hardware("chip", config, 4, false);
    chip_decider agent(hardware, wave_rule(), map, 1, nullptr);
    const auto expect = [&agent](activity what, std::uint64_t times) {
        INFO(activity_prices()[static_cast<std::size_t>(what)].name);
        CHECK(count_of(agent.last().activity, what) == times);
    };
    using a = activity;
    // Place 1 link, visit 2, gate 1, spike 1.
    REQUIRE(agent.decide({0, 0b1101}) == direction::east);
    agent.outcome(false);
    // 4 nodes, 16 kinds, 2 bits of address.
    constexpr std::uint64_t place = 2 + 4 + 2 + 4;
    constexpr std::uint64_t gate = 2 + 4 + 20;
    constexpr std::uint64_t spike = 2 + 4 + 4;
    expect(a::router_link_bit, place + 2 * place + gate + spike);
    expect(a::router_hop, 2 + 3 + 2 + 2);
    expect(a::router_hop_bit, 2 * place + 3 * place + 2 * gate + 2 * spike);
    expect(a::astrocyte_sram_read, 1 + 1 + 1);
    expect(a::astrocyte_sram_write, 1);
    // The calcium word; two sites primed, known and not closed.
    expect(a::astrocyte_flip_flop, 32 + 2 * 3);
    expect(a::controller_flip_flop, 3 * 64);  // place, visit, decide
    expect(a::write_row_drive, 0);

    REQUIRE(agent.decide({0, 0b1101}) == direction::east);
    agent.outcome(true);
    // Reward 2 links; three waves, sync and synced 1 each (the core is above the astrocytes);
    // learned 2.
    constexpr std::uint64_t reward = 2 + 4 + 2 + 2;
    constexpr std::uint64_t wave = 2 + 4 + 2 + 4;
    expect(a::router_link_bit, place + 2 * place + gate + spike + 2 * reward + 3 * wave +
                                   (2 + 4 + 2) + (2 + 4) + 2 * (2 + 4));
    expect(a::router_hop, 9 + 9 + 7);
    // The word again; the trace of the reward; four firings of 8 bits and an event of 2.
    expect(a::astrocyte_flip_flop, 32 + 2 + 4 * 10);
    expect(a::controller_flip_flop, 3 * 64 + 2 * 64);  // and reward, finish
    // Three places, one synapse each from level 4 to 6: 16 pulses and 17 verify reads.
    expect(a::write_row_drive, 3);
    expect(a::write_convert, 3 * 4);
    expect(a::write_integrate, 3 * (4 + 17));
    expect(a::write_compare, 3 * 34);
    CHECK(agent.last().trace.write_pulses == 3 * 16);
    for (const a idle :
         {a::learning_sram_read, a::learning_sram_write, a::learning_add, a::learning_flip_flop}) {
        expect(idle, 0);
    }
    CHECK(agent.last().phase == decision_phase::rewarded);

    // At the old place: the decision pays for its recall; 0, 2 and 3 fall, none is below already.
    agent.begin_episode();
    agent.decide({1, 0b0101});
    agent.outcome(false);
    expect(a::write_row_drive, 4);
    CHECK(agent.last().trace.write_pulses == 3 * 12);  // from code 46 to 34, near enough to 32
    // Two sites let go of their priming; three are primed; missed, one from the trace, and the
    // place's address; four firings.
    expect(a::astrocyte_flip_flop, 2 + 32 + 3 * 3 + 3 + 2 + 4 * 10);
}
