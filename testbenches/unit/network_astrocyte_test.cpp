#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "snan/network/zones.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

// What the gates of astrocyte units do to neurons and synapses, what is done to them, and what a
// task does to a network that runs.
using namespace memglia;

namespace {

// Input 0 onto LIF neuron 0, input 1 onto neuron 1, 0.25 a spike, no leak worth naming; the units
// sense the inputs one by one: a spike opens a gate by a half, two open it.
network two_pairs() {
    network net;
    net.tick_s = 1e-3;
    net.populations.resize(2);
    net.populations[0].name = "in";
    net.populations[0].size = 2;
    net.populations[0].spikes.emplace();
    net.populations[1].name = "cells";
    net.populations[1].size = 2;
    lif_config& lif = net.populations[1].lif.emplace();
    lif.tau_m_s = 1e3;
    lif.threshold = 100;
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "in";
    p.target = "cells";
    p.connect = connection_rule::one_to_one;
    p.weight = 0.25;
    p.delay_ticks = 0;
    astrocyte_field& a = net.astrocytes.emplace_back();
    a.name = "glia";
    a.senses = "in";
    calcium_gate_config& c = a.calcium.emplace();
    c.tau_s = 1e6;
    c.per_spike = 0.5;
    c.theta = 0;
    c.slope = 1;
    c.shape = gate_shape::linear;
    net.probes = {{"v", probe_kind::membrane, "cells", 1},
                  {"calcium", probe_kind::calcium, "glia", 1},
                  {"raster", probe_kind::spikes, "in", 0}};
    return net;
}

astrocyte_effect effect_of(effect_kind kind, double strength) {
    astrocyte_effect e;
    e.kind = kind;
    e.strength = strength;
    if (kind == effect_kind::gain) e.projections = {"p"};
    if (kind != effect_kind::gain) e.of = "cells";
    return e;
}

using drive = std::function<void(network_simulation&)>;

// Both engines, with states fine enough to be compared to three digits.
void in_both(const network& net, const drive& check_it) {
    network_engine exact(net);
    check_it(exact);
    fixed_engine fixed(net, {.weight_levels = 255, .state_bits = 30});
    check_it(fixed);
}

std::vector<double> now(const network_simulation& of, std::size_t probe = 0) {
    const recording r = of.recorded(probe);
    return {r.values.end() - static_cast<std::ptrdiff_t>(r.width), r.values.end()};
}

// The neuron of one pair after one more tick with a spike of its input.
double added_by_spike(network_simulation& of, std::uint32_t pair) {
    const double before = of.ticks() == 0 ? 0 : now(of)[pair];
    of.inject(0, pair);
    of.run(1);
    return now(of)[pair] - before;
}

}  // namespace

TEST_CASE("astrocytes: a gain follows its gate, weakens or strengthens, and stops at 0") {
    network net = two_pairs();
    net.astrocytes[0].effects = {effect_of(effect_kind::gain, 3)};
    in_both(net, [](network_simulation& of) {
        CHECK(added_by_spike(of, 0) == Approx(0.25).margin(0.015));
        CHECK(added_by_spike(of, 0) == Approx(0.25 * 2.5).margin(0.015));
        CHECK(added_by_spike(of, 0) == Approx(0.25 * 4).margin(0.015));
        CHECK(added_by_spike(of, 0) == Approx(0.25 * 4).margin(0.015));
        CHECK(added_by_spike(of, 1) == Approx(0.25).margin(0.015));
    });
    net.astrocytes[0].effects[0].strength = -1;
    in_both(net, [](network_simulation& of) {
        CHECK(added_by_spike(of, 0) == Approx(0.25).margin(0.015));
        CHECK(added_by_spike(of, 0) == Approx(0.125).margin(0.015));
        CHECK(added_by_spike(of, 0) == Approx(0).margin(0.015));
        of.manipulate(0, {.least_gate = 2});
        CHECK(added_by_spike(of, 0) == Approx(0).margin(0.015));
    });
}

