#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "testbenches/block/mesh_bench.hpp"
#include "testbenches/support/own_process.hpp"

// Random traffic: nothing is lost, doubled, reordered or misled, whatever stalls.
using namespace memglia;

namespace {

struct traffic {
    std::uint32_t width;
    std::uint32_t height;
    router_config network;
    std::uint32_t packets_per_node = 150;
    std::uint32_t window = 600;  ///< cycles over which they are sent
    std::size_t takes_per_cycle = 1;
    bool last_first = false;  ///< modules in the opposite order
    std::uint64_t seed = 1;
};

constexpr std::uint64_t sequence_bits = 12;

/// Sends everything and runs until everything has arrived, or long enough.
void drive(probe_mesh& mesh, const traffic& t) {
    for (std::uint32_t i = 0; i < mesh.nodes(); ++i) {
        const std::uint32_t node = t.last_first ? mesh.nodes() - 1 - i : i;
        random_stream random(t.seed, "test", "traffic", node);
        std::vector<std::uint64_t> cycles;
        for (std::uint32_t n = 0; n < t.packets_per_node; ++n)
            cycles.push_back(random.below(t.window));
        std::sort(cycles.begin(), cycles.end());
        for (std::uint32_t n = 0; n < t.packets_per_node; ++n) {
            const auto destination = static_cast<node_id>(random.below(mesh.nodes()));
            const auto kind = static_cast<packet_kind>(random.below(15));
            mesh.probes[node]->send_at(cycles[n], {destination, kind, node << sequence_bits | n});
        }
        mesh.probes[node]->takes_per_cycle = t.takes_per_cycle;
        mesh.probes[node]->next_take =
            [stall = random_stream(t.seed, "test", "stall", node)](std::uint64_t cycle) mutable {
                const bool long_stall = stall.below(40) == 0;
                const bool short_stall = stall.below(3) == 0;
                return cycle + 1 + (long_stall ? 100 : 0) + (short_stall ? stall.below(8) : 0);
            };
    }
    const std::uint64_t everything = std::uint64_t{t.packets_per_node} * mesh.nodes();
    for (int slice = 0; slice < 400; ++slice) {
        mesh.run(500);
        std::uint64_t arrived = 0;
        for (const auto& p : mesh.probes) arrived += p->received.size();
        if (arrived == everything) return;
    }
}

void check_traffic(const traffic& t) {
    probe_mesh mesh(t.width, t.height, t.network);
    std::vector<packet_event> sent;
    mesh.context.log = &sent;
    mesh.context.format = {.node_bits = 7,
                           .kind_bits = 4,
                           .payload_bits = {19, 22, 20, 0, 4, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11}};
    mesh.context.book.open(0);
    drive(mesh, t);

    const std::uint64_t everything = std::uint64_t{t.packets_per_node} * mesh.nodes();
    REQUIRE(sent.size() == everything);
    std::uint64_t arrived = 0;
    for (const auto& p : mesh.probes) arrived += p->received.size();
    REQUIRE(arrived == everything);
    CHECK(mesh.drained());

    // What was sent, by source and number, and how the network saw it enter: one flit a cycle.
    std::map<std::uint32_t, packet_event> by_payload;
    std::map<std::uint32_t, std::uint64_t> last_entry;
    std::uint64_t links = 0;
    std::uint64_t link_bits = 0;
    std::uint64_t hop_bits = 0;
    for (const packet_event& e : sent) {
        REQUIRE(e.source == e.content.payload >> sequence_bits);
        REQUIRE(by_payload.emplace(e.content.payload, e).second);
        const auto previous = last_entry.find(e.source);
        if (previous != last_entry.end()) REQUIRE(e.cycle > previous->second);
        last_entry[e.source] = e.cycle;
        const std::uint64_t way = mesh.distance(e.source, e.content.destination);
        const std::uint64_t bits = mesh.context.format.bits(e.content.kind);
        links += way;
        link_bits += way * bits;
        hop_bits += (way + 1) * bits;
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> last_number;
    for (std::uint32_t node = 0; node < mesh.nodes(); ++node) {
        std::uint64_t last_cycle = 0;
        for (const auto& [cycle, p] : mesh.probes[node]->received) {
            const auto found = by_payload.find(p.payload);
            REQUIRE(found != by_payload.end());
            const packet_event& e = found->second;
            REQUIRE(p.destination == node);
            REQUIRE(e.content == p);
            REQUIRE(cycle >= e.cycle + mesh.latency(e.source, node));
            REQUIRE(cycle > last_cycle);
            last_cycle = cycle;
            const std::uint32_t number = p.payload & ((1U << sequence_bits) - 1);
            const auto [pair, is_first] =
                last_number.try_emplace({std::uint32_t{e.source}, node}, number);
            if (!is_first) REQUIRE(number > pair->second);
            pair->second = number;
            by_payload.erase(found);  // a second one would not be found
        }
    }
    CHECK(by_payload.empty());
    const activity_record record = mesh.context.book.close(0);
    CHECK(record.counts[static_cast<std::size_t>(activity::router_link_bit)] == link_bits);
    CHECK(record.counts[static_cast<std::size_t>(activity::router_hop_bit)] == hop_bits);
    CHECK(record.counts[static_cast<std::size_t>(activity::router_hop)] == links + everything);

    // And then nothing runs any more.
    const std::uint64_t activations = mesh.context.activations;
    mesh.run(10'000);
    CHECK(mesh.context.activations == activations);
}

/// Every arrival as two numbers: its cycle and its packet.
std::vector<std::uint64_t> arrivals(const traffic& t) {
    probe_mesh mesh(t.width, t.height, t.network, t.last_first);
    drive(mesh, t);
    std::vector<std::uint64_t> numbers;
    for (const auto& p : mesh.probes) {
        for (const auto& [cycle, content] : p->received) {
            numbers.insert(numbers.end(), {cycle, packet_format{}.flit(content)});
        }
    }
    return numbers;
}

void check_order_of_evaluation(const traffic& t) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        traffic forward = t;
        forward.seed = seed;
        traffic backward = forward;
        backward.last_first = true;
        const auto expected = in_own_process([&] { return arrivals(forward); });
        REQUIRE(expected.size() == 2 * t.packets_per_node * t.width * t.height);
        const bool same = in_own_process([&] { return arrivals(backward); }) == expected;
        CHECK(same);
    }
}

}  // namespace

