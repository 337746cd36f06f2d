#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "base/random.hpp"
#include "snan/models/step_factor.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

// Izhikevich and AdEx neurons in fixed point beside those in double precision.
using namespace memglia;

namespace {

// 200 neurons with biases from below the rheobase to several times it, wired at random.
network wired_cells(bool is_adex, double tick_s) {
    network net;
    net.tick_s = tick_s;
    population& cells = net.populations.emplace_back();
    cells.name = "cells";
    cells.size = 200;
    if (is_adex) {
        cells.adex.emplace();
    } else {
        cells.izhikevich.emplace();
    }
    random_stream draw(1, "test", "biases");
    neuron_values& bias = cells.per_neuron.emplace_back();
    for (std::uint32_t j = 0; j < cells.size; ++j) {
        const double drawn = draw.uniform();
        bias.values.push_back(is_adex ? (0.4 + drawn) * 1e-9 : 2 + 10 * drawn);
    }
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = p.target = "cells";
    p.connect = connection_rule::probability;
    p.probability = 0.1;
    // Half a millivolt a spike.
    p.weight = is_adex ? 0.5e-3 * cells.adex->c_m_f / tick_s : 0.5 / (tick_s * 1e3);
    p.delay_ticks = 3;
    p.delay_spread_ticks = 2;
    return net;
}

std::string refused_at(const network& net, const number_format& format) {
    try {
        quantise(net, format);
    } catch (const input_error& e) {
        return e.data.path;
    }
    return "accepted";
}

}  // namespace

TEST_CASE("fixed models: a network spikes as often as in double precision") {
    for (const bool is_adex : {false, true}) {
        for (const double tick_s : {1e-4, 1e-3}) {
            const network net = wired_cells(is_adex, tick_s);
            network_engine exact(net);
            exact.run(static_cast<std::uint64_t>(std::round(3 / tick_s)));
            REQUIRE(exact.spikes(0) > 5'000);
            struct bound {
                std::uint32_t bits;
                double within;
            };
            for (const auto& [bits, within] : {bound{18, 0.01}, {24, 0.001}, {30, 0.001}}) {
                INFO((is_adex ? "adex" : "izhikevich")
                     << ", tick " << tick_s << ", " << bits << " bits");
                fixed_engine fixed(net, {.weight_levels = 15, .state_bits = bits});
                fixed.run(exact.ticks());
                CHECK(static_cast<double>(fixed.spikes(0)) ==
                      Approx(static_cast<double>(exact.spikes(0))).epsilon(within));
            }
        }
    }
}

TEST_CASE("fixed models: potentials between spikes follow those in double precision") {
    for (const bool is_adex : {false, true}) {
        network net = wired_cells(is_adex, 1e-4);
        net.projections.clear();
        net.probes = {{.name = "v", .record = probe_kind::membrane, .of = "cells"}};
        net.populations[0].per_neuron[0].values.assign(200, is_adex ? 0.5e-9 : 3);
        network_engine exact(net);
        fixed_engine fixed(net, {.weight_levels = 255, .state_bits = 24});
        exact.run(2'000);
        fixed.run(2'000);
        REQUIRE(exact.spikes(0) == 0);
        const double a = exact.recorded(0).values[0];
        const double b = fixed.recorded(0).values[0];
        // Of some 10 mV that they have moved.
        CHECK(b == Approx(a).margin(is_adex ? 0.01e-3 : 0.01));
    }
}

TEST_CASE("fixed models: the table of powers is e^x to 0.14 % and half a last bit") {
    const network net = wired_cells(true, 1e-4);
    const fixed_adex adex =
        *quantise(net, {.weight_levels = 255, .state_bits = 24}).populations[0]->adex;
    const double last = std::ldexp(1.0, -adex.v_bits);
    for (std::size_t i = 0; i < adex.power.power.size(); ++i) {
        const double middle = std::exp2((static_cast<double>(i) + 0.5) / 256);
        CHECK(adex.power.power[i] == std::round(middle * 0x1p20));
        for (const double from : {0.0, 1.0}) {
            const double edge = std::exp2((static_cast<double>(i) + from) / 256);
            CHECK(std::abs(adex.power.power[i] * 0x1p-20 / edge - 1) < 0.0014);
        }
    }
    // Over what the neurons reach: from rest to the cut.
    CHECK(adex.rest * last == Approx(-10.1).margin(last));
    CHECK(adex.cut * last == Approx(5).margin(last));
}

TEST_CASE("step factor: 24 bits and a shift, halves up") {
    for (const double f : {0.002, 1.0, -0.37, 3.99, 1e-9, 4e6, 0.0}) {
        const step_factor factor(f);
        for (const std::int64_t value :
             {std::int64_t{0}, std::int64_t{1}, std::int64_t{-12'345}, step_factor::most_value}) {
            const double exact = static_cast<double>(value) * f;
            CHECK(static_cast<double>(factor.times(value)) ==
                  Approx(exact).epsilon(0x1p-23).margin(0.5 + std::abs(exact) * 0x1p-23));
        }
    }
    CHECK(step_factor(0.5).times(1) == 1);
    CHECK(step_factor(0.5).times(-1) == 0);
    CHECK(step_factor::clipped(std::int64_t{1} << 40U) == step_factor::most_value);
}

TEST_CASE("fixed models: what a format cannot hold is refused with its place") {
    network cells = wired_cells(false, 1e-4);
    cells.populations[0].per_neuron.clear();
    CHECK(refused_at(cells, {.weight_levels = 15, .state_bits = 24}) == "accepted");
    network large = cells;
    large.populations[0].izhikevich->bias = 1e5;
    CHECK(refused_at(large, {.weight_levels = 15, .state_bits = 16}) ==
          "populations[0].izhikevich");
    network faint = cells;
    faint.projections[0].weight = 1e-4;
    CHECK(refused_at(faint, {.weight_levels = 15, .state_bits = 16}) == "projections[0].weight");
    network adex = wired_cells(true, 1e-4);
    adex.populations[0].per_neuron.clear();
    CHECK(refused_at(adex, {.weight_levels = 15, .state_bits = 24}) == "accepted");
    adex.populations[0].adex->v_reset_v = adex.populations[0].adex->v_cut_v - 1e-9;
    CHECK(refused_at(adex, {.weight_levels = 15, .state_bits = 16}) ==
          "populations[0].adex.v_cut_v");
}