TEST_CASE("astrocytes: a current flows from the tick after its gate on, into its region alone") {
    network net = two_pairs();
    net.populations[1].lif->tau_m_s = 1e-3;
    net.astrocytes[0].effects = {effect_of(effect_kind::current, 8)};
    net.projections.clear();
    const double rises = 1 - std::exp(-1.0);
    in_both(net, [rises](network_simulation& of) {
        of.inject(0, 0);
        of.run(1);
        CHECK(now(of)[0] == 0);
        of.run(1);  // the gate opens in this tick
        CHECK(now(of)[0] == 0);
        of.run(1);
        CHECK(now(of)[0] == Approx(4 * rises).epsilon(1e-3));
        of.run(1);
        CHECK(now(of)[0] == Approx(4 * rises + (4 - 4 * rises) * rises).epsilon(1e-3));
        CHECK(now(of)[1] == 0);
    });
}

TEST_CASE("astrocytes: a threshold moves with its gate") {
    network net = two_pairs();
    net.populations[1].lif->threshold = 1;
    net.populations[1].lif->v_initial = 0.9;
    net.projections.clear();
    net.astrocytes[0].effects = {effect_of(effect_kind::threshold, -0.15)};
    in_both(net, [](network_simulation& of) {
        of.inject(0, 1);
        of.run(3);
        CHECK(of.spikes(1) == 0);  // half open: 0.925
        of.inject(0, 1);
        of.run(2);
        CHECK(of.spikes(1) == 0);
        of.run(1);
        CHECK(of.spikes(1) == 1);
    });
}

TEST_CASE("astrocytes: knocked out, inhibited, activated in windows") {
    const auto with = [](manipulation_kind kind, double gate) {
        network net = two_pairs();
        net.astrocytes[0].effects = {effect_of(effect_kind::gain, 3)};
        net.astrocytes[0].manipulations = {{kind, gate, 2e-3, 4e-3}};
        return net;
    };
    const auto gains_are = [](const network& net, const std::vector<double>& gains) {
        in_both(net, [&gains](network_simulation& of) {
            for (const double gain : gains) {
                INFO("tick " << of.ticks());
                CHECK(added_by_spike(of, 0) == Approx(0.25 * gain).margin(0.015));
            }
        });
    };
    gains_are(with(manipulation_kind::knock_out, 0), {1, 2.5, 1, 1, 1, 2.5, 4});
    gains_are(with(manipulation_kind::inhibit, 0), {1, 2.5, 1, 1, 4, 4});
    gains_are(with(manipulation_kind::activate, 2), {1, 2.5, 7, 7, 4, 4});
    network both = with(manipulation_kind::knock_out, 0);
    both.astrocytes[0].manipulations.push_back({manipulation_kind::activate, 0.5, 3e-3, 1});
    gains_are(both, {1, 2.5, 1, 2.5, 2.5, 2.5, 4});
}

TEST_CASE("astrocytes: calcium does not rise beyond its cap") {
    network net = two_pairs();
    net.astrocytes[0].calcium->cap = 0.8;
    net.astrocytes[0].effects = {effect_of(effect_kind::gain, 1)};
    in_both(net, [](network_simulation& of) {
        for (int k = 0; k < 4; ++k) added_by_spike(of, 0);
        CHECK(now(of, 1)[0] == Approx(0.8).epsilon(1e-5));
        CHECK(added_by_spike(of, 0) == Approx(0.25 * 1.8).margin(0.015));
    });
}

