#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <set>
#include <vector>

#include "base/random.hpp"
#include "rtl_models/fabric/spike_router.hpp"

using namespace memglia;

namespace {

constexpr std::array<router_port, router_port_count> ports{router_port::local, router_port::north,
                                                           router_port::east, router_port::south,
                                                           router_port::west};

// Seen from the middle of a 3 x 3 mesh, node 4.
constexpr node_id to_local = 4;
constexpr node_id to_north = 1;
constexpr node_id to_east = 5;
constexpr node_id to_south = 7;
constexpr node_id to_west = 3;

packet to(node_id destination, std::uint32_t payload = 0) {
    return {.destination = destination, .kind = packet_kind{3}, .payload = payload};
}

spike_router middle(std::uint32_t depth = 4) {
    return {router_config{.buffer_flits = depth}, 1, 1, 3};
}

const auto free_ways = [](router_port) { return true; };

std::multiset<std::uint32_t> payloads(const spike_router::outcome& moved) {
    std::multiset<std::uint32_t> seen;
    for (std::size_t i = 0; i < moved.count; ++i) seen.insert(moved.transfers[i].content.payload);
    return seen;
}

std::uint32_t distance(std::uint32_t a, std::uint32_t b) {
    return a > b ? a - b : b - a;
}

}  // namespace

TEST_CASE("rtl: spike_router: XY routes reach every node of a mesh, x first, in the fewest hops") {
    struct mesh {
        std::uint32_t width;
        std::uint32_t height;
    };
    for (const auto& [width, height] :
         {mesh{1, 1}, mesh{2, 2}, mesh{1, 5}, mesh{5, 3}, mesh{16, 16}}) {
        std::vector<spike_router> routers;
        for (std::uint32_t node = 0; node < width * height; ++node) {
            routers.emplace_back(router_config{}, node % width, node / width, width);
        }
        std::uint32_t good = 0;
        for (std::uint32_t source = 0; source < width * height; ++source) {
            for (std::uint32_t goal = 0; goal < width * height; ++goal) {
                const packet p = to(static_cast<node_id>(goal));
                const std::uint32_t fewest =
                    distance(source % width, goal % width) + distance(source / width, goal / width);
                std::uint32_t node = source;
                std::uint32_t hops = 0;
                bool turned = false;
                bool x_first = true;
                while (hops <= fewest && node < routers.size()) {
                    const router_port out = routers[node].route(p);
                    if (out == router_port::local) break;
                    const bool along_x = out == router_port::east || out == router_port::west;
                    x_first = x_first && !(turned && along_x);
                    turned = turned || !along_x;
                    if (out == router_port::east) node += 1;
                    if (out == router_port::west) node -= 1;
                    if (out == router_port::south) node += width;
                    if (out == router_port::north) node -= width;
                    ++hops;
                }
                if (node == goal && hops == fewest && x_first) ++good;
            }
        }
        CHECK(good == width * height * width * height);
    }
}

TEST_CASE("rtl: spike_router: five flits with five ways all move in one cycle, unchanged") {
    auto router = middle();
    const std::array<node_id, 5> goals{to_north, to_east, to_south, to_west, to_local};
    for (std::size_t i = 0; i < ports.size(); ++i) {
        router.accept(ports[i], to(goals[i], static_cast<std::uint32_t>(100 + i)), 7);
    }
    const auto moved = router.step(7, free_ways);
    REQUIRE(moved.count == 5);
    CHECK_FALSE(moved.next_cycle);
    std::set<router_port> outputs;
    for (const auto& t : moved.transfers) {
        CHECK(t.to == router.route(t.content));
        CHECK(t.content.payload == 100 + static_cast<std::uint32_t>(t.from));
        CHECK(t.content.destination == goals[static_cast<std::size_t>(t.from)]);
        CHECK(t.content.kind == packet_kind{3});
        outputs.insert(t.to);
    }
    CHECK(outputs.size() == 5);
    for (const router_port port : ports) CHECK(router.occupancy(port) == 0);
}

TEST_CASE("rtl: spike_router: one flit per output and cycle") {
    auto router = middle();
    for (const router_port port : ports) router.accept(port, to(to_east), 0);
    for (std::uint64_t cycle = 0; cycle < 5; ++cycle) {
        const auto moved = router.step(cycle, free_ways);
        CHECK(moved.count == 1);
        CHECK(moved.next_cycle == (cycle < 4 ? std::optional(cycle + 1) : std::nullopt));
    }
    CHECK(router.step(5, free_ways).count == 0);
}

