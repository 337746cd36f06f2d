#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "testbenches/block/mesh_bench.hpp"

// Latency, throughput, fairness and back-pressure of the mesh.
using namespace memglia;

namespace {

packet numbered(std::uint32_t destination, std::uint32_t n) {
    return {static_cast<node_id>(destination), packet_kind{}, n};
}

/// Every pair of nodes, one packet at a time.
void check_latency(std::uint32_t width, std::uint32_t height, const router_config& network) {
    probe_mesh mesh(width, height, network);
    constexpr std::uint64_t apart = 200;
    std::uint64_t at = 10;
    for (std::uint32_t from = 0; from < mesh.nodes(); ++from) {
        for (std::uint32_t to = 0; to < mesh.nodes(); ++to) {
            mesh.probes[from]->send_at(at, numbered(to, from));
            mesh.run(apart);
            REQUIRE(mesh.probes[to]->received.size() == 1);
            const auto [cycle, content] = mesh.probes[to]->received[0];
            CHECK(content.payload == from);
            CHECK(cycle - (at + 1) == mesh.latency(from, to));  // sent as ready one cycle later
            mesh.probes[to]->received.clear();
            at += apart;
        }
    }
}

/// Cycles between the first and the last of many packets over three links.
std::uint64_t stream_cycles(const router_config& network, std::uint32_t packets) {
    probe_mesh mesh(4, 1, network);
    for (std::uint32_t n = 0; n < packets; ++n) mesh.probes[0]->send_at(5, numbered(3, n));
    mesh.run(20 * packets);
    const auto& received = mesh.probes[3]->received;
    REQUIRE(received.size() == packets);
    for (std::uint32_t n = 0; n < packets; ++n) CHECK(received[n].content.payload == n);
    REQUIRE(mesh.drained());
    return received.back().cycle - received.front().cycle;
}

/// A local receiver by hand: no endpoint_module between the router and the test.
class gate : public packet_receiver {
  public:
    explicit gate(spike_router_module& router) { router.connect(*this); }
    bool can_receive(std::uint64_t cycle) const override {
        asked = true;
        return open && cycle >= open_from;
    }
    void receive(const packet& p, std::uint64_t ready) override {
        payloads.push_back(p.payload);
        ready_cycles.push_back(ready);
    }
    void credit(std::uint64_t cycle) override { credits.push_back(cycle); }

    bool open = true;
    std::uint64_t open_from = 0;
    mutable bool asked = false;
    std::vector<std::uint32_t> payloads;
    std::vector<std::uint64_t> ready_cycles;
    std::vector<std::uint64_t> credits;
};

/// A flit leaves the router's only local slot in cycle 6, in which the endpoint has another one.
void check_late_credit(bool router_first) {
    probe_mesh mesh(2, 1, {.buffer_flits = 1});
    std::vector<packet_event> sent;
    mesh.context.log = &sent;
    if (router_first) {
        // Passes through router 0 in that cycle too: the router was to be woken before the
        // endpoint.
        mesh.routers[0]->accept(router_port::east, numbered(0, 99), 6);
    }
    for (std::uint64_t cycle = 5; cycle < 8; ++cycle)
        mesh.probes[0]->send_at(cycle, numbered(1, 0));
    mesh.run(100);
    REQUIRE(sent.size() == 3);
    CHECK(sent[0].cycle == 6);
    CHECK(sent[1].cycle == 8);
    CHECK(sent[2].cycle == 10 + mesh.network.hop_cycles);
}

}  // namespace

TEST_CASE("block: latency of an uncontended packet, default router") {
    check_latency(4, 3, {});
}
TEST_CASE("block: latency of an uncontended packet, slow router and link, one buffer") {
    check_latency(3, 3, {.buffer_flits = 1, .hop_cycles = 4, .link_cycles = 7});
}
TEST_CASE("block: latency of an uncontended packet, link without latency") {
    check_latency(3, 2, {.buffer_flits = 2, .hop_cycles = 2, .link_cycles = 0});
}

