#include "testbenches/support/mesh_flood.hpp"

using namespace memglia;

// 10^8 flits through crossbars under every routing and attack, failed links included.

TEST_CASE("wormhole mesh: a hundred million hops of attacks without a deadlock") {
    for (const auto rule :
         {mesh_routing_rule::xy, mesh_routing_rule::west_first, mesh_routing_rule::odd_even}) {
        std::uint64_t hops = 0;
        for (std::uint64_t n = 0; hops < 100'000'000; ++n) {
            random_stream r(n, "test", "long");
            test::flood f{.width = 8, .height = 8};
            f.config.routing = rule;
            f.config.channels = 1 + r.below(3);
            f.config.buffer_flits = 1 + r.below(5);
            f.config.pipeline = 1 + r.below(3);
            if (n % 3 == 1) {
                f.config.failed_links = {{r.below(56), mesh_side::south}, {9, mesh_side::east}};
            }
            if (n % 3 == 2) f.config.failed_routers = {{r.below(64)}};
            f.how = static_cast<test::attack>(n % test::attacks);
            f.packets = 100'000;
            f.stall = r.below(2) * 0.1;
            hops += test::run_flood(f, n);
        }
    }
}