TEST_CASE("rtl: spike_router: one flit per input and cycle, in order") {
    auto router = middle();
    router.accept(router_port::west, to(to_east, 1), 0);
    router.accept(router_port::west, to(to_north, 2), 0);
    router.accept(router_port::west, to(to_local, 3), 0);
    for (std::uint32_t n = 1; n <= 3; ++n) {
        const auto moved = router.step(n, free_ways);
        REQUIRE(moved.count == 1);
        CHECK(moved.transfers[0].content.payload == n);
        CHECK(moved.transfers[0].from == router_port::west);
    }
}

TEST_CASE("rtl: spike_router: round robin serves every input of a contended output in turn") {
    for (const unsigned contenders : {0b11111U, 0b01010U, 0b10001U, 0b11100U}) {
        auto router = middle();
        std::vector<std::size_t> winners;
        std::size_t inputs = 0;
        for (const router_port port : ports) {
            if ((contenders >> static_cast<unsigned>(port) & 1U) != 0) ++inputs;
        }
        for (std::uint64_t cycle = 0; cycle < 60; ++cycle) {
            for (const router_port port : ports) {
                if ((contenders >> static_cast<unsigned>(port) & 1U) == 0) continue;
                while (router.can_accept(port, cycle)) router.accept(port, to(to_south), cycle);
            }
            const auto moved = router.step(cycle, free_ways);
            REQUIRE(moved.count == 1);
            winners.push_back(static_cast<std::size_t>(moved.transfers[0].from));
        }
        // In any window as long as there are contenders, each wins exactly once.
        for (std::size_t i = 0; i + inputs <= winners.size(); ++i) {
            const auto from = winners.begin() + static_cast<std::ptrdiff_t>(i);
            const std::set<std::size_t> window(from, from + static_cast<std::ptrdiff_t>(inputs));
            REQUIRE(window.size() == inputs);
        }
    }
}

TEST_CASE("rtl: spike_router: every output keeps its own turn") {
    // North and west fight for south and for east at once; a shared pointer would favour one of
    // them.
    auto router = middle();
    std::array<std::array<int, router_port_count>, router_port_count> wins{};
    for (std::uint64_t cycle = 0; cycle < 200; ++cycle) {
        for (const router_port port : {router_port::north, router_port::west}) {
            const node_id goal = cycle % 2 == 0 ? to_south : to_east;
            if (router.can_accept(port, cycle)) router.accept(port, to(goal), cycle);
        }
        const auto moved = router.step(cycle, free_ways);
        for (std::size_t i = 0; i < moved.count; ++i) {
            ++wins[static_cast<std::size_t>(moved.transfers[i].to)]
                  [static_cast<std::size_t>(moved.transfers[i].from)];
        }
    }
    for (const router_port out : {router_port::south, router_port::east}) {
        const auto& shares = wins[static_cast<std::size_t>(out)];
        const int difference = shares[static_cast<std::size_t>(router_port::north)] -
                               shares[static_cast<std::size_t>(router_port::west)];
        CHECK(std::abs(difference) <= 1);
        CHECK(shares[static_cast<std::size_t>(router_port::north)] > 30);
    }
}

TEST_CASE("rtl: spike_router: a blocked output blocks its own flits only") {
    auto router = middle();
    router.accept(router_port::local, to(to_east, 1), 0);
    router.accept(router_port::west, to(to_east, 2), 0);
    router.accept(router_port::north, to(to_south, 3), 0);
    router.accept(router_port::south, to(to_local, 4), 0);
    const auto not_east = [](router_port out) { return out != router_port::east; };
    auto moved = router.step(0, not_east);
    CHECK(payloads(moved) == std::multiset<std::uint32_t>{3, 4});
    CHECK_FALSE(moved.next_cycle);  // only a credit can help now
    CHECK(router.occupancy(router_port::local) == 1);
    CHECK(router.occupancy(router_port::west) == 1);
    CHECK(router.step(1, not_east).count == 0);

    // A flit behind a blocked one waits; one that comes by another input does not.
    router.accept(router_port::local, to(to_north, 5), 2);
    router.accept(router_port::south, to(to_north, 6), 2);
    CHECK(payloads(router.step(2, not_east)) == std::multiset<std::uint32_t>{6});

    std::multiset<std::uint32_t> rest;
    for (std::uint64_t cycle = 3; cycle < 6; ++cycle) {
        for (const std::uint32_t n : payloads(router.step(cycle, free_ways))) rest.insert(n);
    }
    CHECK(rest == std::multiset<std::uint32_t>{1, 2, 5});
}

TEST_CASE(
    "rtl: spike_router asks once for every output that a ready flit wants, and for no other") {
    auto router = middle();
    router.accept(router_port::local, to(to_east), 3);
    router.accept(router_port::west, to(to_east), 3);
    router.accept(router_port::north, to(to_south), 3);
    router.accept(router_port::south, to(to_north), 4);  // not ready yet
    std::multiset<router_port> asked;
    router.step(3, [&asked](router_port out) {
        asked.insert(out);
        return false;
    });
    CHECK(asked == std::multiset<router_port>{router_port::east, router_port::south});
}

