#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

// Units of the model ullah in a network.
using namespace memglia;

namespace {

constexpr double tick_s = 1e-4;

// Zones of 4 by 4 at stride 3 over inputs of which a volley in tick 0 counts in tick 1 alone.
network zones_over(std::uint32_t across) {
    network net;
    net.tick_s = tick_s;
    population& in = net.populations.emplace_back();
    in.name = "in";
    in.size = 4 * (3 * across + 1);
    in.grid.emplace().columns = 3 * across + 1;
    in.spikes.emplace();
    for (std::uint32_t j = 0; j < in.size; ++j) {
        if (j % in.grid->columns < 3) in.spikes->spikes.push_back({j, 0});
    }
    astrocyte_field& a = net.astrocytes.emplace_back();
    a.name = "glia";
    a.senses = "in";
    a.zone = zone_config{4, 3};
    a.ullah.emplace().active_um = 0.0599;
    net.probes.push_back({"calcium", probe_kind::calcium, "glia", 1});
    return net;
}

struct transient {
    double starts_s = 0;
    double peak_um = 0;
    double peak_s = 0;
    double ends_s = 0;
};

transient transient_of(const recording& r, std::size_t unit) {
    transient t;
    for (std::size_t k = 0; k < r.after_ticks.size(); ++k) {
        const double now_s = static_cast<double>(r.after_ticks[k]) * tick_s;
        const double calcium = r.values[k * r.width + unit];
        if (calcium > 0.15 && t.starts_s == 0) t.starts_s = now_s;
        if (calcium > 0.15) t.ends_s = now_s;
        if (calcium > t.peak_um) {
            t.peak_um = calcium;
            t.peak_s = now_s;
        }
    }
    return t;
}

}  // namespace

