#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "rtl_models/fabric/wormhole_mesh.hpp"

using namespace memglia;

namespace {

std::uint32_t distance(const wormhole_mesh& m, std::uint32_t a, std::uint32_t b) {
    const auto apart = [](std::uint32_t u, std::uint32_t v) { return u > v ? u - v : v - u; };
    return apart(a % m.width(), b % m.width()) + apart(a / m.width(), b / m.width());
}

/// Cycles in which a packet's head leaves each router of its way by XY, and its tail the last.
struct passage {
    std::vector<std::uint64_t> head;
    std::uint64_t tail = 0;
};

passage follow(wormhole_mesh& mesh, const mesh_packet& p) {
    std::vector<std::pair<std::uint32_t, mesh_side>> way;
    std::uint32_t node = p.source;
    while (true) {
        const std::uint32_t output = mesh.routing().outputs(node, 4, p.source, p.destination);
        const auto side = static_cast<mesh_side>(std::countr_zero(output));
        way.emplace_back(node, side);
        if (side == mesh_side::local) break;
        node = mesh.routing().neighbour(node, side);
    }
    std::vector<std::uint64_t> before;
    for (const auto& [n, side] : way) before.push_back(mesh.sent(n, side));
    passage seen;
    mesh.inject(p);
    while (true) {
        const std::uint64_t now = mesh.cycle();
        mesh.step();
        while (seen.head.size() < way.size()) {
            const std::size_t hop = seen.head.size();
            if (mesh.sent(way[hop].first, way[hop].second) == before[hop]) break;
            seen.head.push_back(now);
        }
        if (!mesh.arrivals().empty() && mesh.arrivals()[0].tail) {
            seen.tail = now;
            return seen;
        }
    }
}

void check_closed_form(const mesh_config& c, std::uint64_t& checks) {
    wormhole_mesh mesh(4, 3, c);
    random_stream r(7, "test", "pairs");
    for (int n = 0; n < 12; ++n) {
        const std::uint32_t from = r.below(mesh.nodes());
        const std::uint32_t to = r.below(mesh.nodes());
        const std::uint32_t flits = 1 + r.below(9);
        const std::uint32_t channel = r.below(c.channels);
        mesh.skip_to(mesh.next_cycle() == wormhole_mesh::never ? mesh.cycle() : mesh.next_cycle());
        mesh.run_to(mesh.cycle() + 100);
        const std::uint64_t start = mesh.cycle();
        const passage p = follow(
            mesh,
            {.source = from, .destination = to, .flits = flits, .tag = 1, .channel = channel});
        const std::uint64_t links = distance(mesh, from, to);
        REQUIRE(p.head.size() == links + 1);
        for (std::uint64_t hop = 0; hop <= links; ++hop) {
            REQUIRE(p.head[hop] - start == c.zero_load_cycles(hop, 1));
        }
        REQUIRE(p.tail - start == c.zero_load_cycles(links, flits));
        checks += links + 2;
    }
}

}  // namespace