TEST_CASE("block: random traffic on one node") {
    check_traffic({1, 1, {.buffer_flits = 2}});
}
TEST_CASE("block: random traffic on a 2 x 2 mesh, buffers of 1") {
    check_traffic({2, 2, {.buffer_flits = 1}});
}
TEST_CASE("block: random traffic on a 2 x 2 mesh, buffers of 2") {
    check_traffic({2, 2, {.buffer_flits = 2}});
}
TEST_CASE("block: random traffic on a 2 x 2 mesh, buffers of 4") {
    check_traffic({2, 2, {.buffer_flits = 4}});
}
TEST_CASE("block: random traffic on a 3 x 3 mesh, buffers of 1") {
    check_traffic({3, 3, {.buffer_flits = 1}});
}
TEST_CASE("block: random traffic on a 3 x 3 mesh, buffers of 2") {
    check_traffic({3, 3, {.buffer_flits = 2}});
}
TEST_CASE("block: random traffic on a 3 x 3 mesh, buffers of 4") {
    check_traffic({3, 3, {.buffer_flits = 4}});
}
TEST_CASE("block: random traffic on a 5 x 3 mesh, buffers of 1") {
    check_traffic({5, 3, {.buffer_flits = 1}});
}
TEST_CASE("block: random traffic on a 5 x 3 mesh, buffers of 2") {
    check_traffic({5, 3, {.buffer_flits = 2}});
}
TEST_CASE("block: random traffic on a 5 x 3 mesh, buffers of 4") {
    check_traffic({5, 3, {.buffer_flits = 4}});
}
TEST_CASE("block: random traffic on a 1 x 6 mesh, buffers of 1") {
    check_traffic({1, 6, {.buffer_flits = 1}});
}
TEST_CASE("block: random traffic on an 8 x 8 mesh, buffers of 1") {
    check_traffic({8, 8, {.buffer_flits = 1}});
}
TEST_CASE("block: random traffic on an 8 x 8 mesh, buffers of 4") {
    check_traffic({8, 8, {.buffer_flits = 4}});
}
TEST_CASE("block: random traffic on a 16 x 16 mesh: every node address there is") {
    check_traffic({16, 16, {.buffer_flits = 2}, 20, 100});
}
TEST_CASE("block: random traffic over slow routers and links") {
    check_traffic({4, 3, {.buffer_flits = 2, .hop_cycles = 3, .link_cycles = 5}});
}
TEST_CASE("block: random traffic over links without latency") {
    check_traffic({4, 3, {.buffer_flits = 1, .hop_cycles = 1, .link_cycles = 0}});
}
TEST_CASE("block: traffic all at once, many times what the buffers hold") {
    check_traffic({3, 3, {.buffer_flits = 1}, 300, 1});
}

TEST_CASE("block: arrivals do not depend on the order in which modules are evaluated") {
    check_order_of_evaluation({4, 3, {.buffer_flits = 1}});
    check_order_of_evaluation({4, 3, {.buffer_flits = 3}});
}

TEST_CASE("block: nor do they when receivers take several packets in one cycle") {
    check_order_of_evaluation({.width = 4,
                               .height = 3,
                               .network = {.buffer_flits = 4},
                               .packets_per_node = 150,
                               .window = 200,
                               .takes_per_cycle = 4});
}
