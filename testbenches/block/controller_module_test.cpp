#include <tlm_utils/simple_initiator_socket.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "firmware/include/memglia_registers.h"
#include "rtl_models/navigation/navigation_controller_module.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"
#include "testbenches/block/mesh_bench.hpp"
#include "testbenches/support/rtl_samples.hpp"

// The navigation controller behind its register socket, with probes in place of the rest of the
// chip.
using namespace memglia;

namespace {

class host : public sc_core::sc_module {
  public:
    explicit host(const sc_core::sc_module_name& name) : sc_module(name) {}
    tlm_utils::simple_initiator_socket<host> socket{"socket"};
};

struct bench : router_mesh {
    static constexpr std::uint64_t deadline = 300;
    static constexpr node_id core = 1;
    static constexpr node_id learning = 2;
    static constexpr node_id astrocytes = 3;

    explicit bench(bool pins = false) : router_mesh(2, 2, {}) {
        context.pins = pins;
        const chip_floorplan plan{.places_per_core = 2048};
        module = std::make_unique<navigation_controller_module>(
            "controller", node_id{0}, *routers[0], network, plan, deadline, context);
        for (std::uint32_t node = 1; node < 4; ++node) {
            probes[node] = std::make_unique<mesh_endpoint>(
                ("probe_" + std::to_string(node)).c_str(), static_cast<node_id>(node),
                *routers[node], network, context);
        }
        initiator.socket.bind(module->registers);
        module->clk(clk);
        module->clk_en(clk_en);
        module->busy(busy);
        module->action_valid(action_valid);
        module->action(action);
        module->place(place);
        module->state(state);
        context.log = &sent;
        module->load(samples::row_image(100));
    }

    struct request {
        tlm::tlm_command command = tlm::TLM_READ_COMMAND;
        std::uint64_t address = 0;
        std::uint32_t value = 0;
        unsigned length = 4;
        bool byte_enable = false;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    };
    tlm::tlm_response_status access(request& r) {
        std::array<unsigned char, 8> data{};
        std::memcpy(data.data(), &r.value, sizeof r.value);
        unsigned char enabled = TLM_BYTE_ENABLED;
        tlm::tlm_generic_payload payload;
        payload.set_command(r.command);
        payload.set_address(r.address);
        payload.set_data_ptr(data.data());
        payload.set_data_length(r.length);
        payload.set_streaming_width(r.length);
        if (r.byte_enable) {
            payload.set_byte_enable_ptr(&enabled);
            payload.set_byte_enable_length(1);
        }
        initiator.socket->b_transport(payload, r.delay);
        std::memcpy(&r.value, data.data(), sizeof r.value);
        return payload.get_response_status();
    }
    tlm::tlm_response_status status_of(request r) { return access(r); }
    std::uint32_t read(std::uint32_t address) {
        request r{.address = address};
        REQUIRE(access(r) == tlm::TLM_OK_RESPONSE);
        return r.value;
    }
    tlm::tlm_response_status write(std::uint32_t address, std::uint32_t value) {
        return status_of({tlm::TLM_WRITE_COMMAND, address, value});
    }

    /// Packets that the controller has sent, with the cycle in which they were ready at its router.
    std::vector<packet_event> from_controller() const {
        std::vector<packet_event> found;
        for (const packet_event& e : sent) {
            if (e.source == 0) found.push_back(e);
        }
        return found;
    }

    std::unique_ptr<navigation_controller_module> module;
    std::array<std::unique_ptr<mesh_endpoint>, 4> probes;
    host initiator{"host"};
    sc_core::sc_signal<bool, sc_core::SC_MANY_WRITERS> clk{"clk"};  // two processes drive it
    sc_core::sc_signal<bool> clk_en{"clk_en"};
    sc_core::sc_signal<bool> busy{"busy"};
    sc_core::sc_signal<bool> action_valid{"action_valid"};
    sc_core::sc_signal<std::uint32_t> action{"action"};
    sc_core::sc_signal<std::uint32_t> place{"place"};
    sc_core::sc_signal<std::uint32_t> state{"state"};
    std::vector<packet_event> sent;
};

packet spike(std::uint32_t fired) {
    return {0, navigation_kind::spike, fired};
}

}  // namespace

