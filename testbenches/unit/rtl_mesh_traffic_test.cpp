#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "rtl_models/fabric/event_mesh.hpp"
#include "rtl_models/fabric/link_load.hpp"
#include "rtl_models/fabric/traffic.hpp"

using namespace memglia;

TEST_CASE("mesh traffic: every node sends with the chance that is asked for in every cycle") {
    for (const double rate : {0.001, 0.05, 0.7, 1.0}) {
        traffic_source t(6, 5, {.rate = rate, .flits = 3});
        const auto cycles = static_cast<std::uint64_t>(20'000 / (30 * rate)) + 1;
        std::map<std::uint32_t, std::uint64_t> of_node;
        std::uint64_t packets = 0;
        std::uint64_t last = 0;
        for (; t.next().cycle < cycles; t.pop()) {
            CHECK(t.next().cycle >= last);
            last = t.next().cycle;
            CHECK(t.next().packet.tag == packets);
            CHECK(t.next().packet.flits == 3);
            CHECK(t.next().packet.destination != t.next().packet.source);
            ++of_node[t.next().packet.source];
            ++packets;
        }
        const double expected = rate * 30 * static_cast<double>(cycles);
        CHECK(std::abs(static_cast<double>(packets) - expected) <= 5 * std::sqrt(expected));
        for (const auto& [node, sent] : of_node) {
            CHECK(std::abs(static_cast<double>(sent) - expected / 30) <=
                  6 * std::sqrt(expected / 30));
        }
        CHECK(of_node.size() == 30);
    }
}

TEST_CASE("mesh traffic: patterns") {
    traffic_source transpose(4, 4, {.pattern = traffic_pattern::transpose, .rate = 0.5});
    traffic_source complement(5, 3, {.pattern = traffic_pattern::bit_complement, .rate = 0.5});
    traffic_source hot(4, 4,
                       {.pattern = traffic_pattern::hotspot,
                        .rate = 0.5,
                        .hotspot_node = 9,
                        .hotspot_share = 0.3});
    int to_hot = 0;
    for (int n = 0; n < 10'000; ++n) {
        const mesh_packet& a = transpose.next().packet;
        CHECK(a.destination == a.source % 4 * 4 + a.source / 4);
        transpose.pop();
        const mesh_packet& b = complement.next().packet;
        CHECK(b.destination == 14 - b.source);
        complement.pop();
        to_hot += hot.next().packet.destination == 9 ? 1 : 0;
        CHECK(hot.next().packet.destination != hot.next().packet.source);
        hot.pop();
    }
    // Of packets of the other 15: the share, and a fifteenth of the rest; of its own none.
    const double p = 15 * (0.3 + 0.7 / 15) / (15 + 0.7);
    CHECK(std::abs(to_hot - 10'000 * p) < 6 * std::sqrt(10'000 * p * (1 - p)));
}

TEST_CASE("mesh traffic: a list is replayed in its order, and ends") {
    std::vector<traffic_event> list;
    list.push_back({7, {.source = 1, .destination = 2}});
    list.push_back({3, {.source = 0, .destination = 2}});
    list.push_back({7, {.source = 0, .destination = 1}});
    traffic_source t(list);
    CHECK(t.next().cycle == 3);
    t.pop();
    CHECK(t.next().packet.source == 1);
    t.pop();
    CHECK(t.next().packet.source == 0);
    CHECK(t.next().packet.tag == 2);
    t.pop();
    CHECK(t.next().cycle == wormhole_mesh::never);

    wormhole_mesh mesh(3, 1, {});
    std::uint64_t tails = 0;
    traffic_source again(list);
    again.drive(mesh, 1000, [&](std::uint64_t cycle, const wormhole_mesh& m) {
        CHECK(cycle + 1 == m.cycle());
        tails += m.arrivals().size();
    });
    CHECK(tails == 3);
    CHECK(mesh.cycle() == 1000);
}

TEST_CASE("mesh traffic: the load of every link is what crossed it, with and without cycles") {
    wormhole_mesh mesh(3, 2, {.channels = 2, .link_period = 2});
    event_mesh events(3, 2, {.channels = 2, .link_period = 2});
    const std::vector<mesh_packet> sent{{.source = 0, .destination = 5, .flits = 3},
                                        {.source = 1, .destination = 2, .flits = 2}};
    for (const mesh_packet& p : sent) {
        mesh.inject(p);
        events.send(0, p.source, p.destination, p.flits);
    }
    mesh.run_to(40);
    const mesh_load load = load_of(mesh, 40);
    CHECK(load.links.size() == 6 + 2 * 7);
    CHECK(load.width == 3);
    CHECK(load.height == 2);
    CHECK(load_of(events, 40).links == load.links);
    for (const link_load& l : load.links) {
        std::uint64_t expected = 0;
        if (l.node == 0 && l.side == mesh_side::east) expected = 3;
        if (l.node == 1 && l.side == mesh_side::east) expected = 5;
        if (l.node == 2 && l.side == mesh_side::south) expected = 3;
        if (l.node == 2 && l.side == mesh_side::local) expected = 2;
        if (l.node == 5 && l.side == mesh_side::local) expected = 3;
        INFO(l.node << " " << static_cast<int>(l.side));
        CHECK(l.flits == expected);
        CHECK(load.share(l) == static_cast<double>(expected) * 2 / 40);
    }
    wormhole_mesh cut(3, 2, {.failed_links = {{0, mesh_side::east}}});
    CHECK(load_of(cut, 1).links.size() == 6 + 2 * 6);
}

TEST_CASE("mesh traffic: what does not fit the mesh is refused") {
    CHECK_THROWS_AS(traffic_source(4, 3, {.pattern = traffic_pattern::transpose}), input_error);
    CHECK_THROWS_AS(traffic_source(2, 2, {.pattern = traffic_pattern::hotspot, .hotspot_node = 4}),
                    input_error);
    CHECK_THROWS_AS(traffic_source(1, 1, traffic_config{}), input_error);
}