TEST_CASE("block: a path with enough buffers carries a flit a cycle") {
    CHECK(stream_cycles({.buffer_flits = 4}, 200) == 199);
}
TEST_CASE("block: three buffers cover one hop, one link and the credit's way back") {
    CHECK(stream_cycles({.buffer_flits = 3}, 200) == 199);
}
TEST_CASE("block: two buffers carry two flits in three cycles") {
    const std::uint64_t cycles = stream_cycles({.buffer_flits = 2}, 200);
    CHECK(cycles >= 199 * 3 / 2);
    CHECK(cycles <= 200 * 3 / 2);
}
TEST_CASE("block: one buffer carries one flit in three cycles") {
    CHECK(stream_cycles({.buffer_flits = 1}, 200) == 3 * 199);
}
TEST_CASE("block: one buffer on a slow path carries one flit a round trip") {
    CHECK(stream_cycles({.buffer_flits = 1, .hop_cycles = 2, .link_cycles = 3}, 100) == 6 * 99);
}

TEST_CASE("block: two streams share a contended link evenly") {
    // Nodes 0 and 1 of a row of four both send to node 3: they meet in router 1.
    probe_mesh mesh(4, 1, {.buffer_flits = 4});
    for (std::uint32_t n = 0; n < 200; ++n) {
        mesh.probes[0]->send_at(5, numbered(3, n));
        mesh.probes[1]->send_at(5, numbered(3, 1000 + n));
    }
    mesh.run(2000);
    const auto& received = mesh.probes[3]->received;
    REQUIRE(received.size() == 400);
    CHECK(received.back().cycle - received.front().cycle == 399);  // the link never rests
    int balance = 0;
    for (std::size_t i = 20; i < 380; ++i) {
        balance += received[i].content.payload >= 1000 ? 1 : -1;
        REQUIRE(balance >= -2);
        REQUIRE(balance <= 2);
    }
}

TEST_CASE("block: a sleeping receiver stalls its senders, and only them, until it wakes") {
    probe_mesh mesh(4, 1, {.buffer_flits = 2});
    constexpr std::uint64_t wakes_at = 5000;
    mesh.probes[3]->takes_from = wakes_at;
    for (std::uint32_t n = 0; n < 50; ++n) mesh.probes[0]->send_at(10, numbered(3, n));
    mesh.run(3000);
    CHECK(mesh.probes[3]->received.empty());
    CHECK_FALSE(mesh.probes[0]->drained());  // back-pressure reached the source

    // Stalled means still: nothing polls.
    const std::uint64_t activations = mesh.context.activations;
    mesh.run(1000);
    CHECK(mesh.context.activations == activations);

    // Traffic the other way, and to a node before the jam, is not concerned.
    mesh.probes[3]->send_at(4010, numbered(0, 777));
    mesh.probes[1]->send_at(4010, numbered(0, 778));
    mesh.run(500);
    REQUIRE(mesh.probes[0]->received.size() == 2);
    CHECK(mesh.probes[0]->received[0].content.payload == 778);
    CHECK(mesh.probes[0]->received[1].content.payload == 777);
    CHECK(mesh.probes[0]->received[1].cycle == 4011 + mesh.latency(3, 0));

    mesh.run(2000);
    const auto& received = mesh.probes[3]->received;
    REQUIRE(received.size() == 50);
    CHECK(received.front().cycle == wakes_at);
    for (std::uint32_t n = 0; n < 50; ++n) CHECK(received[n].content.payload == n);
    CHECK(mesh.drained());
}

TEST_CASE("block: the network holds no more than its buffers while its receiver sleeps") {
    probe_mesh mesh(3, 1, {.buffer_flits = 2});
    std::vector<packet_event> sent;
    mesh.context.log = &sent;
    mesh.probes[2]->takes_from = 100'000;
    for (std::uint32_t n = 0; n < 50; ++n) mesh.probes[0]->send_at(10, numbered(2, n));
    mesh.run(2000);
    // Local input of router 0, west inputs of routers 1 and 2, inbox of the receiver: two flits
    // each.
    CHECK(sent.size() == 8);
}

TEST_CASE("block: a router waits for its receiver's credit and loses no wake-up") {
    router_mesh mesh(1, 1, {.buffer_flits = 4});
    gate receiver(*mesh.routers[0]);
    receiver.open = false;
    for (std::uint32_t n = 0; n < 4; ++n) {
        REQUIRE(mesh.routers[0]->can_accept(router_port::local, 0));
        mesh.routers[0]->accept(router_port::local, numbered(0, n), 10 + n);
    }
    CHECK_FALSE(mesh.routers[0]->can_accept(router_port::local, 0));
    mesh.run(100);
    CHECK(receiver.asked);
    CHECK(receiver.payloads.empty());
    const std::uint64_t activations = mesh.context.activations;
    mesh.run(100);
    CHECK(mesh.context.activations == activations);

    // Room for good, announced once.
    receiver.open = true;
    receiver.open_from = 250;
    mesh.routers[0]->credit(router_port::local, 250);
    mesh.run(100);
    CHECK(receiver.payloads == std::vector<std::uint32_t>{0, 1, 2, 3});
    CHECK(receiver.ready_cycles == std::vector<std::uint64_t>{251, 252, 253, 254});
    // Each departure gives its slot back to the writer one cycle later.
    CHECK(receiver.credits == std::vector<std::uint64_t>{251, 252, 253, 254});
}