TEST_CASE("rtl: spike_router: a flit moves when it is ready, not before") {
    auto router = middle();
    router.accept(router_port::west, to(to_east, 1), 10);
    for (const std::uint64_t cycle : {0ULL, 9ULL}) {
        const auto moved = router.step(cycle, free_ways);
        CHECK(moved.count == 0);
        CHECK(moved.next_cycle == 10);
    }
    const auto moved = router.step(10, free_ways);
    CHECK(moved.count == 1);
    CHECK_FALSE(moved.next_cycle);
}

TEST_CASE("rtl: spike_router names the next cycle in which it has something to do") {
    CHECK_FALSE(middle().step(0, free_ways).next_cycle);

    auto earliest = middle();
    earliest.accept(router_port::west, to(to_east), 30);
    earliest.accept(router_port::north, to(to_east), 20);
    earliest.accept(router_port::local, to(to_east), 40);
    CHECK(earliest.step(0, free_ways).next_cycle == 20);
    CHECK(earliest.step(20, free_ways).next_cycle == 30);

    auto follower = middle();
    follower.accept(router_port::west, to(to_east), 5);
    follower.accept(router_port::west, to(to_east), 9);
    CHECK(follower.step(5, free_ways).next_cycle == 9);

    auto queued = middle();
    queued.accept(router_port::west, to(to_east), 5);
    queued.accept(router_port::west, to(to_north), 5);
    CHECK(queued.step(5, free_ways).next_cycle == 6);

    auto next_to_blocked = middle();
    next_to_blocked.accept(router_port::west, to(to_east), 5);
    next_to_blocked.accept(router_port::west, to(to_north), 5);  // behind the blocked head
    next_to_blocked.accept(router_port::north, to(to_south), 12);
    const auto not_east = [](router_port out) { return out != router_port::east; };
    CHECK(next_to_blocked.step(5, not_east).next_cycle == 12);
    CHECK_FALSE(next_to_blocked.step(12, not_east).next_cycle);
}

TEST_CASE("rtl: spike_router gives the slot of a flit that left back one cycle later") {
    auto router = middle(1);
    CHECK(router.can_accept(router_port::west, 4));
    router.accept(router_port::west, to(to_east), 4);
    CHECK_FALSE(router.can_accept(router_port::west, 4));
    CHECK(router.can_accept(router_port::north, 4));  // another buffer
    REQUIRE(router.step(4, free_ways).count == 1);
    CHECK_FALSE(router.can_accept(router_port::west, 4));
    CHECK(router.can_accept(router_port::west, 5));
}

TEST_CASE(
    "rtl: spike_router stepped only when it asks to be does what one stepped every cycle does") {
    for (const std::uint32_t depth : {1U, 2U, 4U}) {
        auto every_cycle = middle(depth);
        auto when_due = middle(depth);
        random_stream random(depth, "test", "router");
        std::optional<std::uint64_t> due;
        std::array<bool, router_port_count> open{};
        open.fill(true);
        std::uint64_t transfers = 0;
        for (std::uint64_t cycle = 0; cycle < 3000; ++cycle) {
            bool event = false;
            for (bool& way : open) {  // a closed way that opens is a credit, an outside event
                if (random.below(8) != 0) continue;
                way = !way;
                event = event || way;
            }
            const auto may_send = [&open](router_port out) {
                return open[static_cast<std::size_t>(out)];
            };
            const auto expected = every_cycle.step(cycle, may_send);
            if (event || (due && *due <= cycle)) {
                const auto found = when_due.step(cycle, may_send);
                due = found.next_cycle;
                REQUIRE(found.count == expected.count);
                for (std::size_t i = 0; i < found.count; ++i) {
                    REQUIRE(found.transfers[i].from == expected.transfers[i].from);
                    REQUIRE(found.transfers[i].to == expected.transfers[i].to);
                    REQUIRE(found.transfers[i].content.payload ==
                            expected.transfers[i].content.payload);
                }
            } else {
                REQUIRE(expected.count == 0);
            }
            transfers += expected.count;
            for (const router_port port : ports) {
                if (random.below(4) != 0 || !every_cycle.can_accept(port, cycle)) continue;
                const packet p =
                    to(static_cast<node_id>(random.below(9)), static_cast<std::uint32_t>(cycle));
                const std::uint64_t ready = cycle + 1 + random.below(3);
                every_cycle.accept(port, p, ready);
                when_due.accept(port, p, ready);
                if (!due || ready < *due) due = ready;
            }
        }
        CHECK(transfers > 1000);
    }
}
