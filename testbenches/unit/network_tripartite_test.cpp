#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

// Levels that move where astrocytes permit it, and what they are scaled by.
using namespace memglia;

namespace {

constexpr double tick_s = 1e-3;

/// Inputs that spike in these ticks, a cell each, held by a table; levels of 15, the first 5.
network clamped_cells(const std::vector<std::vector<std::uint64_t>>& inputs,
                      const std::vector<std::vector<std::uint64_t>>& cells,
                      std::uint32_t delay_ticks) {
    network net;
    net.tick_s = tick_s;
    net.populations.resize(2);
    net.populations[0].name = "in";
    net.populations[0].size = static_cast<std::uint32_t>(inputs.size());
    net.populations[0].spikes.emplace();
    for (std::uint32_t i = 0; i < inputs.size(); ++i) {
        for (const std::uint64_t k : inputs[i]) {
            net.populations[0].spikes->spikes.push_back({i, k});
        }
    }
    net.populations[1].name = "cells";
    net.populations[1].size = static_cast<std::uint32_t>(cells.size());
    net.populations[1].lif.emplace();
    clamp_config& clamp = net.populations[1].clamp.emplace();
    clamp.windows = {{0, 10}};
    for (std::uint32_t j = 0; j < cells.size(); ++j) {
        for (const std::uint64_t k : cells[j]) clamp.spikes.push_back({j, k});
    }
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "in";
    p.target = "cells";
    p.weight = 5;
    p.delay_ticks = delay_ticks;
    p.tripartite = tripartite_config{.window_s = 5 * tick_s, .pause_s = 10 * tick_s};
    return net;
}

std::vector<double> weights(const network_simulation& engine) {
    std::vector<double> all;
    engine.for_each_synapse_now(0, [&all](const synapse& s) { all.push_back(s.weight); });
    return all;
}

using row = std::vector<double>;

void on_both(const network& net, const std::function<void(network_simulation&)>& see) {
    network_engine exact(net);
    see(exact);
    fixed_engine integers(net, {.weight_levels = 15, .state_bits = 24});
    see(integers);
}

std::string refused_at(const std::function<void(network&)>& change) {
    network net = clamped_cells({{1}, {2}}, {{3}, {4}}, 0);
    astrocyte_field& a = net.astrocytes.emplace_back();
    a.name = "glia";
    a.senses = "cells";
    a.coincidence.emplace();
    net.projections[0].tripartite->astrocytes = "glia";
    check(net);
    change(net);
    try {
        check(net);
    } catch (const input_error& e) {
        return e.data.path;
    }
    return "";
}

}  // namespace

TEST_CASE("tripartite: up where a spike has come within the window, down elsewhere, then a pause") {
    // Over a delay of two ticks spikes arrive in 12 and 40.
    const network net = clamped_cells({{10}, {38}}, {{12, 14, 21, 22, 45, 58}}, 2);
    on_both(net, [](network_simulation& engine) {
        const auto after = [&engine](std::uint64_t tick) {
            engine.run(tick + 1 - engine.ticks());
            return weights(engine);
        };
        CHECK(after(11) == row{5, 5});
        CHECK(after(12) == row{6, 4});  // an arrival of the tick counts
        CHECK(after(21) == row{6, 4});
        CHECK(after(22) == row{5, 3});  // ten ticks later; none in the last five
        CHECK(after(45) == row{4, 4});  // five ticks ago
        CHECK(after(58) == row{3, 3});
    });
}

TEST_CASE("tripartite: levels stay within their ends and stay at all from until_s on") {
    std::vector<std::uint64_t> often;
    for (std::uint64_t k = 0; k < 200; k += 10) often.push_back(k);
    network net = clamped_cells({often, {}}, {often}, 0);
    on_both(net, [](network_simulation& engine) {
        engine.run(200);
        CHECK(weights(engine) == row{15, 0});
    });
    net.projections[0].tripartite->until_s = 30 * tick_s;
    net.projections[0].tripartite->step = 2;
    on_both(net, [](network_simulation& engine) {
        engine.run(200);
        CHECK(weights(engine) == row{11, 0});  // in ticks 0, 10 and 20, and not in 30
    });
}

TEST_CASE("tripartite: an astrocyte permits it while its trace is strong and its calcium raised") {
    std::vector<std::uint64_t> always;
    for (std::uint64_t k = 0; k < 60; ++k) always.push_back(k);
    network net = clamped_cells({always, always}, {always, {20}}, 0);
    net.projections[0].tripartite->pause_s = 0;
    net.projections[0].tripartite->astrocytes = "glia";
    astrocyte_field& a = net.astrocytes.emplace_back();
    a.name = "glia";
    a.senses = "cells";
    a.coincidence.emplace();
    a.coincidence->trace_tau_s = 1e3;
    a.coincidence->strong = 2.5;
    a.coincidence->latency_s = 5 * tick_s;
    a.coincidence->refractory_s = 100 * tick_s;
    on_both(net, [](network_simulation& engine) {
        // The trace before a tick's spikes is 3 in tick 3; calcium rises in tick 8.
        engine.run(8);
        CHECK(weights(engine) == row{5, 5, 5, 5});
        engine.run(1);
        CHECK(weights(engine) == row{6, 5, 6, 5});
        engine.manipulate(0, {.knock_out = false, .inhibit = true, .least_gate = 0});
        engine.run(3);
        CHECK(weights(engine) == row{6, 5, 6, 5});
        engine.manipulate(0, {});
        engine.run(2);
        CHECK(weights(engine) == row{8, 5, 8, 5});
        engine.manipulate(0, {.knock_out = true, .inhibit = false, .least_gate = 0});
        engine.run(10);
        CHECK(weights(engine) == row{8, 5, 8, 5});
    });
}