TEST_CASE("block: a slot freed in a cycle is filled in the next, the writer asked first") {
    check_late_credit(false);
}

TEST_CASE("block: a slot freed in a cycle is filled in the next, the router moved first") {
    check_late_credit(true);
}

TEST_CASE("block: a router that was woken by its credit is not woken by the next") {
    router_mesh mesh(1, 1, {.buffer_flits = 4});
    gate receiver(*mesh.routers[0]);
    receiver.open_from = 50;
    mesh.routers[0]->accept(router_port::local, numbered(0, 1), 10);
    mesh.run(45);
    mesh.routers[0]->credit(router_port::local, 50);
    mesh.run(55);
    REQUIRE(receiver.payloads.size() == 1);
    const std::uint64_t activations = mesh.context.activations;
    mesh.routers[0]->credit(router_port::local, 150);
    mesh.run(100);
    CHECK(mesh.context.activations == activations);
}

TEST_CASE("block: a sender that was woken by its credit is not woken by the next") {
    probe_mesh mesh(2, 1, {.buffer_flits = 1});
    const auto activations_of = [&](std::uint64_t at, std::uint32_t packets) {
        const std::uint64_t before = mesh.context.activations;
        for (std::uint32_t n = 0; n < packets; ++n) mesh.probes[0]->send_at(at, numbered(1, n));
        mesh.run(100);
        return mesh.context.activations - before;
    };
    const std::uint64_t alone = activations_of(10, 1);
    CHECK(activations_of(110, 8) > 8);  // those had to wait
    CHECK(activations_of(210, 1) == alone);
}

TEST_CASE("block: a router retries by itself when room is only a cycle away") {
    // The receiver freed its slot in this very cycle: it counts from the next on, without another
    // credit.
    router_mesh mesh(1, 1, {.buffer_flits = 4});
    gate receiver(*mesh.routers[0]);
    receiver.open_from = 11;
    mesh.routers[0]->accept(router_port::local, numbered(0, 5), 10);
    mesh.run(100);
    CHECK(receiver.payloads == std::vector<std::uint32_t>{5});
    CHECK(receiver.ready_cycles == std::vector<std::uint64_t>{12});
}

TEST_CASE("block: a router is drained when no flit waits in any of its buffers") {
    router_mesh mesh(3, 3, {});
    gate receiver(*mesh.routers[4]);
    CHECK(mesh.routers[4]->drained());
    mesh.routers[4]->accept(router_port::west, numbered(4, 1), 10);
    CHECK_FALSE(mesh.routers[4]->drained());
    mesh.run(100);
    CHECK(mesh.routers[4]->drained());
    receiver.open = false;
    mesh.routers[4]->accept(router_port::local, numbered(4, 1), 110);
    mesh.run(100);
    CHECK_FALSE(mesh.routers[4]->drained());
}

TEST_CASE("block: a credit that nobody waits for wakes nobody") {
    router_mesh mesh(1, 1, {.buffer_flits = 4});
    gate receiver(*mesh.routers[0]);
    mesh.routers[0]->credit(router_port::local, 5);
    mesh.routers[0]->credit(router_port::east, 5);
    mesh.run(100);
    CHECK(mesh.context.activations == 0);
}

TEST_CASE("block: an earlier wake-up is not lost behind a later one, nor the reverse") {
    router_mesh mesh(3, 3, {.buffer_flits = 4});
    gate receiver(*mesh.routers[4]);
    mesh.routers[4]->accept(router_port::north, numbered(4, 1), 40);
    mesh.routers[4]->accept(router_port::west, numbered(4, 2), 20);
    mesh.routers[4]->accept(router_port::south, numbered(4, 3), 60);
    mesh.run(100);
    CHECK(receiver.payloads == std::vector<std::uint32_t>{2, 1, 3});
    CHECK(receiver.ready_cycles == std::vector<std::uint64_t>{21, 41, 61});
    CHECK(mesh.context.activations == 3);
}
