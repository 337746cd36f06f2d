#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"
#include "snan/ullah_astrocyte.hpp"

// Units of the model ullah_transient in a network.
using namespace memglia;

namespace {

constexpr double tick_s = 1e-3;

// Two units over two inputs each; the gate is the current into cells of a very long memory.
network two_units() {
    network net;
    net.tick_s = tick_s;
    net.populations.resize(2);
    net.populations[0].name = "in";
    net.populations[0].size = 4;
    net.populations[0].spikes.emplace();
    net.populations[1].name = "cells";
    net.populations[1].size = 4;
    lif_config& lif = net.populations[1].lif.emplace();
    lif.tau_m_s = 1e3;
    lif.threshold = 1e3;
    astrocyte_field& a = net.astrocytes.emplace_back();
    a.name = "glia";
    a.senses = "in";
    a.neurons_per_unit = 2;
    a.ullah_transient.emplace().sample_s = 10e-3;
    net.probes = {{"calcium", probe_kind::calcium, "glia", 1}};
    return net;
}

// A spike of an input in each of some ticks.
recording run(network_simulation& of, std::uint64_t ticks, std::uint32_t input,
              const std::vector<std::uint64_t>& spikes) {
    for (std::uint64_t tick = 0; tick < ticks; ++tick) {
        if (std::count(spikes.begin(), spikes.end(), tick) > 0) of.inject(0, input);
        of.run(1);
    }
    return of.recorded(0);
}

template <class Check>
void in_both(const network& net, const Check& check_it) {
    network_engine exact(net);
    check_it(exact);
    fixed_engine fixed(net, {.weight_levels = 255, .state_bits = 28});
    check_it(fixed);
}

// When calcium of a unit is above so much, first and last, in ticks.
std::pair<std::uint64_t, std::uint64_t> above(const recording& r, std::size_t unit, double um) {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    for (std::size_t k = 0; k < r.after_ticks.size(); ++k) {
        if (r.values[k * r.width + unit] <= um) continue;
        if (first == 0) first = k;
        last = k;
    }
    return {first, last};
}

}  // namespace

TEST_CASE("ullah transient: a spike starts the published shape, in its own unit, once") {
    network net = two_units();
    const auto shape = ullah_transient(10e-3, 0.01);
    in_both(net, [&](network_simulation& of) {
        // The second and the third spike find it under way.
        const recording r = run(of, 30'000, 2, {5, 6, 1'000});
        REQUIRE(r.width == 2);
        for (std::size_t k = 0; k < r.after_ticks.size(); ++k) {
            CHECK(r.values[k * 2] == Approx(shape.back()).margin(1e-6));
            const std::size_t sample =
                k < 6 ? shape.size() - 1 : std::min((k - 6) / 10, shape.size() - 1);
            CHECK(r.values[k * 2 + 1] == Approx(shape[sample]).margin(1e-6));
        }
        CHECK(shape.size() * 10 < 30'000);
    });
}

TEST_CASE("ullah transient: the shape is that of the equations in fine steps from rest") {
    for (const double drive_s : {0.060, 0.120, 0.300}) {
        network net = two_units();
        net.astrocytes[0].ullah_transient->drive_s = drive_s;
        net.astrocytes[0].ullah_transient->tolerance_um = 1e-3;
        in_both(net, [&](network_simulation& of) {
            const recording r = run(of, 5'000, 0, {0});
            constexpr double fine_s = 1e-4;
            ullah_state state = ullah_rest();
            for (int step = 0; step < 49'000; ++step) {
                // A sample begins in tick 1 and every 10 ms from there.
                if (step % 100 == 0) {
                    CHECK(r.values[(1 + static_cast<std::size_t>(step) / 10) * 2] ==
                          Approx(state.calcium_um).margin(2e-5));
                }
                const bool is_driven = (step + 0.5) * fine_s < drive_s;
                state = ullah_step(state, is_driven ? ullah_glutamate_um_per_s : 0, fine_s);
            }
        });
    }
}

TEST_CASE("ullah transient: strong counts spikes in a while, and after one another may start") {
    network net = two_units();
    ullah_transient_config& c = *net.astrocytes[0].ullah_transient;
    c.drive_s = 0.3;
    c.strong = 2.5;  // three spikes within a few ticks of 24 ms
    in_both(net, [](network_simulation& of) {
        const recording r =
            run(of, 20'000, 0, {100, 600, 1'000, 1'002, 1'004, 15'000, 15'001, 15'002});
        const auto [first, last] = above(r, 0, 0.3);
        CHECK(first > 1'005);
        CHECK(first < 2'500);
        CHECK(last > 15'002);
        // In between it came to rest.
        CHECK(r.values[14'900 * 2] == Approx(ullah_rest().calcium_um).margin(0.011));
    });
}

TEST_CASE("ullah transient: a knock-out ends it, and what comes meanwhile starts none") {
    network net = two_units();
    net.astrocytes[0].ullah_transient->drive_s = 0.3;
    net.astrocytes[0].manipulations = {{manipulation_kind::knock_out, 0, 2, 3}};
    in_both(net, [](network_simulation& of) {
        const recording r = run(of, 8'000, 0, {0, 2'500});
        CHECK(r.values[1'999 * 2] > 0.4);
        for (std::size_t k = 2'000; k < 8'000; ++k) {
            CHECK(r.values[k * 2] == Approx(ullah_rest().calcium_um).margin(1e-6));
        }
    });
}

TEST_CASE("ullah transient: the gate is open by its calcium") {
    network net = two_units();
    ullah_transient_config& c = *net.astrocytes[0].ullah_transient;
    c.drive_s = 0.3;
    c.shape = gate_shape::linear;
    c.theta_um = 0.15;
    c.slope_um = 0.1;
    astrocyte_effect& e = net.astrocytes[0].effects.emplace_back();
    e.kind = effect_kind::current;
    e.of = "cells";
    e.strength = 1e3;
    net.probes.push_back({"v", probe_kind::membrane, "cells", 1});
    in_both(net, [](network_simulation& of) {
        const recording r = run(of, 8'000, 0, {0});
        const recording v = of.recorded(1);
        const auto [first, last] = above(r, 0, 0.15);
        const auto [full, full_to] = above(r, 0, 0.25);
        const auto moves = [&](std::size_t tick) {
            return v.values[(tick + 1) * 4] > v.values[tick * 4];
        };
        REQUIRE(first > 100);
        CHECK_FALSE(moves(first - 20));
        CHECK(moves(full + 20));
        CHECK(moves(full_to - 20));
        CHECK(last < 7'000);
        CHECK(v.values[7'999 * 4 + 2] == 0);
    });
}

TEST_CASE("ullah transient: what cannot be is named") {
    const auto path_of = [](auto change) -> std::string {
        network net = two_units();
        change(net.astrocytes[0]);
        try {
            check(net);
        } catch (const input_error& e) {
            return e.data.path;
        }
        return "accepted";
    };
    CHECK(path_of([](auto&) {}) == "accepted");
    CHECK(path_of([](auto& a) { a.ullah_transient->tolerance_um = 0.9; }) ==
          "astrocytes[0].ullah_transient.tolerance_um");
    CHECK(path_of([](auto& a) { a.ullah_transient->sample_s = 1e-3; }) ==
          "astrocytes[0].ullah_transient.sample_s");
    CHECK(path_of([](auto& a) {
              a.coupling = coupling_config{coupling_graph::ring, 0.1, 0, "", {}};
          }) == "astrocytes[0].coupling");
}
