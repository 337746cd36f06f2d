#include <set>

#include "testbenches/support/mesh_flood.hpp"

using namespace memglia;
using test::flood;
using test::run_flood;

namespace {

using pairs = std::set<std::pair<std::uint32_t, std::uint32_t>>;

pairs unreachable(std::uint32_t w, std::uint32_t h, const mesh_config& c) {
    const auto list = mesh_routing(w, h, c).unreachable();
    return {list.begin(), list.end()};
}

/// Whether a packet by XY crosses the link between a node and its eastern neighbour.
bool crosses_east_of(std::uint32_t node, std::uint32_t from, std::uint32_t to, std::uint32_t w) {
    if (from / w != node / w) return false;
    const std::uint32_t x = node % w;
    return (from % w <= x) != (to % w <= x);
}

}  // namespace

TEST_CASE("mesh failures: with xy, the pairs whose way has the link are unreachable, no others") {
    const mesh_config c{.failed_links = {{5, mesh_side::east}}};
    pairs expected;
    for (std::uint32_t from = 0; from < 16; ++from) {
        for (std::uint32_t to = 0; to < 16; ++to) {
            if (crosses_east_of(5, from, to, 4)) expected.emplace(from, to);
        }
    }
    CHECK(unreachable(4, 4, c) == expected);
    wormhole_mesh mesh(4, 4, c);
    CHECK_THROWS_AS(mesh.inject({.source = 5, .destination = 6}), unreachable_error);
    CHECK_THROWS_AS(mesh.inject({.source = 6, .destination = 5}), unreachable_error);
    CHECK_NOTHROW(mesh.inject({.source = 9, .destination = 6}));
}

TEST_CASE("mesh failures: west first goes around a failed link to the east, also the long way") {
    const mesh_config c{.routing = mesh_routing_rule::west_first,
                        .failed_links = {{5, mesh_side::east}}};
    for (const auto& [from, to] : unreachable(4, 4, c)) {
        // Only packets that have to go west over it, and would have to turn west again.
        CHECK(to % 4 < from % 4);
    }
    wormhole_mesh mesh(4, 4, c);
    mesh.inject({.source = 5, .destination = 6});
    REQUIRE(mesh.run_until_arrival(100));
    CHECK(mesh.cycle() - 1 == c.zero_load_cycles(3, 1));
}

TEST_CASE("mesh failures: a router that has failed is no source, no destination and no way") {
    for (const auto rule :
         {mesh_routing_rule::xy, mesh_routing_rule::west_first, mesh_routing_rule::odd_even}) {
        const mesh_config c{.routing = rule, .failed_routers = {{6}}};
        wormhole_mesh mesh(4, 4, c);
        CHECK_THROWS_AS(mesh.inject({.source = 6, .destination = 6}), unreachable_error);
        CHECK_THROWS_AS(mesh.inject({.source = 0, .destination = 6}), unreachable_error);
        CHECK_THROWS_AS(mesh.inject({.source = 6, .destination = 0}), unreachable_error);
        for (const auto& [from, to] : mesh.routing().unreachable()) {
            CHECK(from != 6);
            CHECK(to != 6);
        }
        for (std::uint32_t from = 0; from < 16; ++from) {
            for (std::uint32_t to = 0; to < 16; ++to) {
                if (mesh.routing().reaches(from, to)) {
                    mesh.inject({.source = from, .destination = to, .flits = 2});
                }
            }
        }
        mesh.run_to(5000);
        CHECK(mesh.empty());
        CHECK(mesh.sent(6, mesh_side::local) == 0);
    }
}

