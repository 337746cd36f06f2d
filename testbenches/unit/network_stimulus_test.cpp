#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "snan/reference/network_engine.hpp"

using namespace memglia;

namespace {

// Two LIF neurons, the second with a bias of its own, under these currents; ticks of 0.1 ms.
network two_cells(const std::vector<stimulus>& stimuli) {
    network net;
    population& cells = net.populations.emplace_back();
    cells.name = "cells";
    cells.size = 2;
    cells.lif.emplace();
    cells.per_neuron = {{neuron_parameter::bias, "", {0, 0.25}}};
    net.stimuli = stimuli;
    net.probes = {{.name = "v", .record = probe_kind::membrane, .of = "cells", .every_ticks = 1},
                  {.name = "s", .record = probe_kind::spikes, .of = "cells"}};
    return net;
}

}  // namespace

TEST_CASE("stimulus: a step charges and discharges along the closed form") {
    network_engine engine(two_cells({{"cells", 0.01, 0.03, 0.6}}));
    engine.run(1'000);
    const auto v = engine.recorded(0).values;
    CHECK(engine.recorded(1).spikes.empty());
    const auto charge = [](double ticks) { return 1 - std::exp(-ticks * 1e-4 / 20e-3); };
    for (std::size_t tick = 0; tick < 1'000; ++tick) {
        const auto n = static_cast<double>(tick + 1);
        double expected = 0;
        if (n > 100) expected += 0.6 * charge(n - 100);
        if (n > 300) expected -= 0.6 * charge(n - 300);
        CHECK(v[2 * tick] == Approx(expected).margin(1e-13));
        CHECK(v[2 * tick + 1] == Approx(expected + 0.25 * charge(n)).margin(1e-13));
    }
}

TEST_CASE("stimulus: spikes come at the intervals of the closed form, and end with it") {
    network_engine engine(two_cells({{"cells", 0.05, 0.25, 1.7}}));
    engine.run(5'000);
    std::vector<std::uint64_t> ticks;
    for (const spike_event& s : engine.recorded(1).spikes) {
        if (s.neuron == 0) ticks.push_back(s.tick);
    }
    const double to_threshold = std::ceil(-std::log(1 - 1 / 1.7) / (1e-4 / 20e-3));
    const auto charging = static_cast<std::uint64_t>(to_threshold);
    // 20 ticks of refractory time, the last of which charges already.
    std::vector<std::uint64_t> expected;
    for (std::uint64_t t = 500 + charging - 1; t < 2'500; t += charging + 19) expected.push_back(t);
    CHECK(ticks == expected);
}

TEST_CASE("stimulus: those that overlap add up, and leave nothing behind") {
    // 0.1 + 0.2 - 0.2 is not 0.1 in doubles, yet the bias comes back to the bit.
    network_engine parts(two_cells({{"cells", 0, 1e9, 0.1}, {"cells", 0.02, 0.04, 0.2}}));
    network_engine whole(two_cells(
        {{"cells", 0, 0.02, 0.1}, {"cells", 0.02, 0.04, 0.1 + 0.2}, {"cells", 0.04, 1, 0.1}}));
    parts.run(1'000);
    whole.run(1'000);
    CHECK(parts.recorded(0).values == whole.recorded(0).values);

    network constant = two_cells({});
    constant.populations[0].per_neuron.clear();
    constant.populations[0].lif->bias = 1.25;
    network driven = two_cells({{"cells", 0, 1, 1.25}});
    driven.populations[0].per_neuron.clear();
    network_engine a(constant);
    network_engine b(driven);
    a.run(10'000);
    b.run(10'000);
    CHECK(a.recorded(1).spikes.size() > 20);
    CHECK(a.recorded(0).values == b.recorded(0).values);
}

TEST_CASE("stimulus: Izhikevich neurons take a step as they take their bias") {
    network rest = two_cells({{"cells", 0.1, 0.5, 10}});
    rest.populations[0].lif.reset();
    rest.populations[0].izhikevich.emplace();
    rest.populations[0].per_neuron.clear();
    network_engine engine(rest);
    engine.run(10'000);
    const auto spikes = engine.recorded(1).spikes;
    REQUIRE(spikes.size() > 10);
    CHECK(spikes.front().tick >= 1'000);
    CHECK(spikes.back().tick < 5'000);
}
