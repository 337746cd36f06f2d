#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

using namespace memglia;

namespace {

// Inputs, each sensed by a unit of its own; a probe of calcium in every tick.
network coupled_field(std::uint32_t units, const coupling_config& coupling) {
    network net;
    population& p = net.populations.emplace_back();
    p.name = "in";
    p.size = units;
    p.spikes.emplace();
    astrocyte_field& a = net.astrocytes.emplace_back();
    a.name = "glia";
    a.senses = "in";
    a.calcium.emplace().tau_s = 1e6;
    a.coupling = coupling;
    net.probes.push_back({"calcium", probe_kind::calcium, "glia", 1});
    return net;
}

std::vector<double> calcium_now(const network_simulation& of) {
    const recording r = of.recorded(0);
    return {r.values.end() - static_cast<std::ptrdiff_t>(r.width), r.values.end()};
}

}  // namespace

TEST_CASE("coupling: every mode of a ring decays as the closed form says") {
    constexpr std::uint32_t units = 16;
    constexpr double pi = 3.14159265358979323846;
    for (const double g : {0.01, 0.1, 0.25}) {
        network net = coupled_field(units, {coupling_graph::ring, g, 0, "", {}});
        net.astrocytes[0].calcium->tau_s = 0.05;
        net.populations[0].spikes->spikes = {{0, 0}};
        network_engine engine(net);
        engine.run(1);
        for (int n = 0; n <= 40; ++n, engine.run(1)) {
            const std::vector<double> calcium = calcium_now(engine);
            for (std::uint32_t k = 0; k < units; ++k) {
                double mode = 0;
                for (std::uint32_t u = 0; u < units; ++u) {
                    mode += calcium[u] * std::cos(2 * pi * k * u / units);
                }
                const double factor = 1 - 2 * g * (1 - std::cos(2 * pi * k / units));
                const double decayed = std::exp(-n * net.tick_s / 0.05);
                INFO("g " << g << ", tick " << n << ", mode " << k);
                CHECK(mode ==
                      Approx(0.1 * decayed * std::pow(factor, n)).epsilon(1e-12).margin(1e-15));
            }
        }
    }
}

TEST_CASE("coupling: a wave of calcium goes along the edges of its graph alone") {
    network net = coupled_field(6, {coupling_graph::grid, 0.125, 3, "", {}});
    net.populations[0].spikes->spikes = {{0, 0}};
    network_engine engine(net);
    engine.run(2);
    // Units 1 and 3 are beside unit 0.
    const std::vector<double> expected{0.1 - 2 * 0.0125, 0.0125, 0, 0.0125, 0, 0};
    for (std::size_t u = 0; u < 6; ++u) CHECK(calcium_now(engine)[u] == Approx(expected[u]));
    net.astrocytes[0].coupling = coupling_config{coupling_graph::list, 0.5, 0, "", {{4, 0}}};
    network_engine listed(net);
    listed.run(5);
    const auto calcium = calcium_now(listed);
    CHECK(calcium[0] == Approx(0.05));
    CHECK(calcium[4] == Approx(0.05));
    CHECK(calcium[1] + calcium[2] + calcium[3] + calcium[5] == 0);
}

TEST_CASE("coupling: in fixed point the sum over a field stays to the last bit") {
    for (const std::uint32_t bits : {16U, 24U, 30U}) {
        for (const auto& c :
             {coupling_config{coupling_graph::ring, 0.25, 0, "", {}},
              coupling_config{coupling_graph::grid, 0.07, 5, "", {}},
              coupling_config{coupling_graph::list, 0.2, 0, "", {{0, 9}, {9, 3}}}}) {
            network net = coupled_field(23, c);
            net.astrocytes[0].calcium->theta = 2;  // room for all spikes
            std::vector<std::uint64_t> spikes(301);
            for (std::uint32_t k = 0; k < 60; ++k) {
                net.populations[0].spikes->spikes.push_back({k * k % 23, k * 4});
                ++spikes[k * 4];
            }
            fixed_engine engine(net, {.weight_levels = 15, .state_bits = bits});
            const fixed_astrocytes& is = engine.numbers().astrocytes[0];
            REQUIRE(is.calcium->decay.fine[1] == factor_one);
            std::uint64_t so_far = 0;
            for (std::uint64_t tick = 0; tick < 300; ++tick) {
                engine.run(1);
                so_far += spikes[tick];
                double sum = 0;
                for (const double c_u : calcium_now(engine)) sum += c_u;
                CHECK(std::ldexp(sum, is.fraction_bits) ==
                      static_cast<double>(so_far) * is.calcium->per_spike);
            }
            // It has flowed: with no more spikes, neighbours of a ring are near each other.
            engine.run(3'000);
            const auto calcium = calcium_now(engine);
            const double apart =
                std::abs(calcium[0] - calcium[c.graph == coupling_graph::list ? 9 : 1]);
            CHECK(std::ldexp(apart, is.fraction_bits) <= 1 / c.conductance + 1);
        }
    }
}

TEST_CASE("coupling: fixed point is near double precision, and says what it cannot hold") {
    network net = coupled_field(12, {coupling_graph::ring, 0.2, 0, "", {}});
    net.astrocytes[0].calcium->tau_s = 0.2;
    for (std::uint32_t k = 0; k < 200; ++k) {
        net.populations[0].spikes->spikes.push_back({k * k % 5, k * 5});
    }
    network_engine engine(net);
    fixed_engine fixed(net, {.weight_levels = 15, .state_bits = 24});
    engine.run(1'000);
    fixed.run(1'000);
    const auto exact = engine.recorded(0).values;
    const auto rounded = fixed.recorded(0).values;
    REQUIRE(exact.size() == rounded.size());
    double worst = 0;
    for (std::size_t k = 0; k < exact.size(); ++k) {
        worst = std::max(worst, std::abs(exact[k] - rounded[k]));
    }
    CHECK(worst < 1e-3);
    net.astrocytes[0].coupling->conductance = 1e-7;
    try {
        fixed_engine refused(net, {});
        FAIL("accepted");
    } catch (const input_error& e) {
        CHECK(e.data.path == "astrocytes[0].coupling.conductance");
    }
}