TEST_CASE("block: controller: registers over TLM") {
    bench b;
    CHECK(b.read(MEMGLIA_NAV_ID) == MEMGLIA_NAV_ID_VALUE);
    CHECK(b.write(MEMGLIA_NAV_PLACE, 99) == tlm::TLM_OK_RESPONSE);
    CHECK(b.read(MEMGLIA_NAV_PLACE) == 99);
    CHECK(b.write(MEMGLIA_NAV_PLACE, 100) == tlm::TLM_COMMAND_ERROR_RESPONSE);
    CHECK(b.read(MEMGLIA_NAV_PLACE) == 99);
    CHECK(b.write(MEMGLIA_NAV_ID, 1) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    for (const std::uint64_t address : {0x04ULL, 0x24ULL, 0x02ULL, 0x0dULL, 0xFFFFFFFCULL}) {
        CHECK(b.status_of({.address = address}) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    }
    // An address above 32 bits is no alias of the register below.
    CHECK(b.status_of({.address = 0x1'0000'0000ULL}) != tlm::TLM_OK_RESPONSE);
    for (const unsigned length : {0U, 1U, 2U, 3U, 8U}) {
        CHECK(b.status_of({.address = MEMGLIA_NAV_ID, .length = length}) ==
              tlm::TLM_BURST_ERROR_RESPONSE);
    }
    CHECK(b.status_of({.address = MEMGLIA_NAV_ID, .byte_enable = true}) != tlm::TLM_OK_RESPONSE);
    CHECK(b.status_of({.command = tlm::TLM_IGNORE_COMMAND, .address = MEMGLIA_NAV_ID}) !=
          tlm::TLM_OK_RESPONSE);
    // A short write has no effect.
    CHECK(b.status_of({.command = tlm::TLM_WRITE_COMMAND,
                       .address = MEMGLIA_NAV_PLACE,
                       .value = 5,
                       .length = 2}) == tlm::TLM_BURST_ERROR_RESPONSE);
    CHECK(b.read(MEMGLIA_NAV_PLACE) == 99);
    b.run(1000);
    CHECK(b.context.activations == 0);  // registers alone wake nobody
    CHECK(b.sent.empty());
}

TEST_CASE("block: controller: a decision is one state and at most one packet a cycle") {
    bench b;
    b.run(20);
    REQUIRE(b.write(MEMGLIA_NAV_PLACE, 7) == tlm::TLM_OK_RESPONSE);
    REQUIRE(b.write(MEMGLIA_NAV_CONTACTS, 0b1001) == tlm::TLM_OK_RESPONSE);
    REQUIRE(b.write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE) == tlm::TLM_OK_RESPONSE);
    CHECK(b.write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE) ==
          tlm::TLM_COMMAND_ERROR_RESPONSE);
    b.run(50);
    // Written in cycle 20, taken in 21; a packet sent in a cycle is ready for the router in the
    // next.
    const auto sent = b.from_controller();
    REQUIRE(sent.size() == 2);
    constexpr std::uint32_t seven = 7U << 4U | 0b1001;
    CHECK(sent[0].cycle == 22);
    CHECK(sent[0].content == packet{bench::core, navigation_kind::place, seven});
    CHECK(sent[1].cycle == 23);
    CHECK(sent[1].content == packet{bench::astrocytes, navigation_kind::visit, seven});
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_BUSY);
    CHECK(b.write(MEMGLIA_NAV_PLACE, 8) == tlm::TLM_COMMAND_ERROR_RESPONSE);

    // The clock is gated: nothing runs while it waits.
    const std::uint64_t activations = b.context.activations;
    b.run(100);
    CHECK(b.context.activations == activations);

    b.probes[bench::core]->send_at(200, spike(0b0100));
    b.run(100);
    const std::uint64_t arrived = 201 + b.latency(bench::core, 0);
    CHECK(b.module->answered_cycle() == arrived);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_ACTION_VALID);
    CHECK(b.read(MEMGLIA_NAV_ACTION) == 2);
    CHECK(b.read(MEMGLIA_NAV_CYCLES) == 3);
    REQUIRE(b.from_controller().size() == 3);
    CHECK(b.from_controller()[2].cycle == arrived + 1);
    CHECK(b.from_controller()[2].content ==
          packet{bench::learning, navigation_kind::tag, 7U << 2U | 2U});
    // The deadline of a decision that is over wakes nobody into an answer.
    b.run(1000);
    CHECK(b.read(MEMGLIA_NAV_DECISIONS) == 1);
    CHECK(b.from_controller().size() == 3);
}

