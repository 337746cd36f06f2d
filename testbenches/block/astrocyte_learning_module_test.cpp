#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rtl_models/navigation/astrocyte_unit_module.hpp"
#include "rtl_models/navigation/learning_engine_module.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"
#include "testbenches/block/mesh_bench.hpp"
#include "testbenches/support/rtl_samples.hpp"

// Astrocyte unit and learning engine behind their routers, with probes in place of their partners.
using namespace memglia;

namespace {

/// Two cores of ten places: nodes 1 and 4 of a 3 x 2 mesh.
chip_floorplan plan() {
    return {.mesh_width = 3,
            .mesh_height = 2,
            .controller = 0,
            .learning = 2,
            .astrocytes = 3,
            .cores = {1, 4},
            .places_per_core = 10};
}

struct bench : router_mesh {
    explicit bench(node_id tested_node, const router_config& config = {})
        : router_mesh(3, 2, config), probes(nodes()) {
        context.log = &sent;
        for (std::uint32_t node = 0; node < nodes(); ++node) {
            if (node == tested_node) continue;
            probes[node] = std::make_unique<mesh_endpoint>(
                ("probe_" + std::to_string(node)).c_str(), static_cast<node_id>(node),
                *routers[node], network, context);
        }
    }
    std::vector<packet_event> sent_by(node_id node) const {
        std::vector<packet_event> found;
        for (const packet_event& e : sent) {
            if (e.source == node) found.push_back(e);
        }
        return found;
    }
    std::vector<packet_event> sent;
    std::vector<std::unique_ptr<mesh_endpoint>> probes;
};

struct astrocyte_bench : bench {
    astrocyte_bench() : bench(3) { module.load(image); }
    chip_image image = samples::row_image(20);
    astrocyte_unit_module module{"astrocytes", node_id{3}, *routers[3], network,
                                 {},           plan(),     60,          context};
};

struct learning_bench : bench {
    explicit learning_bench(const router_config& config = {},
                            const std::vector<std::uint8_t>& steps = {3, 2, 1})
        : bench(2, config) {
        chip_image image = samples::row_image(20);
        image.learning_steps = steps;
        module.load(image);
    }
    void tags(std::uint64_t at, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& tags) {
        for (const auto& [place, action] : tags) {
            probes[0]->send_at(at, {2, navigation_kind::tag, place << 2U | action});
        }
    }
    learning_engine_module module{"learning", node_id{2}, *routers[2], network,
                                  {},         plan(),     context};
};

packet reinforcement(node_id core, std::uint32_t local, std::uint32_t step, std::uint32_t action) {
    return {core, navigation_kind::reinforce, local << 5U | step << 2U | action};
}

}  // namespace

TEST_CASE("block: astrocytes answer a visit to the place's core nine cycles after it arrived") {
    astrocyte_bench b;
    b.probes[0]->send_at(10, {3, navigation_kind::visit, 5U << 4U});
    b.run(100);
    REQUIRE(b.probes[1]->received.size() == 1);
    const auto& [cycle, answer] = b.probes[1]->received[0];
    CHECK(answer.kind == navigation_kind::gate);
    CHECK(answer.payload == 0);  // nobody has been next to 5 yet
    CHECK(cycle == 11 + b.latency(0, 3) + 9 + b.latency(3, 1));
    CHECK(b.module.unit().calcium(5) == 100);

    // Place 14 belongs to the second core; its neighbours 13 (west) and 15 (east) have been
    // visited.
    b.probes[0]->send_at(200, {3, navigation_kind::visit, 13U << 4U});
    b.probes[0]->send_at(300, {3, navigation_kind::visit, 15U << 4U});
    b.probes[0]->send_at(400, {3, navigation_kind::visit, 14U << 4U});
    b.run(500);
    REQUIRE(b.probes[4]->received.size() == 3);
    const std::uint32_t east = (100U * b.image.decay_fine[1] + 128) / 256 / 8;
    const std::uint32_t west = (100U * b.image.decay_fine[2] + 128) / 256 / 8;
    CHECK(b.probes[4]->received[2].content.payload == (east << 5U | west << 15U));
}

TEST_CASE("block: an episode packet lets the astrocytes rest") {
    astrocyte_bench b;
    b.probes[0]->send_at(10, {3, navigation_kind::visit, 5U << 4U});
    b.run(100);
    REQUIRE(b.module.unit().calcium(5) == 100);
    b.probes[0]->send_at(110, {3, navigation_kind::episode, 0});
    b.run(100);
    const std::uint32_t fine = (100U * b.image.decay_fine[1000 % 64] + 128) / 256;
    CHECK(b.module.unit().calcium(5) == (fine * b.image.decay_coarse[1000 / 64] + 128) / 256);
    CHECK(b.sent_by(3).size() == 1);  // no answer to an episode
}