TEST_CASE("mesh failures: tables of a whole mesh lead along shortest ways to everywhere") {
    // A failed link that shortest ways of these pairs do not need: the table is used all the same.
    for (const auto rule :
         {mesh_routing_rule::xy, mesh_routing_rule::west_first, mesh_routing_rule::odd_even}) {
        const mesh_config whole{.routing = rule};
        const mesh_config cut{.routing = rule, .failed_links = {{24, mesh_side::west}}};
        const mesh_routing a(5, 5, whole);
        const mesh_routing b(5, 5, cut);
        for (std::uint32_t from = 0; from < 20; ++from) {
            for (std::uint32_t to = 0; to < 20; ++to) {
                // As computed, from the source: the table may know more ways, never others.
                const std::uint32_t computed = a.outputs(from, 4, from, to);
                const std::uint32_t looked_up = b.outputs(from, 4, from, to);
                INFO(word_of(rule) << " " << from << " " << to);
                CHECK((computed & ~looked_up) == 0);
                CHECK(looked_up != 0);
            }
        }
    }
}

TEST_CASE("mesh failures: floods of meshes with random failures drain, whatever the routing") {
    random_stream r(3, "test", "failures");
    std::uint64_t hops = 0;
    for (const auto rule :
         {mesh_routing_rule::xy, mesh_routing_rule::west_first, mesh_routing_rule::odd_even}) {
        for (int n = 0; n < 15; ++n) {
            flood f{.width = 5, .height = 5};
            f.config.routing = rule;
            f.config.channels = 1 + r.below(3);
            f.config.buffer_flits = 2 + r.below(4);
            f.config.eject_flits = r.below(2) * 2;
            for (std::uint32_t k = r.below(4); k > 0; --k) {
                f.config.failed_links.push_back({r.below(24), mesh_side::east});
                if (f.config.failed_links.back().node % 5 == 4) f.config.failed_links.pop_back();
                f.config.failed_links.push_back({r.below(20), mesh_side::south});
            }
            if (n % 3 == 0) f.config.failed_routers.push_back({r.below(25)});
            f.how = static_cast<test::attack>(r.below(test::attacks));
            f.packets = 2000;
            f.stall = 0.1;
            hops += run_flood(f, r.bits());
        }
    }
    CHECK(hops > 500'000);
}

TEST_CASE("mesh failures: what is not there cannot fail") {
    const auto refused = [](const mesh_config& c) { return mesh_routing(3, 3, c); };
    CHECK_THROWS_AS(refused({.failed_links = {{9, mesh_side::east}}}), input_error);
    CHECK_THROWS_AS(refused({.failed_links = {{2, mesh_side::east}}}), input_error);
    CHECK_THROWS_AS(refused({.failed_links = {{1, mesh_side::north}}}), input_error);
    CHECK_THROWS_AS(refused({.failed_links = {{8, mesh_side::south}}}), input_error);
    CHECK_THROWS_AS(refused({.failed_links = {{3, mesh_side::west}}}), input_error);
    CHECK_THROWS_AS(refused({.failed_links = {{4, mesh_side::local}}}), input_error);
    CHECK_THROWS_AS(refused({.failed_routers = {{9}}}), input_error);
    CHECK_THROWS_AS(mesh_routing(65, 64, {.failed_routers = {{9}}}), input_error);
    CHECK_THROWS_AS(wormhole_mesh(0, 4, {}), input_error);
    CHECK_THROWS_AS(wormhole_mesh(300, 300, {}), input_error);
}

TEST_CASE("mesh failures: what is no packet of the mesh is refused") {
    wormhole_mesh mesh(3, 3, {.channels = 2});
    CHECK_THROWS_AS(mesh.inject({.source = 9, .destination = 0}), input_error);
    CHECK_THROWS_AS(mesh.inject({.source = 0, .destination = 9}), input_error);
    CHECK_THROWS_AS(mesh.inject({.source = 0, .destination = 1, .flits = 0}), input_error);
    CHECK_THROWS_AS(mesh.inject({.source = 0, .destination = 1, .flits = 65'536}), input_error);
    CHECK_THROWS_AS(mesh.inject({.source = 0, .destination = 1, .channel = 2}), input_error);
    CHECK(mesh.empty());
}
