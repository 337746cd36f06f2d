#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "snan/mapping/network_on_chip.hpp"
#include "snan/network/first_difference.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "testbenches/support/ideal_network_chip.hpp"
#include "testbenches/support/own_process.hpp"

using namespace memglia;
using namespace memglia::test;

namespace {

constexpr number_format format{.weight_levels = 15};

population inputs(std::uint32_t size, std::uint64_t ticks, std::uint64_t every) {
    population p;
    p.name = "in";
    p.size = size;
    p.spikes.emplace();
    for (std::uint64_t k = 0; k < ticks; k += every) {
        for (std::uint32_t j = 0; j < size; ++j) p.spikes->spikes.push_back({j, k});
    }
    return p;
}

population cells(std::uint32_t size) {
    population p;
    p.name = "cells";
    p.size = size;
    p.lif.emplace().refractory_s = 0;
    return p;
}

projection all_to_all(const std::string& from, const std::string& to, double weight,
                      std::uint32_t delay_ticks) {
    projection p;
    p.name = from + "_" + to + std::to_string(delay_ticks);
    p.source = from;
    p.target = to;
    p.autapses = from == to;
    p.weight = weight;
    p.delay_ticks = delay_ticks;
    return p;
}

/// What a run on the chip counts: 1 if it is the engine's bit for bit; spikes, events, packets.
struct counts {
    bool same = false;
    std::uint64_t cell_spikes = 0;
    std::uint64_t events = 0;
    std::uint64_t packets = 0;
    std::uint64_t longest_cycles = 0;  ///< of a block in a tick
};

counts run(const network& of, std::uint64_t ticks, std::uint32_t neurons_per_core) {
    const auto numbers = in_own_process([&]() -> std::vector<std::uint64_t> {
        const network net = with_all_probes(of);
        fixed_engine engine(net, format);
        engine.run(ticks);
        network_on_chip chip(net, ideal_network_chip(format, neurons_per_core));
        chip.run(ticks);
        return {first_difference(engine, chip) ? 0U : 1U, chip.spikes(1), chip.deliveries(),
                chip.chip().carried().packets, chip.chip().longest().cycles};
    });
    return {numbers[0] == 1, numbers[1], numbers[2], numbers[3], numbers[4]};
}

}  // namespace

TEST_CASE("network chip: a thousand spikes to one neuron in one tick all count") {
    network net;
    net.populations = {inputs(1'000, 1, 1), cells(1)};
    net.populations[1].lif->threshold = 99.5;
    net.projections = {all_to_all("in", "cells", 0.1, 3)};
    const counts seen = run(net, 10, 4);
    CHECK(seen.same);
    // 1000 times 0.1 pass the threshold after a tick of leak; one spike less would not.
    CHECK(seen.cell_spikes == 1);
    CHECK(seen.events == 1'000);
    CHECK(seen.packets == 1'000);
}

TEST_CASE("network chip: every axon in every tick, over several delays, and nothing is lost") {
    constexpr std::uint64_t ticks = 60;
    network net;
    net.populations = {inputs(200, ticks, 1), cells(24)};
    for (const std::uint32_t delay : {1U, 2U, 7U, 31U}) {
        net.projections.push_back(all_to_all("in", "cells", 0.001, delay));
    }
    const counts seen = run(net, ticks, 5);
    CHECK(seen.same);
    // Five cores get every spike; of those in flight at the end nothing has been delivered.
    CHECK(seen.packets == 200 * ticks * 5);
    // Five neurons; 800 words of axons; 25 words of the delay line and their summary; a gain of
    // four projections for each column; 800 rows of 10 ns.
    CHECK(seen.longest_cycles == 5 + 800 + 25 + 1 + 4 * 5 + 800 * 5);
    CHECK(seen.events == 200ULL * 24 * ((ticks - 1) + (ticks - 2) + (ticks - 7) + (ticks - 31)));
}

TEST_CASE("network chip: two spikes of different ticks and delays meet in one tick") {
    network net;
    net.populations = {inputs(1, 4, 1), cells(3)};
    for (const std::uint32_t delay : {1U, 2U, 3U, 4U}) {
        net.projections.push_back(all_to_all("in", "cells", 0.2, delay));
    }
    net.projections.push_back(all_to_all("in", "cells", -0.1, 1));
    net.projections.back().name = "against";
    const counts seen = run(net, 12, 1);
    CHECK(seen.same);
    CHECK(seen.events == 4 * 3 * 5);
}

TEST_CASE("network chip: neurons that all spike in every tick drown in nothing") {
    constexpr std::uint64_t ticks = 100;
    network net;
    net.populations = {inputs(1, 1, 1), cells(40)};
    net.populations[1].lif->bias = 300;
    net.projections = {all_to_all("cells", "cells", 0.5, 1), all_to_all("in", "cells", 0.1, 1)};
    const counts seen = run(net, ticks, 7);
    CHECK(seen.same);
    CHECK(seen.cell_spikes == 40 * ticks);
    CHECK(seen.packets == 40 * ticks * 6 + 6);
    CHECK(seen.events == 40ULL * 40 * (ticks - 1) + 40);
}

TEST_CASE("network chip: a tick that does not fit names its block") {
    const auto told = in_own_process([]() -> std::vector<std::uint64_t> {
        network net;
        net.populations = {inputs(1, 3, 1), cells(100)};
        net.projections = {all_to_all("in", "cells", 0.001, 1)};
        network_chip_config config = ideal_network_chip(format, 100);
        config.timing = tick_timing::fixed;
        config.tick_s = 100e-9;
        network_on_chip chip(net, config);
        try {
            chip.run(3);
        } catch (const error& e) {
            const std::string text = e.what();
            const bool names = text.find("tick 0") != std::string::npos ||
                               text.find("tick 1") != std::string::npos;
            return {names && text.find("of them in core[0]") != std::string::npos ? 1U : 0U};
        }
        return {2};
    });
    CHECK(told == std::vector<std::uint64_t>{1});
}
