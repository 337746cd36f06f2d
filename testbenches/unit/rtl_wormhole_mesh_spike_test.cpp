#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <vector>

#include "rtl_models/fabric/wormhole_mesh.hpp"

using namespace memglia;

namespace {

/// Tree and nodes that it names.
struct planted {
    std::uint32_t tree = 0;
    std::set<std::uint32_t> nodes;
};

planted random_tree(wormhole_mesh& mesh, std::uint32_t source, std::uint32_t fan_out,
                    random_stream& r) {
    planted p;
    while (p.nodes.size() < fan_out) p.nodes.insert(r.below(mesh.nodes()));
    p.tree = mesh.add_tree(source, {p.nodes.begin(), p.nodes.end()});
    return p;
}

void flood_with_spikes(const mesh_config& c, double stall, std::uint64_t seed) {
    wormhole_mesh mesh(5, 4, c);
    if (stall > 0) mesh.stall(stall, seed);
    random_stream r(seed, "test", "spikes");
    std::vector<planted> trees;
    for (std::uint32_t node = 0; node < mesh.nodes(); ++node) {
        trees.push_back(random_tree(mesh, node, 1 + r.below(mesh.nodes()), r));
    }
    std::vector<std::set<std::uint32_t>> left;
    for (std::uint32_t n = 0; n < 3000; ++n) {
        if (r.below(4) == 0) {
            const std::uint32_t from = r.below(mesh.nodes());
            const std::uint32_t to = r.below(mesh.nodes());
            const std::uint32_t flits = 1 + r.below(5);
            mesh.inject({.source = from, .destination = to, .flits = flits, .tag = n});
            left.push_back({to});
        } else {
            const planted& p = trees[r.below(static_cast<std::uint32_t>(trees.size()))];
            mesh.inject_spike(p.tree, n);
            left.push_back(p.nodes);
        }
    }
    while (mesh.next_cycle() != wormhole_mesh::never) {
        REQUIRE(mesh.cycle() < 1'000'000);
        mesh.step();
        for (const mesh_arrival& a : mesh.arrivals()) {
            if (a.tail && left[a.tag].erase(a.node) != 1) FAIL("a copy too many");
        }
        const mesh_activity a = mesh.activity();
        // What was sent into a buffer is on its way or in it until its last copy has gone.
        if (a.injected + a.links != a.credits + mesh.flits_inside()) FAIL("flits lost or made");
    }
    CHECK(std::all_of(left.begin(), left.end(), [](const auto& s) { return s.empty(); }));
    CHECK(mesh.empty());
    CHECK(mesh.credits_are_home());
}

}  // namespace

TEST_CASE("mesh spikes: a spike reaches each node of its tree once, at the latency of one packet") {
    random_stream r(1, "test", "trees");
    for (const std::uint32_t channels : {1U, 2U}) {
        wormhole_mesh mesh(6, 5, {.channels = channels});
        for (int n = 0; n < 50; ++n) {
            const std::uint32_t source = r.below(mesh.nodes());
            const planted p = random_tree(mesh, source, 1 + r.below(30), r);
            const mesh_activity before = mesh.activity();
            const std::uint64_t start = mesh.cycle();
            mesh.inject_spike(p.tree, 77);
            std::map<std::uint32_t, std::uint64_t> came;
            while (mesh.run_until_arrival(start + 200)) {
                for (const mesh_arrival& a : mesh.arrivals()) {
                    CHECK(a.tag == 77);
                    CHECK(a.head);
                    CHECK(a.tail);
                    CHECK(came.emplace(a.node, mesh.cycle() - 1 - start).second);
                }
            }
            REQUIRE(came.size() == p.nodes.size());
            for (const auto& [node, cycles] : came) {
                CHECK(p.nodes.count(node) == 1);
                const auto apart = [](std::uint32_t a, std::uint32_t b) {
                    return a > b ? a - b : b - a;
                };
                const std::uint32_t links =
                    apart(source % 6, node % 6) + apart(source / 6, node / 6);
                // With several channels the copies of a flit leave one after the other.
                if (channels == 1) CHECK(cycles == mesh.config().zero_load_cycles(links, 1));
                CHECK(cycles >= mesh.config().zero_load_cycles(links, 1));
            }
            const mesh_activity after = mesh.activity();
            CHECK(after.injected - before.injected == 1);
            CHECK(after.ejected - before.ejected == p.nodes.size());
            // One write and one credit for every router of the tree, a link for all but the first.
            CHECK(after.buffer_writes - before.buffer_writes == after.links - before.links + 1);
            CHECK(after.credits - before.credits == after.links - before.links + 1);
        }
    }
}

TEST_CASE("mesh spikes: a row of neighbours costs a link each") {
    wormhole_mesh mesh(8, 1, {});
    const std::uint32_t tree = mesh.add_tree(0, {1, 2, 3, 4, 5, 6, 7});
    mesh.inject_spike(tree, 0);
    mesh.run_to(100);
    CHECK(mesh.activity().links == 7);
    CHECK(mesh.activity().ejected == 7);
}

TEST_CASE("mesh spikes: floods of spikes and worms drain, every node gets its copy") {
    std::uint64_t seed = 0;
    for (const std::uint32_t channels : {1U, 2U, 4U}) {
        for (const std::uint32_t depth : {1U, 4U}) {
            for (const std::uint32_t pipeline : {1U, 2U, 3U}) {
                for (const auto rule : {mesh_routing_rule::xy, mesh_routing_rule::west_first}) {
                    const mesh_config c{.channels = channels,
                                        .buffer_flits = depth,
                                        .pipeline = pipeline,
                                        .routing = rule};
                    flood_with_spikes(c, depth == 4 ? 0.2 : 0, ++seed);
                }
            }
        }
    }
}

TEST_CASE("mesh spikes: trees that cannot be built are refused") {
    wormhole_mesh whole(3, 3, {});
    CHECK_THROWS_AS(whole.add_tree(0, {}), input_error);
    wormhole_mesh turns(3, 3, {.routing = mesh_routing_rule::odd_even});
    CHECK_THROWS_AS(turns.add_tree(0, {1}), input_error);
    wormhole_mesh cut(3, 3, {.failed_links = {{0, mesh_side::east}}});
    CHECK_THROWS_AS(cut.add_tree(0, {4}), unreachable_error);
    CHECK(cut.add_tree(0, {3, 6}) == 0);
    wormhole_mesh dead(3, 3, {.failed_routers = {{4}}});
    CHECK_THROWS_AS(dead.add_tree(4, {4}), unreachable_error);
}