TEST_CASE("wormhole mesh: latency without load is the closed form, hop for hop") {
    std::uint64_t checks = 0;
    for (std::uint32_t channels = 1; channels <= 4; ++channels) {
        for (const std::uint32_t depth : {1U, 2U, 3U, 4U, 8U, 20U}) {
            for (std::uint32_t pipeline = 1; pipeline <= 3; ++pipeline) {
                for (std::uint32_t link = 0; link <= 3; ++link) {
                    for (const std::uint32_t credit : {1U, 2U, 5U}) {
                        for (const std::uint32_t inject : {1U, 3U}) {
                            if (depth < std::max(1 + link, inject) + credit) continue;
                            mesh_config c{.channels = channels,
                                          .buffer_flits = depth,
                                          .pipeline = pipeline,
                                          .link_cycles = link,
                                          .credit_cycles = credit,
                                          .interface_cycles = inject - 1,
                                          .inject_cycles = inject,
                                          .interface_credit_cycles = credit};
                            check_closed_form(c, checks);
                            c.channel_rule = mesh_channel_rule::kept;
                            c.arbiter = mesh_arbiter::rotating;
                            c.interface_credit_cycles = 0;
                            check_closed_form(c, checks);
                        }
                    }
                }
            }
        }
    }
    CHECK(checks > 20'000);
}

TEST_CASE("wormhole mesh: the same where a link carries a flit every few cycles") {
    std::uint64_t checks = 0;
    for (const std::uint32_t period : {2U, 3U, 7U}) {
        for (const std::uint32_t channels : {1U, 3U}) {
            check_closed_form({.channels = channels, .link_period = period}, checks);
            mesh_config noxim{.channels = channels};
            use_noxim_timing(noxim);
            check_closed_form(noxim, checks);
        }
    }
}

TEST_CASE("wormhole mesh: the largest delays of the configuration") {
    std::uint64_t checks = 0;
    check_closed_form({.buffer_flits = 128,
                       .pipeline = 3,
                       .link_cycles = 59,
                       .credit_cycles = 60,
                       .interface_cycles = 60,
                       .inject_cycles = 60,
                       .interface_credit_cycles = 60},
                      checks);
}

TEST_CASE("wormhole mesh: a short buffer sends its depth in flits a round trip") {
    for (const std::uint32_t depth : {1U, 2U, 3U}) {
        for (const std::uint32_t link : {1U, 2U, 4U}) {
            for (const std::uint32_t credit : {1U, 3U}) {
                const mesh_config c{.buffer_flits = depth,
                                    .link_cycles = link,
                                    .credit_cycles = credit,
                                    .inject_cycles = 1 + link,
                                    .interface_credit_cycles = credit};
                const std::uint64_t round_trip = 1 + link + credit;
                if (depth >= round_trip) continue;
                wormhole_mesh mesh(5, 1, c);
                const passage p =
                    follow(mesh, {.source = 0, .destination = 4, .flits = 40, .tag = 1});
                CHECK(p.head.back() == c.zero_load_cycles(4, 1));
                CHECK(p.tail - p.head.back() == 39U / depth * round_trip + 39U % depth);
            }
        }
    }
}

TEST_CASE(
    "wormhole mesh: two streams share a link evenly, channel by channel and packet by packet") {
    for (const std::uint32_t channels : {1U, 2U, 4U}) {
        wormhole_mesh mesh(4, 1, {.channels = channels});
        for (std::uint32_t n = 0; n < 400; ++n) {
            mesh.inject({.source = 0, .destination = 3, .flits = 4, .tag = 0});
            mesh.inject({.source = 1, .destination = 3, .flits = 4, .tag = 1});
        }
        std::array<int, 2> flits{};
        std::uint64_t cycles = 0;
        while (mesh.cycle() < 1000) {
            mesh.step();
            for (const mesh_arrival& a : mesh.arrivals()) ++flits[a.tag];
            cycles += mesh.cycle() > 20 && mesh.arrivals().empty() ? 1U : 0U;
        }
        CHECK(cycles == 0);  // the link never rests
        CHECK(std::abs(flits[0] - flits[1]) <= 16);
    }
}

TEST_CASE("wormhole mesh: skipping over idle cycles changes nothing, stalls included") {
    for (const double stalls : {0.0, 0.4}) {
        for (const std::uint32_t channels : {1U, 2U}) {
            mesh_config c{.channels = channels, .pipeline = channels, .link_cycles = 9};
            std::array<std::vector<std::tuple<std::uint64_t, std::uint32_t, bool>>, 2> seen;
            for (const bool skips : {false, true}) {
                wormhole_mesh mesh(4, 4, c);
                if (stalls > 0) mesh.stall(stalls, 3);
                random_stream r(5, "test", "sends");
                for (std::uint32_t n = 0; n < 200; ++n) {
                    const std::uint32_t from = r.below(16);
                    const std::uint32_t to = r.below(16);
                    const std::uint32_t gap = r.below(60);
                    mesh.inject({.source = from, .destination = to, .flits = 5, .tag = n});
                    const std::uint64_t end = mesh.cycle() + gap;
                    while (mesh.cycle() < end) {
                        if (skips) {
                            mesh.run_until_arrival(end);
                        } else {
                            mesh.step();
                        }
                        for (const mesh_arrival& a : mesh.arrivals()) {
                            seen[skips].emplace_back(mesh.cycle(), a.tag, a.tail);
                        }
                    }
                }
            }
            CHECK(seen[0].size() > 500);
            CHECK(seen[0] == seen[1]);
        }
    }
}

TEST_CASE("wormhole mesh: an idle mesh passes any number of cycles at once") {
    wormhole_mesh mesh(8, 8, {.link_period = 3});
    mesh.inject({.source = 0, .destination = 63, .flits = 3, .tag = 9});
    mesh.run_to(std::uint64_t{1} << 60U);
    CHECK(mesh.cycle() == std::uint64_t{1} << 60U);
    CHECK(mesh.empty());
    CHECK(mesh.next_cycle() == wormhole_mesh::never);
    mesh.inject({.source = 0, .destination = 63, .flits = 3, .tag = 9});
    CHECK(mesh.next_cycle() == mesh.cycle());
    REQUIRE(mesh.run_until_arrival(wormhole_mesh::never));
    CHECK(mesh.cycle() - 1 - (std::uint64_t{1} << 60U) == mesh.config().zero_load_cycles(14, 1));
}