TEST_CASE("block: astrocytes refuse a packet that is not theirs") {
    astrocyte_bench b;
    b.probes[0]->send_at(10, {3, navigation_kind::tag, 0});
    CHECK_THROWS_WITH(b.run(100), Catch::Matchers::Contains("that astrocytes do not take"));
}

TEST_CASE("block: learning: one reinforcement a cycle, then a sync a core, then the report") {
    learning_bench b;
    b.tags(10, {{3, 1}, {14, 2}, {6, 0}});
    b.probes[0]->send_at(20, {2, navigation_kind::reward, 0});
    b.run(200);
    const std::uint64_t rewarded = 21 + b.latency(0, 2);
    auto sent = b.sent_by(2);
    REQUIRE(sent.size() == 5);
    const std::vector<packet> expected{reinforcement(1, 6, 3, 0),
                                       reinforcement(4, 4, 2, 2),
                                       reinforcement(1, 3, 1, 1),
                                       {1, navigation_kind::sync, 2},
                                       {4, navigation_kind::sync, 2}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(sent[i].content == expected[i]);
        CHECK(sent[i].cycle == rewarded + 1 + i);
    }
    // The report waits for both cores, however far apart.
    b.probes[1]->send_at(300, {2, navigation_kind::synced, 0});
    b.run(200);
    CHECK(b.sent_by(2).size() == 5);
    b.probes[4]->send_at(500, {2, navigation_kind::synced, 0});
    b.run(200);
    sent = b.sent_by(2);
    REQUIRE(sent.size() == 6);
    CHECK(sent[5].content == packet{0, navigation_kind::learned, 0});
    CHECK(sent[5].cycle == 501 + b.latency(4, 2) + 1);

    // The next reward asks only the cores it wrote to.
    b.probes[0]->send_at(800, {2, navigation_kind::episode, 0});
    b.tags(801, {{12, 3}});
    b.probes[0]->send_at(810, {2, navigation_kind::reward, 0});
    b.run(400);
    sent = b.sent_by(2);
    REQUIRE(sent.size() == 8);
    CHECK(sent[6].content == reinforcement(4, 2, 3, 3));
    CHECK(sent[7].content == packet{4, navigation_kind::sync, 2});
}

TEST_CASE("block: learning: a reward with nothing to learn is reported at once") {
    learning_bench b;
    b.probes[0]->send_at(10, {2, navigation_kind::reward, 0});
    b.run(100);
    const auto sent = b.sent_by(2);
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].content == packet{0, navigation_kind::learned, 0});
    CHECK(sent[0].cycle == 11 + b.latency(0, 2) + 1);
}

TEST_CASE("block: learning: a busy core holds the walk back and loses nothing") {
    learning_bench b({.buffer_flits = 1});
    b.probes[1]->takes_from = 2000;
    b.tags(10, {{3, 1}, {4, 2}, {6, 0}});
    b.probes[0]->send_at(50, {2, navigation_kind::reward, 0});
    b.run(1000);
    CHECK(b.probes[1]->received.empty());
    const std::uint64_t activations = b.context.activations;
    b.run(900);
    CHECK(b.context.activations == activations);
    b.run(1000);
    const auto& received = b.probes[1]->received;
    REQUIRE(received.size() == 4);
    CHECK(received[0].content == reinforcement(1, 6, 3, 0));
    CHECK(received[1].content == reinforcement(1, 4, 2, 2));
    CHECK(received[2].content == reinforcement(1, 3, 1, 1));
    CHECK(received[3].content.kind == navigation_kind::sync);
    CHECK(b.module.drained());
}

TEST_CASE("block: learning: the walk waits with the network, not packets in a heap") {
    learning_bench b({.buffer_flits = 1}, {7, 6, 5, 4, 3, 2, 2, 1, 1});
    b.probes[1]->takes_from = 2000;
    for (std::uint32_t place = 0; place < 9; ++place) b.tags(10, {{place, 1}});
    b.probes[0]->send_at(200, {2, navigation_kind::reward, 0});
    b.run(190);
    b.context.book.open(0);
    b.run(1000);
    // One reinforcement each in the outbox, the two routers on the way and the core's inbox.
    CHECK(count_of(b.context.book.close(0), activity::learning_sram_read) == 2 * 4);
    b.run(2000);
    CHECK(b.probes[1]->received.size() == 10);
}

TEST_CASE("block: learning refuses a packet that is not its own") {
    learning_bench b;
    b.probes[0]->send_at(10, {2, navigation_kind::visit, 0});
    CHECK_THROWS_WITH(b.run(100), Catch::Matchers::Contains("the learning engine does not take"));
}
