#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"
#include "snan/tasks/working_memory/memory_network.hpp"
#include "snan/tasks/working_memory/memory_task.hpp"
#include "snan/tasks/working_memory/pools_in_double.hpp"

// The plain rule, and the network for any engine that says the same: programs of their own.
using namespace memglia;

namespace {

memory_network_config powered_up_in(double duration_s) {
    memory_network_config config;
    config.neuron.homeostasis.duration_s = duration_s;
    return config;
}

// A sample, manipulations and a reset, so that everything there is has an effect.
void drive(memory_pools& pools) {
    pools.run(5'000);
    pools.stimulate(2, 1.1, 1'000);
    pools.run(2'000);
    pools.manipulate({.inhibit = true});
    pools.run(300);
    pools.manipulate({.knock_out = true, .least_gate = 1.8});
    pools.run(300);
    pools.manipulate({});
    pools.stimulate(0, 1, 300);
    pools.stimulate(2, 0.9, 300);
    pools.run(1'000);
    for (std::uint32_t p = 0; p < 4; ++p) pools.stimulate(p, -5, 200);
    pools.run(1'000);
}

std::vector<spike_event> spikes_of(pools_in_double& pools, std::uint64_t ticks) {
    std::vector<spike_event> all;
    for (std::uint64_t t = 0; t < ticks; ++t) {
        pools.run(1);
        for (const std::uint32_t j : pools.spiking()) all.push_back({j, t});
    }
    return all;
}

}  // namespace

TEST_CASE("working memory: the network in double precision is the plain rule, spike for spike") {
    const memory_network_config config = powered_up_in(4);
    const drawn_pools drawn = draw_pools(config, {.name = "intact"}, 11);
    pools_in_double plain(config, drawn, 11);
    plain.stimulate(1, 1, 1'500);
    const auto expected = spikes_of(plain, 3'000);
    network_engine engine(memory_network(config, drawn, 11, true));
    network_pools pools(engine);
    pools.stimulate(1, 1, 1'500);
    pools.run(3'000);
    REQUIRE(expected.size() > 500);
    // The sums of currents round differently, and the network is chaotic: alike for a while.
    const auto found = pools.recorded();
    std::size_t same = 0;
    while (same < std::min(expected.size(), found.size()) && expected[same] == found[same]) ++same;
    CHECK(same > 500);
    CHECK(pools.calcium(1) == Approx(plain.calcium(1)).epsilon(0.02));
}

TEST_CASE("working memory: engines count and calculate as the rule does") {
    const memory_network_config config = powered_up_in(4);
    for (const bool has_astrocytes : {true, false}) {
        const memory_condition condition{
            .name = "some", .astrocytes = has_astrocytes, .excitation = has_astrocytes ? 1.0 : 3.3};
        const drawn_pools drawn = draw_pools(config, condition, 5);
        pools_in_double plain(config, drawn, 5);
        drive(plain);
        network_engine engine(memory_network(config, drawn, 5));
        network_pools exact(engine);
        drive(exact);
        fixed_engine integers(memory_network(config, drawn, 5),
                              {.weight_levels = 15, .state_bits = 24});
        network_pools fixed(integers);
        drive(fixed);
        for (const memory_pools* other :
             {static_cast<memory_pools*>(&exact), static_cast<memory_pools*>(&fixed)}) {
            CHECK(other->ticks() == plain.ticks());
            CHECK(other->count() == 4);
            double all = 0;
            for (std::uint32_t p = 0; p < 4; ++p) {
                const auto a = static_cast<double>(plain.spikes(p));
                const auto b = static_cast<double>(other->spikes(p));
                all += b;
                CHECK(std::abs(a - b) < 10 + 0.1 * a);
                CHECK(other->calcium(p) == Approx(plain.calcium(p)).margin(0.06));
            }
            const auto events = static_cast<double>(other->synaptic_events());
            CHECK(events <= 127 * all);
            CHECK(events > 127 * (all - 20));
        }
    }
}
