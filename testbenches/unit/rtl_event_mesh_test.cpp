#include <catch2/catch.hpp>
#include <cmath>

#include "rtl_models/fabric/event_mesh.hpp"
#include "rtl_models/fabric/traffic.hpp"

using namespace memglia;

namespace {

struct latencies {
    double exact = 0;  ///< mean of tails, cycle by cycle
    double event = 0;
    double apart = 0;  ///< root mean square of the difference
};

latencies compare(const mesh_config& c, double rate, std::uint32_t flits, std::uint64_t packets) {
    wormhole_mesh mesh(8, 8, c);
    event_mesh events(8, 8, c);
    std::vector<std::uint64_t> sent;
    std::vector<std::uint64_t> estimated;
    std::vector<std::uint64_t> left;
    traffic_source traffic(8, 8, {.rate = rate, .flits = flits});
    std::vector<traffic_event> list;
    for (std::uint64_t n = 0; n < packets; ++n, traffic.pop()) {
        const traffic_event& e = traffic.next();
        list.push_back(e);
        sent.push_back(e.cycle);
        estimated.push_back(
            events.send(e.cycle, e.packet.source, e.packet.destination, flits).tail);
    }
    left.resize(packets);
    traffic_source(list).drive(mesh, sent.back() + 10'000,
                               [&](std::uint64_t cycle, const wormhole_mesh& m) {
                                   for (const mesh_arrival& a : m.arrivals()) {
                                       if (a.tail) left[a.tag] = cycle;
                                   }
                               });
    REQUIRE(mesh.empty());
    latencies l;
    for (std::uint64_t n = 0; n < packets; ++n) {
        const auto exact = static_cast<double>(left[n] - sent[n]);
        const auto event = static_cast<double>(estimated[n] - sent[n]);
        l.exact += exact;
        l.event += event;
        l.apart += (event - exact) * (event - exact);
    }
    const auto n = static_cast<double>(packets);
    return {l.exact / n, l.event / n, std::sqrt(l.apart / n)};
}

}  // namespace

TEST_CASE("event mesh: a packet alone takes the closed form") {
    random_stream r(2, "test", "pairs");
    for (std::uint32_t pipeline = 1; pipeline <= 3; ++pipeline) {
        for (const std::uint32_t link : {0U, 1U, 3U}) {
            for (const std::uint32_t period : {1U, 2U}) {
                const mesh_config c{.buffer_flits = 20,
                                    .pipeline = pipeline,
                                    .link_cycles = link,
                                    .link_period = period,
                                    .interface_cycles = 2,
                                    .inject_cycles = 3};
                event_mesh events(6, 4, c);
                std::uint64_t links = 0;
                for (std::uint64_t n = 1; n < 50; ++n) {
                    const std::uint32_t from = r.below(24);
                    const std::uint32_t to = r.below(24);
                    const std::uint32_t flits = 1 + r.below(9);
                    const auto apart = [](std::uint32_t a, std::uint32_t b) {
                        return a > b ? a - b : b - a;
                    };
                    const std::uint32_t way = apart(from % 6, to % 6) + apart(from / 6, to / 6);
                    const auto t = events.send(1000 * n, from, to, flits);
                    CHECK(t.head - 1000 * n == c.zero_load_cycles(way, 1));
                    CHECK(t.tail - 1000 * n == c.zero_load_cycles(way, flits));
                    links += std::uint64_t{flits} * (way + 1);
                    CHECK(events.hops() == links);
                }
            }
        }
    }
}

TEST_CASE("event mesh: packets that meet pass a link one after the other, as cycle by cycle") {
    // Two sources of a row, one sink: the second packet waits for the first one's tail.
    const mesh_config c{.buffer_flits = 8};
    event_mesh events(4, 1, c);
    const auto a = events.send(0, 1, 3, 4);
    const auto b = events.send(0, 2, 3, 4);
    const auto alone = c.zero_load_cycles(2, 4);
    CHECK(a.tail == alone);
    CHECK(b.head == a.tail + 1);
    CHECK(events.sent(2, mesh_side::east) == 8);
    CHECK(events.sent(3, mesh_side::local) == 8);
    CHECK(events.sent(0, mesh_side::east) == 0);
}

TEST_CASE("event mesh: its mean latency is that of the mesh within the bounds of its page") {
    struct load {
        double rate;
        double mean;    ///< largest relative error of the mean
        double packet;  ///< largest root mean square error, in cycles
    };
    struct setting {
        std::uint32_t flits;
        std::vector<load> loads;
    };
    for (const setting& s :
         {setting{8, {{0.001, 0.01, 2}, {0.01, 0.05, 6}, {0.02, 0.1, 20}, {0.028, 0.2, 100}}},
          setting{1, {{0.02, 0.01, 0.5}, {0.1, 0.01, 1}, {0.2, 0.03, 2}, {0.3, 0.1, 10}}}}) {
        for (const load& l : s.loads) {
            const latencies found = compare({}, l.rate, s.flits, 20'000);
            INFO(s.flits << " " << l.rate << ": " << found.exact << " " << found.event << " "
                         << found.apart);
            CHECK(std::abs(found.event / found.exact - 1) < l.mean);
            CHECK(found.apart < l.packet);
        }
    }
}

TEST_CASE("event mesh: what it cannot model is refused") {
    CHECK_THROWS_AS(event_mesh(4, 4, {.routing = mesh_routing_rule::west_first}), input_error);
    CHECK_THROWS_AS(event_mesh(4, 4, {.failed_links = {{0, mesh_side::east}}}), input_error);
    CHECK_THROWS_AS(event_mesh(4, 4, {.failed_routers = {{0}}}), input_error);
}
