#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "snan/reference/network_engine.hpp"

using namespace memglia;

namespace {

adex_config driven(double bias) {
    adex_config cell;  // the parameters of the paper
    cell.bias = bias;
    return cell;
}

// One neuron, and one input that spikes in these ticks.
network one_cell(const adex_config& cell, double tick_s,
                 const std::vector<std::uint64_t>& ticks = {}, double weight = 0) {
    network net;
    net.tick_s = tick_s;
    net.populations.resize(2);
    net.populations[0].name = "in";
    net.populations[0].spikes.emplace();
    for (const std::uint64_t t : ticks) net.populations[0].spikes->spikes.push_back({0, t});
    net.populations[1].name = "cell";
    net.populations[1].adex = cell;
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "in";
    p.target = "cell";
    p.weight = weight;
    net.probes = {{.name = "v", .record = probe_kind::membrane, .of = "cell", .every_ticks = 1},
                  {.name = "s", .record = probe_kind::spikes, .of = "cell"}};
    return net;
}

// Spike times of a second under the cell's bias by the engine, in s.
std::vector<double> engine_times_s(const adex_config& cell, double tick_s) {
    network_engine engine(one_cell(cell, tick_s));
    engine.run(static_cast<std::uint64_t>(std::round(1 / tick_s)));
    std::vector<double> times;
    for (const spike_event& s : engine.recorded(1).spikes) {
        times.push_back(static_cast<double>(s.tick + 1) * tick_s);
    }
    return times;
}

// The same by the classical Runge-Kutta method of fourth order with steps of 1 us.
std::vector<double> precise_times_s(const adex_config& cell) {
    struct change {
        double v;
        double w;
    };
    const auto slope = [&cell](double v, double w) {
        const double spike_current =
            cell.g_leak_siemens * cell.delta_t_v * std::exp((v - cell.v_t_v) / cell.delta_t_v);
        return change{(cell.g_leak_siemens * (cell.e_leak_v - v) + spike_current - w + cell.bias) /
                          cell.c_m_f,
                      (cell.a_siemens * (v - cell.e_leak_v) - w) / cell.tau_w_s};
    };
    constexpr double h = 1e-6;
    double v = cell.v_initial;
    double w = 0;
    std::vector<double> times;
    for (int step = 0; step < 1'000'000; ++step) {
        const change k1 = slope(v, w);
        const change k2 = slope(v + h / 2 * k1.v, w + h / 2 * k1.w);
        const change k3 = slope(v + h / 2 * k2.v, w + h / 2 * k2.w);
        const change k4 = slope(v + h * k3.v, w + h * k3.w);
        v += h / 6 * (k1.v + 2 * k2.v + 2 * k3.v + k4.v);
        w += h / 6 * (k1.w + 2 * k2.w + 2 * k3.w + k4.w);
        if (v < cell.v_cut_v) continue;
        v = cell.v_reset_v;
        w += cell.b_a;
        times.push_back(h * (step + 1));
    }
    return times;
}

std::vector<double> intervals(const std::vector<double>& times) {
    std::vector<double> all;
    for (std::size_t k = 1; k < times.size(); ++k) all.push_back(times[k] - times[k - 1]);
    return all;
}

std::string refused_at(const std::function<void(adex_config&)>& change) {
    network net = one_cell(driven(0), 1e-4);
    change(*net.populations[1].adex);
    try {
        check(net);
    } catch (const input_error& e) {
        return e.data.path;
    }
    return "accepted";
}

}  // namespace