TEST_CASE("astrocytes: zones that overlap are sensed by several units and gated by the last") {
    network net;
    net.populations.resize(1);
    net.populations[0].name = "sheet";
    net.populations[0].size = 7 * 8;
    net.populations[0].lif.emplace();
    net.populations[0].grid.emplace().columns = 7;
    astrocyte_field& a = net.astrocytes.emplace_back();
    a.name = "glia";
    a.senses = "sheet";
    a.calcium.emplace();
    a.zone = zone_config{4, 3};
    check(net);
    const zones places(net, a);
    REQUIRE(places.units() == 4);  // columns 0 to 3, 3 to 6; rows the same, and one left over
    const auto sensing = [&places](std::uint32_t x, std::uint32_t y) {
        const auto s = places.sensing(7 * y + x);
        return std::vector<std::uint32_t>(s.begin(), s.end());
    };
    CHECK(sensing(0, 0) == std::vector<std::uint32_t>{0});
    CHECK(sensing(3, 0) == std::vector<std::uint32_t>{0, 1});
    CHECK(sensing(3, 3) == std::vector<std::uint32_t>{0, 1, 2, 3});
    CHECK(sensing(6, 6) == std::vector<std::uint32_t>{3});
    CHECK(sensing(2, 7).empty());
    CHECK(places.region_of(7 * 3 + 3) == 3U);
    CHECK_FALSE(places.region_of(7 * 7).has_value());
    // 79 by 79 with 4 by 4 at stride 3: 26 by 26.
    net.populations[0].size = 79 * 79;
    net.populations[0].grid->columns = 79;
    CHECK(unit_count(net, net.astrocytes[0]) == 26 * 26);
}

TEST_CASE("closed loop: currents add up, end when they should and reach their neurons alone") {
    network net = two_pairs();
    net.populations[1].lif->tau_m_s = 1e-3;
    net.stimuli.push_back({"cells", 2e-3, 4e-3, 1});
    const double rises = 1 - std::exp(-1.0);
    in_both(net, [rises](network_simulation& of) {
        of.stimulate({.population = 1, .first = 1, .count = 1, .current = 2, .ticks = 3});
        of.stimulate({.population = 1, .first = 0, .count = 2, .current = -0.5, .ticks = 1});
        std::vector<double> v{0, 0};
        const double currents[2][6] = {{-0.5, 0, 1, 1, 0, 0}, {1.5, 2, 3, 1, 0, 0}};
        for (int tick = 0; tick < 6; ++tick) {
            of.run(1);
            for (std::size_t j = 0; j < 2; ++j) {
                v[j] += (currents[j][tick] - v[j]) * rises;
                CHECK(now(of)[j] == Approx(v[j]).epsilon(1e-4).margin(1e-6));
            }
        }
    });
}

TEST_CASE("closed loop: an injected spike comes in the next tick, and once") {
    network net = two_pairs();
    net.populations[0].spikes->spikes = {{1, 1}};
    in_both(net, [](network_simulation& of) {
        of.run(1);
        of.inject(0, 1);
        of.inject(0, 0);
        of.inject(0, 0);
        of.run(3);
        CHECK(of.recorded(2).spikes == std::vector<spike_event>{{0, 1}, {1, 1}});
        CHECK(now(of)[0] == Approx(0.25).epsilon(3e-3));
    });
}

TEST_CASE("closed loop: what cannot be done is refused") {
    const network net = two_pairs();
    const auto refused = [&net](const drive& act) {
        int caught = 0;
        in_both(net, [&](network_simulation& of) {
            try {
                act(of);
            } catch (const input_error&) {
                ++caught;
            }
        });
        return caught == 2;
    };
    CHECK(refused([](auto& of) { of.inject(1, 0); }));
    CHECK(refused([](auto& of) { of.inject(0, 2); }));
    CHECK(refused([](auto& of) { of.inject(2, 0); }));
    CHECK(refused([](auto& of) { of.stimulate({0, 0, 1, 1, 1}); }));
    CHECK(refused([](auto& of) { of.stimulate({1, 1, 2, 1, 1}); }));
    CHECK(refused([](auto& of) { of.stimulate({1, 0, 0, 1, 1}); }));
    CHECK(refused([](auto& of) { of.stimulate({1, 0, 1, 1, 0}); }));
    CHECK(refused([](auto& of) { of.stimulate({1, 0, 1, std::nan(""), 1}); }));
    CHECK(refused([](auto& of) { of.stimulate({2, 0, 1, 1, 1}); }));
    CHECK(refused([](auto& of) { of.manipulate(1, {}); }));
    CHECK(refused([](auto& of) { of.manipulate(0, {.least_gate = -1}); }));
    CHECK(refused([](auto& of) { of.manipulate(0, {.least_gate = 16}); }));
    CHECK_FALSE(refused([](auto& of) { of.manipulate(0, {.least_gate = 15}); }));
}

