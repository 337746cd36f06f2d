#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

using namespace memglia;

namespace {

constexpr double tick_s = 1e-3;

// Neurons that halve in a tick, threshold 1, and one synapse from the first to the last.
network halving_cells(std::uint32_t size, lif_reset reset, double weight) {
    network net;
    net.tick_s = tick_s;
    population& cells = net.populations.emplace_back();
    cells.name = "cells";
    cells.size = size;
    lif_config& lif = cells.lif.emplace();
    lif.tau_m_s = tick_s / std::log(2.0);
    lif.refractory_s = 0;
    lif.reset = reset;
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = p.target = "cells";
    p.connect = connection_rule::list;
    p.table = {{0}, {size - 1}, {weight}, {0}};
    net.probes = {{.name = "v", .record = probe_kind::membrane, .of = "cells", .every_ticks = 1},
                  {.name = "s", .record = probe_kind::spikes, .of = "cells"}};
    return net;
}

using ticks_of_spikes = std::vector<std::pair<std::uint32_t, std::uint64_t>>;

struct seen {
    std::vector<double> potential;  ///< of the last neuron, after every tick
    ticks_of_spikes spikes;
};

template <class Engine>
seen run(Engine engine, std::uint64_t ticks) {
    engine.run(ticks);
    seen all;
    const recording v = engine.recorded(0);
    for (std::size_t k = v.width - 1; k < v.values.size(); k += v.width) {
        all.potential.push_back(v.values[k]);
    }
    for (const spike_event& s : engine.recorded(1).spikes)
        all.spikes.emplace_back(s.neuron, s.tick);
    return all;
}

void check_both(const network& net, const std::vector<double>& potential,
                const ticks_of_spikes& spikes) {
    const auto ticks = potential.size();
    for (const seen& found :
         {run(network_engine(net), ticks),
          run(fixed_engine(net, {.weight_levels = 1, .state_bits = 24}), ticks)}) {
        CHECK(found.spikes == spikes);
        REQUIRE(found.potential.size() == ticks);
        for (std::size_t k = 0; k < ticks; ++k) {
            CHECK(found.potential[k] == Approx(potential[k]).margin(1e-4));
        }
    }
}

}  // namespace

TEST_CASE("network: without a delay a spike arrives in its own tick and spikes in the next") {
    network net = halving_cells(2, lif_reset::hold, 2.5);
    net.populations[0].clamp = {{{0, tick_s}}, "", {{0, 0}}};
    check_both(net, {2.5, 0, 0}, {{0, 0}, {1, 1}});
}

TEST_CASE("network: what a spike does to the potential, and to what arrives in its tick") {
    // A neuron that drives itself: from 3, 1.5 at the first spike, then the weight comes.
    const auto cell = [](lif_reset reset) {
        network net = halving_cells(1, reset, 1.5);
        net.populations[0].lif->v_initial = 3;
        net.populations[0].lif->v_reset = 0.25;
        return net;
    };
    check_both(cell(lif_reset::hold), {0.25, 0.125, 0.0625}, {{0, 0}});
    check_both(cell(lif_reset::set), {1.75, 0.875, 0.4375}, {{0, 0}});
    check_both(cell(lif_reset::subtract), {2.25, 1.875, 0.9375}, {{0, 0}, {0, 1}});
}

TEST_CASE("network: neurons that are set or subtracted from integrate while refractory") {
    network net = halving_cells(1, lif_reset::subtract, 0);
    net.populations[0].lif->refractory_s = 2 * tick_s;
    net.populations[0].lif->v_initial = 20;
    check_both(net, {9, 4.5, 1.25, 0.625}, {{0, 0}, {0, 2}});
}

TEST_CASE("network: a clamp holds neurons, which spike as its table says and hear the last tick") {
    network net = halving_cells(2, lif_reset::subtract, 0.75);
    population& cells = net.populations[0];
    cells.lif->v_initial = 0.5;
    cells.clamp = {{{tick_s, 4 * tick_s}}, "", {{0, 3}, {1, 2}, {0, 1}}};
    check_both(net, {0.25, 1.25, 0.5, 1.25, 0.625, 0.3125}, {{0, 1}, {1, 2}, {0, 3}});
}

TEST_CASE("network: who was refractory before a clamp is not after it") {
    network net = halving_cells(1, lif_reset::hold, 0);
    population& cells = net.populations[0];
    cells.lif->v_initial = 8;
    cells.lif->refractory_s = 100 * tick_s;
    cells.clamp = {{{2 * tick_s, 3 * tick_s}}, "", {{0, 2}}};
    check_both(net, {0, 0, 8, 0, 0}, {{0, 0}, {0, 2}, {0, 3}});
}
