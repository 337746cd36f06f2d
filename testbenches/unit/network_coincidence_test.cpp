#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

// Units that a strong drive marks with calcium, and that a weak one then opens.
using namespace memglia;

namespace {

// Nine inputs, a unit over them; its gate multiplies by 8 what input 9 brings.
network zone() {
    network net;
    net.tick_s = 1e-3;
    net.populations.resize(3);
    net.populations[0].name = "pixels";
    net.populations[0].size = 9;
    net.populations[0].spikes.emplace();
    net.populations[1].name = "cells";
    net.populations[1].size = 9;
    lif_config& lif = net.populations[1].lif.emplace();
    lif.tau_m_s = 1e3;
    lif.threshold = 1e4;
    net.populations[2].name = "clock";
    net.populations[2].spikes.emplace();
    for (std::uint64_t k = 0; k < 6'000; ++k) net.populations[2].spikes->spikes.push_back({0, k});
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "clock";
    p.target = "cells";
    p.weight = 1;
    p.delay_ticks = 0;
    astrocyte_field& a = net.astrocytes.emplace_back();
    a.name = "glia";
    a.senses = "pixels";
    a.neurons_per_unit = 9;
    a.coincidence.emplace();
    astrocyte_effect& e = a.effects.emplace_back();
    e.projections = {"p"};
    e.strength = 7;
    net.probes = {{"v", probe_kind::membrane, "cells", 1},
                  {"calcium", probe_kind::calcium, "glia", 1}};
    return net;
}

struct course {
    std::vector<bool> open;
    std::vector<double> calcium;
};

// All nine pixels spike in every n-th tick of the given windows, one of them otherwise.
course run(network_simulation& of, std::uint64_t ticks, std::uint64_t every,
           const std::vector<std::pair<std::uint64_t, std::uint64_t>>& windows) {
    for (std::uint64_t tick = 0; tick < ticks; ++tick) {
        for (const auto& [from, to] : windows) {
            if (tick < from || tick >= to || (tick - from) % every != 0) continue;
            for (std::uint32_t j = 0; j < 9; ++j) of.inject(0, j);
        }
        of.run(1);
    }
    const recording v = of.recorded(0);
    const recording calcium = of.recorded(1);
    course c;
    c.calcium = calcium.values;
    for (std::size_t tick = 0; tick < ticks; ++tick) {
        const double before = tick == 0 ? 0 : v.values[(tick - 1) * 9];
        c.open.push_back(v.values[tick * 9] - before > 4);
    }
    return c;
}

std::vector<std::uint64_t> openings(const course& c) {
    std::vector<std::uint64_t> all;
    for (std::uint64_t k = 0; k < c.open.size(); ++k) {
        if (c.open[k] && (k == 0 || !c.open[k - 1])) all.push_back(k);
    }
    return all;
}

template <class Check>
void in_both(const network& net, const Check& check_it) {
    network_engine exact(net);
    check_it(exact);
    fixed_engine fixed(net, {.weight_levels = 255, .state_bits = 30});
    check_it(fixed);
}

}  // namespace

TEST_CASE("coincidence: a strong drive raises calcium after its latency, then a weak one opens") {
    in_both(zone(), [](network_simulation& of) {
        // 9 spikes every 8 ms: the trace is between 22 and 32. A cue of one volley has 9.
        const course c =
            run(of, 2'400, 8, {{0, 80}, {1'000, 1'001}, {1'200, 1'201}, {1'400, 1'401}});
        // Two volleys, in ticks 0 and 8, leave 15.4; the third, in tick 16, 20.
        constexpr std::uint64_t strong = 17;
        for (std::uint64_t k = 0; k < strong + 250; ++k) CHECK(c.calcium[k] == 0);
        CHECK(c.calcium[strong + 250] == Approx(1).epsilon(1e-5));
        CHECK(c.calcium[strong + 250 + 500] == Approx(std::exp(-0.125)).epsilon(1e-3));
        // Once opened by the cue of tick 1000 for 100 ms it pauses 300 ms: not by that of 1200.
        CHECK(openings(c) == std::vector<std::uint64_t>{1'001, 1'401});
        for (std::uint64_t k = 1'001; k < 1'101; ++k) CHECK(c.open[k]);
        CHECK_FALSE(c.open[1'101]);
    });
}

TEST_CASE("coincidence: a long drive raises calcium once a refractory time, up to the cap") {
    network net = zone();
    net.astrocytes[0].coincidence->cap = 2.5;
    net.astrocytes[0].coincidence->tau_s = 1e6;
    in_both(net, [](network_simulation& of) {
        const course c = run(of, 1'500, 8, {{0, 1'500}});
        std::vector<std::uint64_t> rises;
        for (std::uint64_t k = 1; k < c.calcium.size(); ++k) {
            if (c.calcium[k] > c.calcium[k - 1] + 0.1) rises.push_back(k);
        }
        CHECK(rises == std::vector<std::uint64_t>{267, 567, 867});
        CHECK(c.calcium.back() == Approx(2.5).epsilon(1e-4));
    });
}

TEST_CASE("coincidence: without calcium nothing opens, and what was on its way is lost") {
    in_both(zone(), [](network_simulation& of) {
        of.run(0);
        network_simulation& net = of;
        course first = run(net, 100, 8, {{0, 80}});
        CHECK(openings(first).empty());
        net.manipulate(0, {.knock_out = true});
        net.run(1);
        net.manipulate(0, {});
        net.run(300);
        CHECK(net.recorded(1).values.back() == 0);
    });
}

TEST_CASE("coincidence: what does not go together is named") {
    const auto path_of = [](auto change) -> std::string {
        network net = zone();
        change(net.astrocytes[0]);
        try {
            check(net);
        } catch (const input_error& e) {
            return e.data.path;
        }
        return "accepted";
    };
    CHECK(path_of([](auto&) {}) == "accepted");
    CHECK(path_of([](auto& a) { a.coincidence->latency_s = 0.31; }) ==
          "astrocytes[0].coincidence.latency_s");
    CHECK(path_of([](auto& a) { a.coincidence->raised = 5; }) ==
          "astrocytes[0].coincidence.raised");
    CHECK(path_of([](auto& a) { a.calcium.emplace(); }) == "astrocytes[0]");
    CHECK(path_of([](auto& a) {
              a.neurons_per_unit = 3;
              a.coupling = coupling_config{coupling_graph::ring, 0.1, 0, "", {}};
          }) == "astrocytes[0].coupling");
}