TEST_CASE("adex: potentials and spikes of a plain loop") {
    const adex_config cell = driven(0.9e-9);
    network_engine engine(one_cell(cell, 1e-4, {0, 50}, 3e-9));
    engine.run(3'000);
    const auto found = engine.recorded(0).values;
    const auto spikes = engine.recorded(1).spikes;
    double v = -70.6e-3;
    double w = 0;
    std::size_t count = 0;
    for (std::size_t tick = 0; tick < 3'000; ++tick) {
        // Delivered in ticks 1 and 51, acts in the next alone.
        const double input = 0.9e-9 + (tick == 2 || tick == 52 ? 3e-9 : 0);
        const double upstroke = 30e-9 * 2e-3 * std::exp((v + 50.4e-3) / 2e-3);
        const double next = v + 1e-4 / 281e-12 * (30e-9 * (-70.6e-3 - v) + upstroke - w + input);
        w = w + 1e-4 / 144e-3 * (4e-9 * (v + 70.6e-3) - w);
        v = next;
        if (v >= -40.4e-3) {
            v = -70.6e-3;
            w += 80.5e-12;
            REQUIRE(count < spikes.size());
            CHECK(spikes[count].tick == tick);
            ++count;
        }
        INFO("tick " << tick);
        REQUIRE(found[tick] == Approx(v).epsilon(1e-9));
    }
    CHECK(count == spikes.size());
    CHECK(count > 5);
}

TEST_CASE("adex: spikes come at the intervals of a fine Runge-Kutta integration") {
    for (const double bias : {0.8e-9, 1.5e-9}) {
        const auto expected = intervals(precise_times_s(driven(bias)));
        double error_before = 0;
        for (const double tick_s : {1e-4, 1e-5}) {
            const auto found = intervals(engine_times_s(driven(bias), tick_s));
            REQUIRE(found.size() > 5);
            const double within = tick_s == 1e-4 ? 0.01 : 0.001;
            double error = 0;
            double whole = 0;
            for (std::size_t k = 0; k < std::min(found.size(), expected.size()); ++k) {
                error += std::abs(found[k] - expected[k]);
                whole += expected[k];
            }
            INFO("bias " << bias << ", tick " << tick_s);
            CHECK(error / whole < within);
            // First order in the tick.
            if (error_before > 0) CHECK(error < error_before / 4);
            error_before = error;
        }
    }
}

TEST_CASE("adex: tonic firing adapts, and does not without the current that adapts it") {
    adex_config cell = driven(1e-9);
    const auto adapting = intervals(engine_times_s(cell, 1e-5));
    REQUIRE(adapting.size() > 8);
    for (std::size_t k = 1; k < adapting.size(); ++k) {
        CHECK(adapting[k] > adapting[k - 1] - 1.5e-5);
    }
    CHECK(adapting.back() > 2 * adapting.front());
    cell.a_siemens = 0;
    cell.b_a = 0;
    const auto steady = intervals(engine_times_s(cell, 1e-5));
    REQUIRE(steady.size() > adapting.size());
    for (const double one : steady) CHECK(one == Approx(steady.front()).margin(1.5e-5));
}

TEST_CASE("adex: without adaptation it fires from g_leak (v_t - e_leak - delta_t) on") {
    const double rheobase = 30e-9 * (-50.4e-3 + 70.6e-3 - 2e-3);
    for (const double factor : {0.999, 1.001}) {
        adex_config cell = driven(factor * rheobase);
        cell.a_siemens = 0;
        CHECK(engine_times_s(cell, 1e-4).empty() == (factor < 1));
    }
}

TEST_CASE("adex: exponential synapses go on, those of one tick do not") {
    adex_config cell = driven(0);
    network_engine brief(one_cell(cell, 1e-4, {0}, 5e-9));
    cell.exponential.emplace().tau_s = 20e-3;
    network_engine lasting(one_cell(cell, 1e-4, {0}, 5e-9));
    brief.run(400);
    lasting.run(400);
    CHECK(brief.recorded(0).values[2] == lasting.recorded(0).values[2]);
    CHECK(brief.recorded(1).spikes.empty());
    CHECK(lasting.recorded(1).spikes.size() > 1);
}

TEST_CASE("adex: absurd inputs keep potentials finite") {
    for (const double weight : {1e6, -1e6}) {
        for (const double tick_s : {1e-7, 1e-4, 1e-3}) {
            adex_config cell = driven(weight > 0 ? -1 : 1);
            cell.delta_t_v = 1e-5;
            cell.v_cut_v = 1;
            cell.b_a = -1;
            std::vector<std::uint64_t> ticks(2'000);
            for (std::size_t k = 0; k < ticks.size(); ++k) ticks[k] = 3 * k;
            network_engine engine(one_cell(cell, tick_s, ticks, weight));
            engine.run(6'000);
            for (const double v : engine.recorded(0).values) REQUIRE(std::isfinite(v));
        }
    }
}

TEST_CASE("adex: what does not go together, or not with the tick, is refused") {
    const std::string path = "populations[1].adex";
    CHECK(refused_at([](adex_config&) {}) == "accepted");
    CHECK(refused_at([](adex_config& c) { c.v_cut_v = c.v_t_v; }) == path + ".v_cut_v");
    CHECK(refused_at([](adex_config& c) { c.v_reset_v = c.v_cut_v; }) == path + ".v_reset_v");
    CHECK(refused_at([](adex_config& c) { c.c_m_f = 2.9e-12; }) == path + ".c_m_f");
    CHECK(refused_at([](adex_config& c) { c.tau_w_s = 9e-5; }) == path + ".tau_w_s");
    CHECK(refused_at([](adex_config& c) { c.a_siemens = -c.g_leak_siemens; }) ==
          path + ".a_siemens");
    // (30 nS of 144 ms + 281 pF) / 0.1 ms - 30 nS
    CHECK(refused_at([](adex_config& c) { c.a_siemens = 45.97e-6; }) == "accepted");
    CHECK(refused_at([](adex_config& c) { c.a_siemens = 45.99e-6; }) == path + ".a_siemens");
}

TEST_CASE("adex: just below the coupling that is refused, swings about the rest die down") {
    adex_config cell = driven(0);
    cell.a_siemens = 45.6e-6;
    cell.v_initial = cell.e_leak_v + 1e-3;
    network_engine engine(one_cell(cell, 1e-4));
    engine.run(100'000);
    CHECK(engine.recorded(1).spikes.empty());
    const auto v = engine.recorded(0).values;
    const auto furthest = [&](std::size_t begin) {
        double most = 0;
        for (std::size_t k = begin; k < begin + 1'000; ++k) {
            most = std::max(most, std::abs(v[k] - cell.e_leak_v));
        }
        return most;
    };
    CHECK(furthest(0) > 0.9e-3);
    CHECK(furthest(99'000) < 0.1e-3);
}
