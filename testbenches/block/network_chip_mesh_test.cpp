#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "rtl_models/chip/tick_mesh.hpp"
#include "snan/mapping/network_on_chip.hpp"
#include "snan/network/first_difference.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "testbenches/support/ideal_network_chip.hpp"
#include "testbenches/support/own_process.hpp"
#include "testbenches/support/random_fixed_network.hpp"
#include "testbenches/support/sample_network.hpp"

// What carries the packets of a chip: results never depend on it, times and links do.
using namespace memglia;
using namespace memglia::test;

namespace {

constexpr number_format format{.weight_levels = 15};

network spiking_network() {
    network net = sample_network();
    for (std::uint64_t tick = 0; tick < 200; ++tick) {
        for (std::uint32_t j = 0; j < 5; ++j) {
            if ((tick + j) % 3 == 0) net.populations[0].spikes->spikes.push_back({j, tick});
        }
    }
    return net;
}

/// 1 if spikes, probes and deliveries are the engine's; cycles of hardware; packets; links; flits
/// of every link and endpoint.
std::vector<std::uint64_t> outcome(const network& of, const number_format& numbers,
                                   const chip_fabric_config& fabric, std::uint32_t per_core) {
    return in_own_process([&]() -> std::vector<std::uint64_t> {
        const network net = with_all_probes(of);
        fixed_engine engine(net, numbers);
        engine.run(200);
        network_chip_config config = ideal_network_chip(numbers, per_core);
        config.fabric = fabric;
        network_on_chip chip(net, config);
        chip.run(200);
        const bool same =
            !first_difference(engine, chip) && engine.deliveries() == chip.deliveries();
        const double cycles = chip.chip().elapsed_s() * config.clock_hz;
        std::vector<std::uint64_t> all{same ? 1U : 0U, static_cast<std::uint64_t>(cycles + 0.5),
                                       chip.chip().carried().packets, chip.chip().carried().links};
        for (const link_load& l : chip.chip().load().links) all.push_back(l.flits);
        return all;
    });
}

}  // namespace

TEST_CASE("tick mesh: a packet alone takes the closed form, in every stretch") {
    for (const mesh_timing timing : {mesh_timing::event, mesh_timing::cycle}) {
        const chip_fabric_config config{.timing = timing, .pipeline = 2, .link_cycles = 3};
        tick_mesh mesh(5, 4, config);
        CHECK(mesh.run() == 0);
        for (const std::uint64_t cycle : {0U, 7U, 400U}) {
            mesh.add(cycle, 1, 18);
            // In the cycle after the one in which it left its last router it has been taken.
            CHECK(mesh.run() == cycle + config.mesh().zero_load_cycles(5, 1) + 1);
        }
        CHECK(mesh.links() == 15);
    }
}

TEST_CASE("tick mesh: packets that meet wait, in whatever order they were added") {
    for (const mesh_timing timing : {mesh_timing::event, mesh_timing::cycle}) {
        tick_mesh mesh(4, 1, {.timing = timing});
        for (std::uint32_t n = 0; n < 30; ++n) mesh.add(29 - n, n % 3, 3);
        // Thirty through one endpoint, the first after two cycles.
        const std::uint64_t took = mesh.run();
        CHECK(took >= 32);
        CHECK(took <= 42);
        CHECK(mesh.links() == 10 * (3 + 2 + 1));
    }
    tick_mesh exact(6, 6, {.timing = mesh_timing::cycle});
    tick_mesh event(6, 6, {.timing = mesh_timing::event});
    random_stream r(4, "test", "ticks");
    double apart = 0;
    double all = 0;
    for (int tick = 0; tick < 200; ++tick) {
        for (std::uint32_t n = r.below(300); n > 0; --n) {
            const std::uint64_t cycle = r.below(40);
            const std::uint32_t from = r.below(36);
            const std::uint32_t to = r.below(36);
            exact.add(cycle, from, to);
            event.add(cycle, from, to);
        }
        const auto a = static_cast<double>(exact.run());
        const auto b = static_cast<double>(event.run());
        apart += std::abs(a - b);
        all += a;
    }
    CHECK(event.links() == exact.links());
    CHECK(apart / all < 0.05);
}

TEST_CASE("network chip: spikes and weights are the same whatever carries the packets") {
    const network net = spiking_network();
    const auto ideal = outcome(net, format, {}, 2);
    const auto event = outcome(net, format, {.timing = mesh_timing::event}, 2);
    const auto cycle = outcome(net, format, {.timing = mesh_timing::cycle}, 2);
    const auto slow =
        outcome(net, format, {.timing = mesh_timing::cycle, .pipeline = 3, .link_cycles = 40}, 2);
    const auto adaptive = outcome(net, format,
                                  {.timing = mesh_timing::cycle,
                                   .channels = 2,
                                   .buffer_flits = 1,
                                   .routing = mesh_routing_rule::west_first},
                                  2);
    for (const auto* o : {&ideal, &event, &cycle, &slow, &adaptive}) {
        CHECK((*o)[0] == 1);
        CHECK((*o)[2] == ideal[2]);  // packets
        CHECK((*o)[3] == ideal[3]);  // links: all ways are shortest
    }
    CHECK(ideal[2] > 1'000);
    CHECK(slow[1] > cycle[1] + 200 * 40);
    // The load of every link, counted from spikes or by the routers.
    CHECK(std::vector(ideal.begin() + 4, ideal.end()) ==
          std::vector(event.begin() + 4, event.end()));
    CHECK(std::vector(ideal.begin() + 4, ideal.end()) ==
          std::vector(cycle.begin() + 4, cycle.end()));
    std::uint64_t flits = 0;
    for (std::size_t k = 4; k < ideal.size(); ++k) flits += ideal[k];
    CHECK(flits == ideal[2] + ideal[3]);
}

TEST_CASE("network chip: random networks, bit for bit with the engine over a real mesh") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        INFO(seed);
        const network net = random_chip_network(seed);
        const number_format numbers = random_format(seed, net);
        const auto ideal = outcome(net, numbers, {}, 3);
        const auto cycle = outcome(net, numbers, {.timing = mesh_timing::cycle}, 3);
        CHECK(ideal[0] == 1);
        CHECK(cycle[0] == 1);
        CHECK(std::vector(ideal.begin() + 2, ideal.end()) ==
              std::vector(cycle.begin() + 2, cycle.end()));
    }
}

TEST_CASE("network chip: a link that fails is gone around, or the network is refused") {
    const network net = spiking_network();
    const auto whole = outcome(net, format, {.timing = mesh_timing::cycle}, 2);
    chip_fabric_config fabric{.timing = mesh_timing::cycle,
                              .routing = mesh_routing_rule::west_first,
                              .failed_links = {{1, mesh_side::south}}};
    const auto around = outcome(net, format, fabric, 2);
    CHECK(around[0] == 1);
    CHECK(around[2] == whole[2]);
    CHECK(around[3] > whole[3]);  // the long way
    const auto refused = [&](const chip_fabric_config& f) {
        return in_own_process([&]() -> std::vector<std::uint64_t> {
            network_chip_config config = ideal_network_chip(format, 2);
            config.fabric = f;
            try {
                network_on_chip chip(net, config);
            } catch (const input_error& e) {
                return {e.data.path.find("fabric.failed_") == 0 ? 1U : 2U};
            }
            return {0};
        })[0];
    };
    fabric.routing = mesh_routing_rule::xy;
    CHECK(refused(fabric) == 1);
    CHECK(refused({.timing = mesh_timing::cycle, .failed_routers = {{1}}}) == 1);
}
