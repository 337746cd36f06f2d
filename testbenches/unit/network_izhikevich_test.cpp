#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "snan/reference/network_engine.hpp"

using namespace memglia;

namespace {

izhikevich_config cell_of(double a, double b, double c, double d) {
    izhikevich_config cell;
    cell.a = a;
    cell.b = b;
    cell.c = c;
    cell.d = d;
    return cell;
}

// The parameters of the paper's figure 2.
const izhikevich_config regular_spiking = cell_of(0.02, 0.2, -65, 8);
const izhikevich_config fast_spiking = cell_of(0.1, 0.2, -65, 2);
const izhikevich_config chattering = cell_of(0.02, 0.2, -50, 2);

// One neuron, and one input that spikes in these ticks.
network one_cell(const izhikevich_config& cell, double tick_s,
                 const std::vector<std::uint64_t>& ticks = {}, double weight = 0) {
    network net;
    net.tick_s = tick_s;
    net.populations.resize(2);
    net.populations[0].name = "in";
    net.populations[0].spikes.emplace();
    for (const std::uint64_t t : ticks) net.populations[0].spikes->spikes.push_back({0, t});
    net.populations[1].name = "cell";
    net.populations[1].izhikevich = cell;
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "in";
    p.target = "cell";
    p.weight = weight;
    net.probes = {{.name = "v", .record = probe_kind::membrane, .of = "cell", .every_ticks = 1},
                  {.name = "s", .record = probe_kind::spikes, .of = "cell"}};
    return net;
}

// Spike times of a second under the cell's bias by the engine, in ms.
std::vector<double> engine_times_ms(const izhikevich_config& cell, double tick_s) {
    network_engine engine(one_cell(cell, tick_s));
    engine.run(static_cast<std::uint64_t>(std::round(1 / tick_s)));
    std::vector<double> times;
    for (const spike_event& s : engine.recorded(1).spikes) {
        times.push_back(static_cast<double>(s.tick + 1) * tick_s * 1e3);
    }
    return times;
}

// The same by the classical Runge-Kutta method of fourth order with steps of 1 us.
std::vector<double> precise_times_ms(const izhikevich_config& cell) {
    struct change {
        double v;
        double u;
    };
    const auto slope = [&cell](double v, double u) {
        return change{0.04 * v * v + 5 * v + 140 - u + cell.bias, cell.a * (cell.b * v - u)};
    };
    constexpr double h = 1e-3;
    double v = cell.v_initial;
    double u = cell.b * v;
    std::vector<double> times;
    for (int step = 0; step < 1'000'000; ++step) {
        const change k1 = slope(v, u);
        const change k2 = slope(v + h / 2 * k1.v, u + h / 2 * k1.u);
        const change k3 = slope(v + h / 2 * k2.v, u + h / 2 * k2.u);
        const change k4 = slope(v + h * k3.v, u + h * k3.u);
        v += h / 6 * (k1.v + 2 * k2.v + 2 * k3.v + k4.v);
        u += h / 6 * (k1.u + 2 * k2.u + 2 * k3.u + k4.u);
        if (v < 30) continue;
        v = cell.c;
        u += cell.d;
        times.push_back(h * (step + 1));
    }
    return times;
}

std::vector<double> intervals(const std::vector<double>& times) {
    std::vector<double> all;
    for (std::size_t k = 1; k < times.size(); ++k) all.push_back(times[k] - times[k - 1]);
    return all;
}

}  // namespace

TEST_CASE("izhikevich: firing patterns of a fine Runge-Kutta integration") {
    for (izhikevich_config cell : {regular_spiking, fast_spiking, chattering}) {
        cell.bias = 10;
        INFO("c " << cell.c << ", d " << cell.d);
        const auto expected = intervals(precise_times_ms(cell));
        double error_before = 0;
        for (const double tick_s : {1e-4, 1e-5}) {
            const auto found = intervals(engine_times_ms(cell, tick_s));
            REQUIRE(found.size() > 20);
            const std::size_t common = std::min(found.size(), expected.size());
            // Fast spiking is furthest: 6 % at 0.1 ms.
            const double within = tick_s == 1e-4 ? 0.07 : 0.007;
            CHECK(static_cast<double>(found.size()) ==
                  Approx(static_cast<double>(expected.size())).epsilon(within).margin(1));
            double error = 0;
            double whole = 0;
            for (std::size_t k = 0; k < common / 2; ++k) {
                error += std::abs(found[k] - expected[k]);
                whole += expected[k];
            }
            CHECK(error / whole < within);
            // First order in the tick.
            if (error_before > 0) CHECK(error < error_before / 4);
            error_before = error;
        }
    }
}

