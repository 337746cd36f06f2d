#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "snan/mapping/network_on_chip.hpp"
#include "snan/network/first_difference.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"
#include "snan/tasks/resource_field/ring_network.hpp"
#include "testbenches/support/ideal_network_chip.hpp"
#include "testbenches/support/own_process.hpp"

using namespace memglia;
using namespace memglia::test;

namespace {

constexpr number_format format{.weight_levels = 15, .state_bits = 30};

// A ring whose resource starts anywhere, with calcium units and manipulations beside it.
network random_ring(std::uint64_t seed) {
    random_stream draw(seed, "test", "ring");
    const auto between = [&draw](double low, double high) {
        return low + (high - low) * draw.uniform();
    };
    ring_config ring;
    ring.units = 8 + draw.below(8);
    ring.neurons_per_unit = 1 + draw.below(3);
    ring.dt = between(0.02, 0.1);
    ring.quanta_bits = 8 + draw.below(9);
    conserved_parameters p{between(0.01, 2), between(0.5, 5), 0.05, between(0, 1)};
    network net = ring_network(p, ring, 0.2, 1);
    net.seed = seed;
    resource_config& r = *net.astrocytes[0].resource;
    for (double& q : r.synaptic_of_unit) q = between(0, 1);
    for (double& a : r.astrocytic_of_unit) a = between(0, 0.5);
    if (draw.below(2) == 0) {
        net.astrocytes[0].manipulations.push_back(
            {draw.below(2) == 0 ? manipulation_kind::knock_out : manipulation_kind::inhibit, 0,
             20 * net.tick_s, 60 * net.tick_s});
    }
    if (draw.below(2) == 0) {
        astrocyte_field& glia = net.astrocytes.emplace_back();
        glia.name = "glia";
        glia.senses = "cells";
        glia.neurons_per_unit = 2;
        glia.calcium.emplace();
        astrocyte_effect& current = glia.effects.emplace_back();
        current.kind = effect_kind::current;
        current.strength = 0.02;
        if (draw.below(2) == 0) std::swap(net.astrocytes[0], net.astrocytes[1]);
    }
    return net;
}

std::string told_by(const std::function<std::string()>& work) {
    const auto told = in_own_process([&]() -> std::vector<std::uint64_t> {
        std::string text;
        try {
            text = work();
        } catch (const std::exception& e) {
            text = e.what();
        }
        return {text.begin(), text.end()};
    });
    return {told.begin(), told.end()};
}

}  // namespace

TEST_CASE("resource ring: the chip is the engine in fixed point, bit for bit, over several tiles") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const network net = with_all_probes(random_ring(seed));
        const auto neurons_per_core = static_cast<std::uint32_t>(2 + seed % 9);
        INFO("seed " << seed);
        CHECK(told_by([&] {
                  fixed_engine engine(net, format);
                  engine.run(150);
                  network_on_chip chip(net, ideal_network_chip(format, neurons_per_core));
                  chip.run(150);
                  const auto found = first_difference(engine, chip);
                  if (engine.spikes(0) == 0) return std::string("nothing spikes");
                  return found ? found->text() : std::string();
              }) == "");
    }
}

TEST_CASE("resource ring: the sum of all quanta is the same in every tick on the chip") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        network net = random_ring(seed);
        const std::size_t field = index_of(net.astrocytes, "astrocytes");
        const double one =
            std::ldexp(1.0, static_cast<int>(net.astrocytes[field].resource->quanta_bits));
        CHECK(told_by([&] {
                  network_on_chip chip(net, ideal_network_chip(format, 6));
                  chip.run(200);
                  const recording r = chip.recorded(1);
                  double first = 0;
                  for (std::size_t s = 0; s < r.after_ticks.size(); ++s) {
                      double quanta = 0;
                      for (std::size_t i = 0; i < r.width; ++i) {
                          quanta += r.values[s * r.width + i] * one;
                      }
                      if (s == 0) first = quanta;
                      if (quanta != first) return "tick " + std::to_string(s);
                  }
                  return r.after_ticks.size() == 200 ? std::string() : std::string("samples");
              }) == "");
    }
}

TEST_CASE("resource ring: quanta between tiles are packets, and the bill adds up") {
    const conserved_parameters p{.05, 2, .1, .3};
    ring_config ring;
    ring.units = 16;
    ring.neurons_per_unit = 2;
    const auto told = in_own_process([&]() -> std::vector<std::uint64_t> {
        network_on_chip chip(ring_network(p, ring, 0.1, 100), ideal_network_chip(format, 8));
        chip.run(100);
        const block_bill bill = chip.bill();
        double sum = 0;
        std::uint64_t sends = 0;
        std::uint64_t takes = 0;
        for (const bill_line& line : bill.lines) {
            sum += line.j;
            if (line.event == "send") sends += line.count;
            if (line.event == "take") takes += line.count;
        }
        const std::uint64_t exchanges = chip.chip().image().resources[0].exchanges;
        return {chip.mapping().astrocyte_tiles,
                sends,
                takes,
                exchanges,
                sum == bill.total_j() ? 1U : 0U,
                chip.chip().packet_bits()};
    });
    REQUIRE(told.size() == 6);
    CHECK(told[0] == 4);
    CHECK(told[1] == 100 * told[3] * 32);
    CHECK(told[2] == told[1]);
    CHECK(told[4] == 1);
    CHECK(told[5] > 20);
}

TEST_CASE("resource ring: fixed point drifts and stays as double precision and the analysis do") {
    for (const double diffusion : {0.2, 0.6}) {
        const conserved_parameters p{.05, 2, .1, diffusion};
        ring_config ring;
        ring.dt = 0.1;
        const network net = ring_network(p, ring, 0.1, ring_sample_ticks(ring, 300));
        network_engine exact(net);
        fixed_engine fixed(net, format);
        const ring_result a = try_ring(exact, p, ring, 300);
        const ring_result b = try_ring(fixed, p, ring, 300);
        INFO(diffusion << ": " << a.displacement << " and " << b.displacement);
        CHECK(a.drifts == (diffusion < 0.4168));
        CHECK(b.drifts == a.drifts);
        CHECK(a.mass_error < 1e-12);
        CHECK(b.mass_error == 0);
        CHECK(b.velocity == Approx(a.velocity).epsilon(0.05).margin(1e-3));
    }
}