TEST_CASE("astrocytes: effects, zones and manipulations that do not fit are named") {
    const auto path_of = [](const std::function<void(network&)>& change) -> std::string {
        network net = two_pairs();
        net.astrocytes[0].effects = {effect_of(effect_kind::gain, 1),
                                     effect_of(effect_kind::current, 1)};
        change(net);
        try {
            check(net);
        } catch (const input_error& e) {
            return e.data.path;
        }
        return "accepted";
    };
    const auto effect = [&path_of](std::size_t index,
                                   const std::function<void(astrocyte_effect&)>& change) {
        return path_of([&](network& n) { change(n.astrocytes[0].effects[index]); });
    };
    const auto done = [&path_of](const manipulation& m) {
        return path_of([&m](network& n) { n.astrocytes[0].manipulations = {m}; });
    };
    CHECK(path_of([](network&) {}) == "accepted");
    CHECK(path_of([](network& n) { n.astrocytes[0].calcium.reset(); }) == "astrocytes[0]");
    const std::string first = "astrocytes[0].effects[0].";
    const std::string second = "astrocytes[0].effects[1].";
    CHECK(effect(0, [](auto& e) { e.strength = -1.1; }) == first + "strength");
    CHECK(effect(0, [](auto& e) { e.strength = 16; }) == first + "strength");
    CHECK(effect(0, [](auto& e) { e.of = "cells"; }) == first + "of");
    CHECK(effect(0, [](auto& e) { e.projections.clear(); }) == first + "projections");
    CHECK(effect(1, [](auto& e) { e.projections = {"p"}; }) == second + "projections");
    CHECK(effect(1, [](auto& e) { e.by = gated_side::source; }) == second + "by");
    CHECK(effect(1, [](auto& e) { e.of = ""; }) == second + "of");
    CHECK(effect(1, [](auto& e) { e.of = "cell"; }) == second + "of");
    CHECK(path_of([](network& n) {
              n.populations[1].lif.reset();
              n.populations[1].izhikevich.emplace();
              n.astrocytes[0].effects[1].kind = effect_kind::threshold;
          }) == second + "of");
    const std::string manipulated = "astrocytes[0].manipulations[0].";
    CHECK(done({manipulation_kind::inhibit, 0, 1e-3, 2e-3}) == "accepted");
    CHECK(done({manipulation_kind::inhibit, 0, 2e-3, 2e-3}) == manipulated + "to_s");
    CHECK(done({manipulation_kind::inhibit, 1, 0, 1}) == manipulated + "gate");
    CHECK(done({manipulation_kind::activate, 0, 0, 1}) == manipulated + "gate");
    CHECK(path_of([](network& n) {
              n.astrocytes[0].zone = zone_config{1, 1};
          }) == "astrocytes[0].zone");
    CHECK(path_of([](network& n) {
              n.astrocytes[0].zone = zone_config{2, 1};
              n.populations[0].grid.emplace().columns = 2;
          }) == "astrocytes[0].zone.side");
    CHECK(path_of([](network& n) {
              n.astrocytes[0].zone = zone_config{1, 1};
              n.populations[0].grid.emplace().columns = 2;
              n.astrocytes[0].neurons_per_unit = 2;
          }) == "astrocytes[0].neurons_per_unit");
}
