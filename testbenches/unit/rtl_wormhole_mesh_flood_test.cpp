#include "testbenches/support/mesh_flood.hpp"

using namespace memglia;
using test::attack;
using test::flood;
using test::run_flood;

namespace {

constexpr mesh_routing_rule rules[] = {mesh_routing_rule::xy, mesh_routing_rule::west_first,
                                       mesh_routing_rule::odd_even};

mesh_config random_config(random_stream& r) {
    mesh_config c;
    c.channels = 1 + r.below(4);
    c.buffer_flits = 1 + r.below(8);
    c.pipeline = 1 + r.below(3);
    c.link_cycles = r.below(4);
    c.link_period = 1 + r.below(3);
    c.credit_cycles = 1 + r.below(3);
    c.interface_cycles = r.below(3);
    c.inject_cycles = 1 + r.below(3);
    c.interface_credit_cycles = r.below(3);
    c.eject_flits = r.below(2) * (1 + r.below(4));
    c.arbiter = static_cast<mesh_arbiter>(r.below(2));
    c.channel_rule = static_cast<mesh_channel_rule>(r.below(2));
    return c;
}

}  // namespace

TEST_CASE("wormhole mesh: flits in = out + inside in every cycle, a million packets, stalls") {
    for (const std::uint32_t channels : {1U, 2U}) {
        run_flood({.config = {.channels = channels},
                   .longest = 3,
                   .packets = 500'000,
                   .per_cycle = 3,
                   .stall = 0.1,
                   .conserve = true},
                  channels);
    }
}

TEST_CASE("wormhole mesh: random meshes under every attack drain, nothing lost") {
    random_stream r(11, "test", "meshes");
    std::uint64_t hops = 0;
    for (const mesh_routing_rule rule : rules) {
        for (std::uint32_t how = 0; how < test::attacks; ++how) {
            for (int n = 0; n < 12; ++n) {
                flood f{.width = 1 + r.below(6), .height = 1 + r.below(6)};
                f.config = random_config(r);
                f.config.routing = rule;
                f.how = static_cast<attack>(how);
                f.packets = 600;
                f.per_cycle = r.below(3) * 4;
                f.stall = r.below(2) * 0.3;
                f.conserve = true;
                INFO(n << " " << how << " " << word_of(rule));
                hops += run_flood(f, r.bits());
            }
        }
    }
    CHECK(hops > 500'000);
}

TEST_CASE("wormhole mesh: packets of a pair and channel stay in order with xy, channels kept") {
    for (const std::uint32_t channels : {1U, 3U}) {
        run_flood({.config = {.channels = channels, .channel_rule = mesh_channel_rule::kept},
                   .packets = 40'000,
                   .per_cycle = 2,
                   .stall = 0.2},
                  5);
    }
}

TEST_CASE("wormhole mesh: an endpoint that gives no room stops its senders and no others") {
    wormhole_mesh mesh(4, 1, {.buffer_flits = 2, .eject_flits = 3});
    test::packet_check check(mesh);
    for (int n = 0; n < 20; ++n) check.send({.source = 0, .destination = 3, .flits = 2});
    mesh.run_to(1000);
    CHECK(mesh.sent(3, mesh_side::local) == 3);
    CHECK(mesh.flits_inside() == 8);  // four buffers of two
    CHECK(mesh.next_cycle() == wormhole_mesh::never);
    check.send({.source = 3, .destination = 0, .flits = 1});
    REQUIRE(mesh.run_until_arrival(2000));
    CHECK(mesh.arrivals()[0].node == 0);
    for (int n = 0; n < 3; ++n) mesh.release(3, 0, 1);
    mesh.run_to(3000);
    CHECK(mesh.sent(3, mesh_side::local) == 6);
    while (!mesh.empty()) {
        mesh.release(3, 0, 3);
        mesh.run_to(mesh.cycle() + 100);
    }
    CHECK(mesh.sent(3, mesh_side::local) == 40);
}

TEST_CASE("wormhole mesh: a flow that is held up everywhere stands still, and goes on") {
    wormhole_mesh mesh(3, 3, {});
    mesh.stall(1, 1);
    mesh.inject({.source = 0, .destination = 8, .flits = 4, .tag = 1});
    mesh.run_to(500);
    CHECK(mesh.activity().injected == 0);
    mesh.stall(0, 1);
    CHECK(mesh.run_until_arrival(600));
}