TEST_CASE("tripartite: a weight delivers what is its part of all onto the target") {
    network net = clamped_cells({{1}, {3}, {5}}, {{4}}, 0);
    net.populations[1].clamp.reset();
    lif_config& lif = *net.populations[1].lif;
    lif.tau_m_s = 1e3;
    lif.threshold = 8;
    lif.reset = lif_reset::none;
    lif.v_initial = 0;
    net.projections[0].tripartite->synaptic_scaling =
        synaptic_scaling_config{.total = 9, .floor = 4};
    net.probes = {{.name = "v", .record = probe_kind::membrane, .of = "cells", .every_ticks = 1}};
    on_both(net, [](network_simulation& engine) {
        engine.run(8);
        const std::vector<double> v = engine.recorded(0).values;
        // Each of three equal synapses has a third.
        CHECK(v[1] - v[0] == Approx(3).epsilon(0.03));
        CHECK(v[3] - v[2] == Approx(3).epsilon(0.03));
        CHECK(v[5] - v[4] == Approx(3).epsilon(0.03));
        // It spikes in tick 6, after all three.
        CHECK(weights(engine) == row{6, 6, 6});
    });
    net.projections[0].weight = 1;
    on_both(net, [](network_simulation& engine) {
        engine.run(2);
        const std::vector<double> v = engine.recorded(0).values;
        CHECK(v[1] - v[0] == Approx(9.0 / 4).epsilon(0.03));  // the floor
    });
}

TEST_CASE("tripartite: entries of the table are those of the middle of their sums") {
    network net = clamped_cells(std::vector<std::vector<std::uint64_t>>(20), {{1}}, 0);
    net.projections[0].tripartite->synaptic_scaling =
        synaptic_scaling_config{.total = 30, .floor = 20};
    const fixed_network fixed = quantise(net, {.weight_levels = 15, .state_bits = 24});
    const fixed_scaling& scaling = *fixed.projections[0].tripartite->scaling;
    CHECK(fixed.projections[0].weight_unit == 1);
    CHECK(scaling.shift == 3);  // 300 has nine bits
    REQUIRE(scaling.unit.size() == 300 / 8 + 1);
    const double one = 1 / fixed.populations[1]->input_unit;
    CHECK(scaling.of(0) == Approx(1.5 * one).margin(0.5));
    CHECK(scaling.of(23) == scaling.of(16));
    CHECK(scaling.of(16) == Approx(30 / 20.0 * one).margin(0.5));
    CHECK(scaling.of(299) == Approx(30 / 299.5 * one).margin(0.5));
}

TEST_CASE("tripartite: what does not fit is refused with its place") {
    const std::string path = "projections[0].tripartite";
    CHECK(refused_at([](network& n) { n.projections[0].stdp.emplace().w_max = 15; }) == path);
    CHECK(refused_at([](network& n) { n.projections[0].tripartite->step = 16; }) == path + ".step");
    CHECK(refused_at([](network& n) { n.projections[0].tripartite->until_s = 0; }) ==
          path + ".until_s");
    CHECK(refused_at([](network& n) { n.projections[0].tripartite->astrocytes = "gila"; }) ==
          path + ".astrocytes");
    CHECK(refused_at([](network& n) {
              n.astrocytes[0].coincidence.reset();
              n.astrocytes[0].calcium.emplace();
          }) == path + ".astrocytes");
    CHECK(refused_at([](network& n) {
              n.populations[0].size = 3;
              n.astrocytes[0].senses = "in";
          }) == path + ".astrocytes");
    CHECK(refused_at([](network& n) { n.projections[0].weight = 16; }) == "projections[0].weight");
    network coarse = clamped_cells({{1}}, {{2}}, 0);
    coarse.projections[0].tripartite->step = 0.4;
    CHECK_THROWS_AS(quantise(coarse, {.weight_levels = 15, .state_bits = 24}), input_error);
    coarse.projections[0].tripartite->step = 1;
    coarse.projections[0].tripartite->synaptic_scaling =
        synaptic_scaling_config{.total = 1e-9, .floor = 1};
    CHECK_THROWS_AS(quantise(coarse, {.weight_levels = 15, .state_bits = 24}), input_error);
}