TEST_CASE("izhikevich: regular spiking adapts, fast spiking does not, chattering bursts") {
    const auto pattern = [](izhikevich_config cell) {
        cell.bias = 10;
        return intervals(engine_times_ms(cell, 1e-4));
    };
    const auto regular = pattern(regular_spiking);
    const auto fast = pattern(fast_spiking);
    const auto bursts = pattern(chattering);
    CHECK(regular.back() > 1.7 * regular.front());
    CHECK(fast.size() > 2 * regular.size());
    CHECK(fast.back() < 1.05 * fast[20]);
    const auto [shortest, longest] = std::minmax_element(bursts.begin(), bursts.end());
    CHECK(*longest > 5 * *shortest);
}

TEST_CASE("izhikevich: a tick of 1 ms is the paper's program, by hand") {
    network_engine engine(one_cell(regular_spiking, 1e-3, {0}, 20));
    engine.run(4);
    const auto v = engine.recorded(0).values;
    double by_hand = -65;
    double u = 0.2 * -65;
    for (std::size_t tick = 0; tick < 4; ++tick) {
        const double input = tick == 2 ? 20 : 0;  // delivered in tick 1, acts in the next alone
        by_hand = by_hand + 0.5 * (0.04 * by_hand * by_hand + 5 * by_hand + 140 - u + input);
        by_hand = by_hand + 0.5 * (0.04 * by_hand * by_hand + 5 * by_hand + 140 - u + input);
        u = u + 0.02 * (0.2 * by_hand - u);
        INFO("tick " << tick);
        CHECK(v[tick] == Approx(by_hand).epsilon(1e-14));
    }
    CHECK(engine.recorded(1).spikes.empty());
}

TEST_CASE("izhikevich: exponential synapses go on, those of one tick do not") {
    izhikevich_config cell = regular_spiking;
    network_engine brief(one_cell(cell, 1e-4, {0}, 40));
    cell.exponential.emplace().tau_s = 5e-3;
    network_engine lasting(one_cell(cell, 1e-4, {0}, 40));
    brief.run(200);
    lasting.run(200);
    CHECK(brief.recorded(0).values[2] == lasting.recorded(0).values[2]);
    CHECK(brief.recorded(1).spikes.empty());
    CHECK(lasting.recorded(1).spikes.size() > 1);
}

TEST_CASE("izhikevich: absurd inputs keep potentials finite") {
    for (const double weight : {1e6, -1e6}) {
        for (const double tick_s : {1e-7, 1e-4, 1e-3}) {
            izhikevich_config cell = chattering;
            cell.b = 10;
            cell.bias = -weight;
            std::vector<std::uint64_t> ticks(2'000);
            for (std::size_t k = 0; k < ticks.size(); ++k) ticks[k] = 3 * k;
            network_engine engine(one_cell(cell, tick_s, ticks, 1e6));
            engine.run(6'000);
            for (const double v : engine.recorded(0).values) REQUIRE(std::isfinite(v));
        }
    }
}

TEST_CASE("izhikevich: ticks that are too coarse are refused, and two models too") {
    network net = one_cell(regular_spiking, 1e-3);
    CHECK_NOTHROW(check(net));
    net.tick_s = 1.01e-3;
    try {
        check(net);
        FAIL("accepted");
    } catch (const input_error& e) {
        CHECK(e.data.path == "populations[1].izhikevich");
        CHECK(e.data.expected == "at most 0.001 s");
    }
    net.tick_s = 1e-3;
    net.populations[1].lif.emplace();
    try {
        check(net);
        FAIL("accepted");
    } catch (const input_error& e) {
        CHECK(e.data.found == "found 2 models");
        CHECK(e.data.expected == "one of " + model_names() + ", spikes and poisson");
    }
}
