#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "snan/models/neuron_noise.hpp"
#include "snan/network/quantise.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

// Noise, floor, homeostasis and reset none of LIF neurons.
using namespace memglia;

namespace {

// LIF neurons alone, ticks of 1 ms, with probes of spikes and potentials.
network cells_of(std::uint32_t size) {
    network net;
    net.tick_s = 1e-3;
    population& cells = net.populations.emplace_back();
    cells.name = "cells";
    cells.size = size;
    cells.lif.emplace().refractory_s = 0;
    net.probes = {{.name = "v", .record = probe_kind::membrane, .of = "cells", .every_ticks = 1},
                  {.name = "s", .record = probe_kind::spikes, .of = "cells"}};
    return net;
}

constexpr number_format wide{.weight_levels = 255, .state_bits = 30};

std::vector<double> potentials(network_simulation& engine, std::uint64_t ticks) {
    engine.run(ticks);
    return engine.recorded(0).values;
}

std::string refused_at(const network& net) {
    try {
        check(net);
        quantise(net, {.weight_levels = 15, .state_bits = 24});
    } catch (const input_error& e) {
        return e.data.path;
    }
    return "accepted";
}

}  // namespace

TEST_CASE("noise: potentials have the mean, variance and memory of the closed form") {
    constexpr std::uint32_t size = 300;
    constexpr std::uint64_t ticks = 2'000;
    network net = cells_of(size);
    lif_config& lif = *net.populations[0].lif;
    lif.threshold = 100;
    lif.bias = 0.5;
    lif.v_initial = 0.5;
    lif.noise = 3;
    network_engine engine(net);
    const auto v = potentials(engine, ticks);
    // v' = d v + (1 - d) (bias + xi), xi of variance noise^2 / 3.
    const double d = std::exp(-1e-3 / 20e-3);
    const double variance = (1 - d) / (1 + d) * 3;
    double sum = 0;
    double squares = 0;
    double steps = 0;
    double neighbours = 0;
    std::uint64_t n = 0;
    for (std::uint64_t k = 500; k + 1 < ticks; ++k) {
        for (std::uint32_t j = 0; j + 1 < size; ++j, ++n) {
            const double x = v[k * size + j] - 0.5;
            sum += x;
            squares += x * x;
            steps += x * (v[(k + 1) * size + j] - 0.5);
            neighbours += x * (v[k * size + j + 1] - 0.5);
        }
    }
    const auto all = static_cast<double>(n);
    // Some 450 000 values that remember 40 ticks: a hundredth of a deviation, three times.
    CHECK(sum / all == Approx(0).margin(0.03 * std::sqrt(variance)));
    CHECK(squares / all == Approx(variance).epsilon(0.03));
    CHECK(steps / squares == Approx(d).epsilon(0.005));
    CHECK(neighbours / all == Approx(0).margin(0.03 * variance));
    // The same draws in fixed point.
    fixed_engine fixed(net, wide);
    const auto w = potentials(fixed, ticks);
    double apart = 0;
    for (std::size_t i = 0; i < v.size(); ++i) apart = std::max(apart, std::abs(v[i] - w[i]));
    CHECK(apart < 1e-4);
    CHECK(apart > 0);
}