TEST_CASE("block: controller: silence ends at the deadline with an open side") {
    bench b;
    b.run(10);
    REQUIRE(b.write(MEMGLIA_NAV_CONTACTS, 0b1101) == tlm::TLM_OK_RESPONSE);
    REQUIRE(b.write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE) == tlm::TLM_OK_RESPONSE);
    b.run(bench::deadline);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_BUSY);
    b.run(5);
    CHECK(b.module->answered_cycle() == 10 + bench::deadline);
    CHECK(b.read(MEMGLIA_NAV_STATUS) ==
          (MEMGLIA_NAV_STATUS_ACTION_VALID | MEMGLIA_NAV_STATUS_NO_SPIKE));
    CHECK(b.read(MEMGLIA_NAV_ACTION) == 1);
    // The deadline counts from each command anew.
    b.run(500);
    const std::uint64_t second = b.cycle();
    REQUIRE(b.write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE) == tlm::TLM_OK_RESPONSE);
    b.run(1000);
    CHECK(b.module->answered_cycle() == second + bench::deadline);
}

TEST_CASE("block: controller: reward and episode over the network") {
    bench b;
    b.run(10);
    REQUIRE(b.write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_EPISODE) == tlm::TLM_OK_RESPONSE);
    b.run(10);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == 0);
    REQUIRE(b.write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_REWARD) == tlm::TLM_OK_RESPONSE);
    b.run(500);  // no deadline here: learning takes as long as it takes
    CHECK(b.read(MEMGLIA_NAV_STATUS) == MEMGLIA_NAV_STATUS_BUSY);
    b.probes[bench::learning]->send_at(600, {0, navigation_kind::learned, 0});
    b.run(200);
    CHECK(b.read(MEMGLIA_NAV_STATUS) == 0);
    const auto sent = b.from_controller();
    REQUIRE(sent.size() == 3);
    CHECK(sent[0].cycle == 12);
    CHECK(sent[0].content == packet{bench::astrocytes, navigation_kind::episode, 0});
    CHECK(sent[1].cycle == 13);
    CHECK(sent[1].content == packet{bench::learning, navigation_kind::episode, 0});
    CHECK(sent[2].cycle == 22);
    CHECK(sent[2].content == packet{bench::learning, navigation_kind::reward, 0});
}

TEST_CASE("block: controller: a packet it does not take is an error, not silence") {
    bench b;
    b.probes[bench::core]->send_at(5, {0, navigation_kind::synced, 0});
    CHECK_THROWS_WITH(b.run(100), Catch::Matchers::Contains("that the controller does not take"));
}

TEST_CASE("block: controller: pins follow the state machine and the clock is gated") {
    bench b(true);
    std::uint64_t clocks = 0;
    std::uint64_t enabled_cycles = 0;
    REQUIRE(b.write(MEMGLIA_NAV_PLACE, 7) == tlm::TLM_OK_RESPONSE);
    REQUIRE(b.write(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE) == tlm::TLM_OK_RESPONSE);
    b.probes[bench::core]->send_at(40, spike(0b1000));
    bool was_high = false;
    bool was_busy = false;
    for (int half_cycle = 0; half_cycle < 200; ++half_cycle) {
        sc_core::sc_start(sc_core::sc_time::from_value(b.context.clock.period_ps / 2),
                          sc_core::SC_RUN_TO_TIME);
        if (b.clk.read() && !was_high) ++clocks;
        was_high = b.clk.read();
        was_busy = was_busy || b.busy.read();
        if (b.clk_en.read() && half_cycle % 2 == 0) ++enabled_cycles;
    }
    CHECK(clocks == b.read(MEMGLIA_NAV_CYCLES));
    CHECK(clocks == 3);
    CHECK(enabled_cycles < clocks);  // low in the last cycle before each wait
    CHECK(was_busy);
    CHECK_FALSE(b.busy.read());
    CHECK(b.action_valid.read());
    CHECK(b.action.read() == 3);
    CHECK(b.place.read() == 7);
    CHECK(b.state.read() == static_cast<std::uint32_t>(navigation_controller::state::idle));
}