TEST_CASE("ullah: a zone that was active has the transients of the published equations") {
    struct row {
        double drive_s, starts_s, peak_um, peak_s, ends_s;
    };
    for (const row& is :
         {row{0.060, 0.691, 0.5685, 2.21, 4.354}, row{0.120, 0.411, 0.6679, 1.67, 4.161},
          row{0.300, 0.320, 0.7837, 1.40, 4.465}}) {
        network net = zones_over(1);
        net.astrocytes[0].ullah->drive_s = is.drive_s;
        network_engine engine(net);
        engine.run(60'000);
        const transient t = transient_of(engine.recorded(0), 0);
        CHECK(t.starts_s == Approx(is.starts_s).margin(2e-3));
        CHECK(t.peak_um == Approx(is.peak_um).margin(2e-4));
        CHECK(t.peak_s == Approx(is.peak_s).margin(0.01));
        CHECK(t.ends_s == Approx(is.ends_s).margin(3e-3));
    }
}

TEST_CASE("ullah: fewer active neurons than it takes, or a knock-out, leave a zone quiet") {
    network few = zones_over(1);
    few.astrocytes[0].ullah->active_neurons = 13;
    network out = zones_over(1);
    out.astrocytes[0].manipulations = {{manipulation_kind::knock_out, 0, 0, 1e9}};
    for (const network& net : {few, out}) {
        network_engine engine(net);
        engine.run(20'000);
        const auto calcium = engine.recorded(0).values;
        CHECK(*std::max_element(calcium.begin(), calcium.end()) < 0.085);
        CHECK(*std::min_element(calcium.begin(), calcium.end()) > 0.06);
    }
}

TEST_CASE("ullah: gap junctions bring a zone's transient to its neighbours") {
    network net = zones_over(3);
    network_engine alone(net);
    net.astrocytes[0].coupling = coupling_config{coupling_graph::grid, 0, 3, "", {}};
    network_engine coupled(net);
    alone.run(40'000);
    coupled.run(40'000);
    const recording a = alone.recorded(0);
    const recording c = coupled.recorded(0);
    REQUIRE(c.width == 3);
    // The first zone is driven. Coupled it gives; the others take, the nearer one more.
    const auto after_3_s = [](const recording& r, std::size_t unit) {
        return r.values[30'000 * r.width + unit];
    };
    CHECK(transient_of(c, 0).peak_um < transient_of(a, 0).peak_um);
    CHECK(after_3_s(a, 1) == after_3_s(a, 2));
    CHECK(after_3_s(c, 1) > after_3_s(c, 2));
    CHECK(after_3_s(c, 2) > after_3_s(a, 2));
    CHECK(after_3_s(c, 1) > 1.03 * after_3_s(a, 1));
}

TEST_CASE("ullah: calcium and spikes together open the gate, for as long as it says") {
    network net = zones_over(1);
    population& cells = net.populations.emplace_back();
    cells.name = "cells";
    cells.size = net.populations[0].size;
    cells.lif.emplace().threshold = 100;
    astrocyte_effect& e = net.astrocytes[0].effects.emplace_back();
    e.kind = effect_kind::current;
    e.of = "cells";
    e.strength = 1;
    net.probes.push_back({"v", probe_kind::membrane, "cells", 1});
    // Six spikes within 10 ms at 0.3 s, before calcium, and at 2 s; five at 3 s.
    auto& spikes = net.populations[0].spikes->spikes;
    for (std::uint32_t k = 0; k < 6; ++k) spikes.push_back({k, 3'000 + 15 * k});
    for (std::uint32_t k = 0; k < 6; ++k) spikes.push_back({k, 20'000 + 15 * k});
    for (std::uint32_t k = 0; k < 5; ++k) spikes.push_back({k, 30'000 + 15 * k});
    network_engine engine(net);
    engine.run(40'000);
    const recording v = engine.recorded(1);
    std::vector<std::uint64_t> driven;
    for (std::size_t k = 1; k < v.after_ticks.size(); ++k) {
        if (v.values[k * v.width] > v.values[(k - 1) * v.width]) driven.push_back(k);
    }
    // The sixth comes in tick 20075 and is heeded in the next; the current flows in the one after.
    // The window holds all six while the first is less than 100 ticks old: up to tick 20100.
    REQUIRE_FALSE(driven.empty());
    CHECK(driven.front() == 20'077);
    CHECK(driven.back() == 20'100 + 2'500);
    CHECK(driven.size() == driven.back() - driven.front() + 1);
}

TEST_CASE("ullah: what does not fit is named") {
    const auto path_of = [](auto change) -> std::string {
        network net = zones_over(2);
        change(net);
        try {
            check(net);
        } catch (const input_error& e) {
            return e.data.path;
        }
        return "accepted";
    };
    CHECK(path_of([](auto&) {}) == "accepted");
    CHECK(path_of([](auto& n) { n.tick_s = 3e-3; }) == "tick_s");
    const coupling_config ring{coupling_graph::ring, 0, 0, "", {}};
    CHECK(path_of([&ring](auto& n) { n.astrocytes[0].coupling = ring; }) == "accepted");
    CHECK(path_of([&ring](auto& n) {
              n.astrocytes[0].coupling = ring;
              n.astrocytes[0].coupling->conductance = 0.1;
          }) == "astrocytes[0].coupling.conductance");
    // 100 Hz times 2 ms times an edge is 0.2; times the two of a middle zone 0.4.
    CHECK(path_of([&ring](auto& n) {
              n.tick_s = 2e-3;
              n.astrocytes[0].coupling = ring;
              n.astrocytes[0].ullah->ip3_flow_hz = 100;
          }) == "accepted");
    network star = zones_over(4);
    star.tick_s = 2e-3;
    star.astrocytes[0].ullah->ip3_flow_hz = 100;
    star.astrocytes[0].coupling =
        coupling_config{coupling_graph::list, 0, 0, "", {{0, 1}, {0, 2}, {0, 3}}};
    try {
        check(star);
        FAIL("accepted");
    } catch (const input_error& e) {
        CHECK(e.data.path == "astrocytes[0].ullah");
    }
    try {
        fixed_engine refused(zones_over(1), {});
        FAIL("accepted");
    } catch (const input_error& e) {
        CHECK(e.data.path == "astrocytes[0].ullah");
    }
}