TEST_CASE("noise: uniform, its own for every seed, population and neuron") {
    network net = cells_of(2'000);
    population other = net.populations[0];
    other.name = "others";
    std::vector<std::uint32_t> tags = noise_tags(net, net.populations[0]);
    const auto more = noise_tags(net, other);
    net.seed = 2;
    const auto again = noise_tags(net, net.populations[0]);
    tags.insert(tags.end(), more.begin(), more.end());
    tags.insert(tags.end(), again.begin(), again.end());
    CHECK(std::set<std::uint32_t>(tags.begin(), tags.end()).size() > 5'990);
    std::vector<std::uint64_t> bins(64);
    constexpr std::uint32_t draws = 640'000;
    for (std::uint32_t k = 0; k < draws; ++k) {
        const std::int32_t parts = noise_parts(tags[k % 2'000], k / 2'000);
        REQUIRE(std::abs(parts) <= 65'535);
        ++bins[static_cast<std::size_t>((parts + 65'535) / 2'048)];
    }
    // Chi squared with 63 degrees of freedom: 0.01 % beyond 116.
    double chi = 0;
    for (const std::uint64_t bin : bins) {
        const double expected = draws / 64.0;
        chi += std::pow(static_cast<double>(bin) - expected, 2) / expected;
    }
    CHECK(chi < 116);
}

TEST_CASE("homeostasis: every threshold rests at the rate, and then stays") {
    constexpr std::uint32_t size = 40;
    network net = cells_of(size);
    population& cells = net.populations[0];
    cells.lif->noise = 1;
    neuron_values& bias = cells.per_neuron.emplace_back();
    for (std::uint32_t j = 0; j < size; ++j) bias.values.push_back(0.8 + 0.02 * j);
    const network free = net;
    cells.lif->homeostasis =
        homeostasis_config{.from_s = 1, .until_s = 41, .rise = 0.004, .rate_hz = 5};
    const auto spikes_between = [](network_simulation& engine, double from_s, double to_s) {
        std::vector<double> counts(size);
        for (const spike_event& s : engine.recorded(1).spikes) {
            const double at = static_cast<double>(s.tick) * 1e-3;
            if (at >= from_s && at < to_s) ++counts[s.neuron];
        }
        return counts;
    };
    const auto holds = [&](network_simulation& engine) {
        engine.run(61'000);
        // What a threshold has moved is rise * (spikes - rate * time): the spikes of 20 s are as
        // many as the rate says, but for what a threshold still moves around its place.
        for (const double n : spikes_between(engine, 21, 41)) CHECK(n == Approx(100).margin(8));
        for (const double n : spikes_between(engine, 41, 61)) CHECK(n == Approx(100).margin(40));
    };
    network_engine engine(net);
    holds(engine);
    fixed_engine fixed(net, {.weight_levels = 255, .state_bits = 24});
    holds(fixed);
    network_engine unsettled(free);
    unsettled.run(61'000);
    const auto n = spikes_between(unsettled, 41, 61);
    CHECK(n.front() < 60);
    CHECK(n.back() > 500);
}

TEST_CASE("homeostasis: a threshold that nothing raises sinks along a line, to the tick") {
    network net = cells_of(1);
    lif_config& lif = *net.populations[0].lif;
    lif.bias = 0.5;
    lif.v_initial = 0.5;
    // Sinks by 2^-8 a second, from 1 to 0.5 in 128 s; in 24 bits 2 of the last one in a tick.
    lif.homeostasis = homeostasis_config{.from_s = 2, .rise = 0x1p-9, .rate_hz = 2};
    net.probes.erase(net.probes.begin());
    network_engine engine(net);
    fixed_engine fixed(net, {.weight_levels = 15, .state_bits = 24});
    engine.run(130'400);
    fixed.run(130'400);
    REQUIRE_FALSE(engine.recorded(0).spikes.empty());
    REQUIRE_FALSE(fixed.recorded(0).spikes.empty());
    CHECK(static_cast<double>(engine.recorded(0).spikes[0].tick) == Approx(130'000).margin(1));
    CHECK(static_cast<double>(fixed.recorded(0).spikes[0].tick) == Approx(130'000).margin(5));
}

TEST_CASE("reset none: a spike in every tick at the threshold or above, and no other") {
    network net = cells_of(1);
    lif_config& lif = *net.populations[0].lif;
    lif.reset = lif_reset::none;
    lif.threshold = 0.9;
    net.stimuli = {{"cells", 0.1, 0.3, 1.0}};
    const auto holds = [](network_simulation& engine) {
        engine.run(500);
        const auto v = engine.recorded(0).values;
        std::vector<std::uint64_t> above;
        for (std::size_t k = 0; k < v.size(); ++k) {
            if (v[k] >= 0.9) above.push_back(k);
        }
        std::vector<std::uint64_t> spikes;
        for (const spike_event& s : engine.recorded(1).spikes) spikes.push_back(s.tick);
        CHECK(spikes == above);
        // Up at 20 ms ln 10 = 46.05 ms, down 20 ms ln(1 / 0.9) = 2.1 ms after the end.
        CHECK(spikes.front() == 146);
        CHECK(spikes.back() == 301);
        CHECK(spikes.size() == 156);
    };
    network_engine engine(net);
    holds(engine);
    fixed_engine fixed(net, wide);
    holds(fixed);
    net.populations[0].lif->refractory_s = 3e-3;
    network_engine sparse(net);
    sparse.run(500);
    CHECK(sparse.spikes(0) == 52);
}

TEST_CASE("v_floor: inhibition is forgotten beyond it") {
    network net = cells_of(1);
    net.populations[0].lif->v_floor = -0.5;
    population& in = net.populations.emplace_back();
    in.name = "in";
    in.spikes.emplace().spikes = {{0, 10}, {0, 11}};
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "in";
    p.target = "cells";
    p.weight = -3;
    const auto holds = [](network_simulation& engine) {
        const auto v = potentials(engine, 100);
        for (std::size_t k = 0; k < 100; ++k) {
            const double since = static_cast<double>(k) - 12;
            const double expected =
                k < 11 ? 0 : -0.5 * std::exp(-std::max(since, 0.0) * 1e-3 / 20e-3);
            CHECK(v[k] == Approx(expected).margin(1e-5));
        }
    };
    network_engine engine(net);
    holds(engine);
    fixed_engine fixed(net, wide);
    holds(fixed);
    net.populations[0].lif->exponential.emplace().tau_s = 50e-3;
    network_engine current(net);
    const auto v = potentials(current, 100);
    CHECK(*std::min_element(v.begin(), v.end()) == -0.5);
    CHECK(std::count(v.begin(), v.end(), -0.5) > 30);
}

TEST_CASE("lif: what does not go together is refused with its place") {
    const auto with = [](const auto& change) {
        network net = cells_of(3);
        change(*net.populations[0].lif);
        return refused_at(net);
    };
    const std::string path = "populations[0].lif.";
    CHECK(with([](lif_config&) {}) == "accepted");
    CHECK(with([](lif_config& l) {
              l.reset = lif_reset::none;
              l.v_reset = 0.1;
          }) == path + "v_reset");
    CHECK(with([](lif_config& l) { l.v_floor = 0.1; }) == path + "v_floor");
    CHECK(with([](lif_config& l) {
              l.reset = lif_reset::none;
              l.v_floor = 0.1;
          }) == "accepted");
    CHECK(with([](lif_config& l) {
              l.homeostasis = homeostasis_config{.from_s = 1, .until_s = 1.0004};
          }) == path + "homeostasis.until_s");
    CHECK(with([](lif_config& l) { l.homeostasis = homeostasis_config{.rate_hz = 1'001}; }) ==
          path + "homeostasis.rate_hz");
    // Beyond what 24 bits hold beside a threshold of 1.
    CHECK(with([](lif_config& l) { l.noise = 1e-6; }) == path + "noise");
    CHECK(with([](lif_config& l) { l.homeostasis = homeostasis_config{.rise = 1e-7}; }) ==
          path + "homeostasis.rise");
    CHECK(with([](lif_config& l) {
              l.homeostasis = homeostasis_config{.rise = 1e-6, .rate_hz = 1e-5};
          }) == path + "homeostasis.rate_hz");
}

TEST_CASE("own constants: a neuron with them is one of a population that has them for all") {
    network net = cells_of(3);
    population& all = net.populations[0];
    all.lif->reset = lif_reset::set;
    all.lif->bias = 1.5;
    all.lif->noise = 2;
    all.lif->v_floor = -0.2;
    all.lif->exponential.emplace().tau_s = 5e-3;
    const std::vector<std::pair<neuron_parameter, std::vector<double>>> own{
        {neuron_parameter::threshold, {0.8, 1, 1.2}},
        {neuron_parameter::tau_m_s, {10e-3, 20e-3, 30e-3}},
        {neuron_parameter::refractory_s, {1e-3, 3e-3, 8e-3}},
        {neuron_parameter::noise, {1, 2, 4}},
        {neuron_parameter::v_floor, {-0.4, -0.2, 0}},
        {neuron_parameter::synapse_tau_s, {2e-3, 5e-3, 12e-3}}};
    for (const auto& [which, values] : own) {
        neuron_values& given = all.per_neuron.emplace_back();
        given.parameter = which;
        given.values = values;
    }
    projection& within = net.projections.emplace_back();
    within.name = "within";
    within.source = within.target = all.name;
    within.autapses = true;
    within.connect = connection_rule::one_to_one;
    within.weight = 0.3;
    const auto spikes_of = [](network_simulation& engine, std::uint32_t neuron) {
        engine.run(3'000);
        std::vector<std::uint64_t> ticks;
        for (const spike_event& s : engine.recorded(1).spikes) {
            if (s.neuron == neuron) ticks.push_back(s.tick);
        }
        return ticks;
    };
    constexpr number_format format{.weight_levels = 255, .state_bits = 24};
    for (std::uint32_t j = 0; j < 3; ++j) {
        network same = net;
        population& cells = same.populations[0];
        *cells.lif = lif_of(cells, j);
        cells.per_neuron.clear();
        network_engine mixed(net);
        network_engine pure(same);
        const auto ticks = spikes_of(mixed, j);
        CHECK(ticks.size() > 50);
        CHECK(ticks == spikes_of(pure, j));
        fixed_engine fixed(net, format);
        fixed_engine fixed_pure(same, format);
        // Resolution follows the largest value of a population.
        CHECK(std::abs(static_cast<double>(spikes_of(fixed, j).size()) -
                       static_cast<double>(spikes_of(fixed_pure, j).size())) <
              0.03 * static_cast<double>(ticks.size()));
    }
}

TEST_CASE("own constants: what does not go together is refused with its place") {
    const auto refused = [](
                             neuron_parameter which, std::vector<double> values,
                             const std::function<void(population&)>& change = [](population&) {}) {
        network net = cells_of(2);
        population& cells = net.populations[0];
        cells.lif->reset = lif_reset::set;
        change(cells);
        neuron_values& own = cells.per_neuron.emplace_back();
        own.parameter = which;
        own.values = std::move(values);
        try {
            check(net);
        } catch (const input_error& error) {
            return error.data.path;
        }
        return std::string("accepted");
    };
    const std::string at = "populations[0].per_neuron.";
    CHECK(refused(neuron_parameter::threshold, {1, 0.5}) == "accepted");
    CHECK(refused(neuron_parameter::threshold, {1, -1}) ==
          "populations[0].per_neuron, neuron 1, lif.threshold");
    CHECK(refused(neuron_parameter::tau_m_s, {0.02, -1}) == at + "tau_m_s");
    CHECK(refused(neuron_parameter::refractory_s, {1, 11}) == at + "refractory_s");
    CHECK(refused(neuron_parameter::refractory_s, {0.01, 0.02},
                  [](population& p) { p.lif->reset = lif_reset::hold; }) == at + "refractory_s");
    CHECK(refused(neuron_parameter::noise, {1, 1}) == at + "noise");
    CHECK(refused(neuron_parameter::v_floor, {-1, -1}) == at + "v_floor");
    CHECK(refused(neuron_parameter::synapse_tau_s, {0.01, 0.01}) == at + "synapse_tau_s");
    CHECK(refused(neuron_parameter::threshold, {1, 1}, [](population& p) {
              p.lif.reset();
              p.izhikevich.emplace();
          }) == at + "threshold");
}
