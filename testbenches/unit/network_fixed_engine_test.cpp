#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "snan/network/first_difference.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"
#include "testbenches/support/sample_network.hpp"

using namespace memglia;

namespace {

// `inputs` that spike in the given ticks, onto one neuron of no bias; probes of both, and of all
// else, in every tick.
network one_neuron(std::uint32_t inputs, const std::vector<std::uint64_t>& ticks) {
    network net;
    net.populations.resize(2);
    net.populations[0].name = "in";
    net.populations[0].size = inputs;
    net.populations[0].spikes.emplace();
    for (const std::uint64_t tick : ticks) {
        for (std::uint32_t j = 0; j < inputs; ++j) {
            net.populations[0].spikes->spikes.push_back({j, tick});
        }
    }
    net.populations[1].name = "cell";
    net.populations[1].lif.emplace();
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "in";
    p.target = "cell";
    p.weight = 0.5;
    return net;
}

recording seen(const network_simulation& of, probe_kind kind) {
    const network& net = of.description();
    for (std::size_t i = net.probes.size(); i-- > 0;) {
        if (net.probes[i].record == kind) return of.recorded(i);
    }
    return {};
}

// Potentials of the one neuron, as integers.
std::vector<std::int64_t> potentials(const fixed_engine& of) {
    std::vector<std::int64_t> all;
    const int bits = of.numbers().populations[1]->lif->fraction_bits;
    for (const double v : seen(of, probe_kind::membrane).values) {
        all.push_back(static_cast<std::int64_t>(std::ldexp(v, bits)));
    }
    return all;
}

std::vector<std::uint64_t> spike_ticks(const network_simulation& of) {
    std::vector<std::uint64_t> all;
    for (const spike_event& s : seen(of, probe_kind::spikes).spikes) all.push_back(s.tick);
    return all;
}

fixed_engine run(const network& net, std::uint64_t ticks, const number_format& format = {}) {
    fixed_engine engine(with_all_probes(net), format);
    engine.run(ticks);
    return engine;
}

std::int64_t to_nearest(std::int64_t value, std::int32_t factor) {
    return static_cast<std::int64_t>(
        std::floor(static_cast<double>(value) * factor / (1 << 20) + 0.5));
}

// 100 inputs onto 200 neurons, all to all, plastic, of this level; inputs and neurons spike in
// these ticks. A second input of great weight makes the neurons spike.
network plastic_pairs(std::uint32_t level, std::uint64_t arrival, std::uint64_t answer) {
    network net = one_neuron(100, {arrival - 1});
    net.populations[1].size = 200;
    net.populations[1].lif->refractory_s = 1;
    population& kick = net.populations.emplace_back();
    kick.name = "kick";
    kick.spikes.emplace().spikes = {{0, answer - 2}};
    projection& p = net.projections[0];
    p.weight = level * 1e-4;
    p.stdp = pair_stdp_config{.a_plus = 0, .a_minus = 0, .w_max = 15e-4};
    projection& strong = net.projections.emplace_back();
    strong.name = "strong";
    strong.source = "kick";
    strong.target = "cell";
    strong.weight = 2;
    return net;
}

constexpr number_format fine{.weight_levels = 15, .state_bits = 30};

std::vector<double> levels_of(const fixed_engine& engine) {
    std::vector<double> all;
    engine.for_each_synapse_now(
        0, [&all](const synapse& s) { all.push_back(std::round(s.weight / 1e-4)); });
    return all;
}

double mean_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

// The sample network at rates at which much happens.
network busy_network() {
    network net = test::sample_network();
    net.populations[0].size = 20;
    net.populations[0].spikes.reset();
    net.populations[0].poisson.emplace().rate_hz = 20;
    net.populations[1].size = 100;
    net.astrocytes[0].neurons_per_unit = 5;
    projection& in = net.projections[0];
    in.weight = 0.15;
    in.weight_spread = 0.1;
    in.stdp->w_max = 0.25;
    return net;
}

}  // namespace

TEST_CASE("fixed engine: a potential decays by its factor, rounded to the nearest") {
    for (const double start : {0.9, -0.7}) {
        network net = one_neuron(1, {});
        net.populations[1].lif->v_initial = start;
        const fixed_engine engine = run(net, 2'000);
        const fixed_lif& lif = *engine.numbers().populations[1]->lif;
        std::int64_t v = lif.v_initial[0];
        CHECK(v == std::llround(start * std::ldexp(1.0, lif.fraction_bits)));
        const auto found = potentials(engine);
        for (std::size_t k = 0; k < found.size(); ++k) {
            v = to_nearest(v, lif.decay);
            REQUIRE(found[k] == v);
            const double exact = start * std::exp(-0.005 * static_cast<double>(k + 1));
            REQUIRE(std::ldexp(static_cast<double>(v), -lif.fraction_bits) ==
                    Approx(exact).margin(2e-4));
        }
    }
}

TEST_CASE("fixed engine: a constant current gives the intervals of the closed form") {
    for (const double bias : {1.1, 1.5, 3.0, 50.0}) {
        network net = one_neuron(1, {});
        net.populations[1].lif->bias = bias;
        const fixed_engine engine = run(net, 20'000, {.weight_levels = 1, .state_bits = 30});
        const double to_threshold = std::ceil(-std::log(1 - 1 / bias) / 0.005);
        const auto ticks = spike_ticks(engine);
        REQUIRE(ticks.size() > 30);
        CHECK(static_cast<double>(ticks[0]) == to_threshold - 1);
        for (std::size_t k = 1; k < ticks.size(); ++k) {
            CHECK(static_cast<double>(ticks[k] - ticks[k - 1]) == 20 + to_threshold - 1);
        }
    }
}

TEST_CASE("fixed engine: what arrives while refractory, or in the tick of the spike, is lost") {
    // Tick 10 brings the spike of tick 11; the neuron hears again in tick 31.
    network net = one_neuron(1, {9, 10, 29, 30});
    net.projections[0].weight = 1.01;
    const fixed_engine engine = run(net, 40);
    const auto v = potentials(engine);
    const std::int64_t arriving = std::int64_t{15} * engine.numbers().projections[0].unit;
    CHECK(spike_ticks(engine) == std::vector<std::uint64_t>{11, 32});
    CHECK(v[9] == 0);
    CHECK(v[10] == arriving);
    for (std::size_t k = 11; k < 31; ++k) CHECK(v[k] == 0);
    CHECK(v[31] == arriving);
}

TEST_CASE("fixed engine: a refractory time of no tick lets a neuron spike in every one") {
    network net = one_neuron(1, {});
    net.populations[1].lif->refractory_s = 0;
    net.populations[1].lif->bias = 500;
    CHECK(run(net, 100).spikes(1) == 100);
}

TEST_CASE("fixed engine: a current gives what its factors say") {
    network net = one_neuron(1, {0});
    net.populations[1].lif->exponential.emplace().tau_s = 5e-3;
    const fixed_engine engine = run(net, 500);
    const fixed_lif& lif = *engine.numbers().populations[1]->lif;
    const auto found = potentials(engine);
    std::int64_t v = 0;
    std::int64_t g = std::int64_t{15} * engine.numbers().projections[0].unit;
    CHECK(found[1] == 0);
    for (std::size_t k = 2; k < found.size(); ++k) {
        v = to_nearest(v, lif.decay) + to_nearest(g, lif.current_gain);
        g = to_nearest(g, lif.current_decay);
        REQUIRE(found[k] == v);
        const double t = 1e-4 * static_cast<double>(k - 1);
        const double exact = 0.5 * (std::exp(-t / 5e-3) - std::exp(-t / 20e-3)) * 5e-3 / -15e-3;
        REQUIRE(std::ldexp(static_cast<double>(v), -lif.fraction_bits) ==
                Approx(exact).margin(5e-4));
    }
}

TEST_CASE("fixed engine: a threshold that adapts makes intervals longer, to a limit") {
    network net = one_neuron(1, {});
    net.populations[1].lif->bias = 2;
    net.populations[1].lif->adaptive_threshold = adaptive_threshold_config{0.2, 0.2};
    const fixed_engine engine = run(net, 30'000);
    const fixed_lif& lif = *engine.numbers().populations[1]->lif;
    std::vector<std::uint64_t> expected;
    std::int64_t v = 0;
    std::int64_t raise = 0;
    const std::int64_t b = lif.bias[0];
    for (std::uint64_t tick = 0; tick < 30'000; ++tick) {
        v = b + to_nearest(v - b, lif.decay);
        raise = to_nearest(raise, lif.raise_decay);
        const bool is_deaf = !expected.empty() && tick - expected.back() < 20;
        if (!is_deaf && v >= lif.threshold + raise) {
            expected.push_back(tick);
            raise += lif.raise_increment;
        }
        if (!expected.empty() && tick - expected.back() < 20) v = 0;
    }
    CHECK(spike_ticks(engine) == expected);
    REQUIRE(expected.size() > 20);
    CHECK(expected[1] - expected[0] < expected[3] - expected[2]);
}

TEST_CASE("fixed engine: a sum is exact, and the state saturates once") {
    // 40 inputs of 2 and 39 of -2: any part of the sum may be beyond the largest state.
    network net = one_neuron(79, {0});
    net.populations[1].lif->threshold = 10;
    projection& p = net.projections[0];
    p.connect = connection_rule::list;
    p.weight = 0;
    for (std::uint32_t i = 0; i < 79; ++i) {
        p.table.source.push_back(i);
        p.table.target.push_back(0);
        p.table.weight.push_back(i < 40 ? 2 : -2);
    }
    for (const std::uint32_t bits : {16U, 24U, 31U}) {
        const number_format format{.weight_levels = 15, .state_bits = bits};
        const fixed_engine balanced = run(net, 3, format);
        const std::int64_t unit = balanced.numbers().projections[0].unit;
        CHECK(potentials(balanced)[1] == 15 * unit);
        for (const double sign : {1.0, -1.0}) {
            network one_sided = net;
            for (double& w : one_sided.projections[0].table.weight) w = 2 * sign;
            const fixed_engine beyond = run(one_sided, 2, format);
            CHECK(79 * 15 * unit > format.most_state());
            CHECK(static_cast<double>(potentials(beyond)[1]) ==
                  sign * static_cast<double>(format.most_state()));
        }
        network current = net;
        current.populations[1].lif->exponential.emplace().tau_s = 1e3;
        for (double& w : current.projections[0].table.weight) w = 2;
        const fixed_engine filled = run(current, 3, format);
        CHECK(potentials(filled)[2] ==
              to_nearest(format.most_state(), filled.numbers().populations[1]->lif->current_gain));
    }
}

TEST_CASE("fixed engine: a change of part of a level happens as often as it should") {
    constexpr double decay_of_a_tick = 0.995012479;  // e^(-0.1/20)
    for (const double part : {0.003, 0.3, 0.9, 2.25}) {
        const double error = 5 * std::sqrt(0.25 / 20'000);
        network gains = plastic_pairs(5, 10, 11);
        gains.projections[0].stdp->a_plus = part * 1e-4;
        const auto risen = levels_of(run(gains, 20, fine));
        REQUIRE(risen.size() == 20'000);
        CHECK(mean_of(risen) == Approx(5 + part * decay_of_a_tick).margin(error));
        const auto least = 5 + std::floor(part * decay_of_a_tick);
        for (const double l : risen) CHECK((l == least || l == least + 1));

        network losses = plastic_pairs(5, 11, 10);
        losses.projections[0].stdp->a_minus = part * 1e-4;
        const auto fallen = levels_of(run(losses, 20, fine));
        CHECK(mean_of(fallen) == Approx(5 - part * decay_of_a_tick).margin(error));
    }
}

TEST_CASE("fixed engine: in one tick arrivals come before spikes of targets") {
    // Both in tick 10: no loss, and the whole gain.
    network net = plastic_pairs(5, 10, 10);
    net.projections[0].stdp->a_plus = 3e-4;
    net.projections[0].stdp->a_minus = 3e-4;
    const auto levels = levels_of(run(net, 20, fine));
    // A level is no round number of units, so that three are not quite three.
    CHECK(std::count(levels.begin(), levels.end(), 8.0) > 19'900);
}

TEST_CASE("fixed engine: roundings of different synapses and ticks are their own") {
    std::vector<double> first;
    for (const std::uint64_t tick : {10U, 11U}) {
        network net = plastic_pairs(5, tick, tick);
        net.projections[0].stdp->a_plus = 0.5e-4;
        const auto levels = levels_of(run(net, 20, fine));
        // Neither all of a source nor all of a target move together.
        for (std::size_t i = 0; i < 100; ++i) {
            const auto begin = levels.begin() + static_cast<std::ptrdiff_t>(200 * i);
            const auto moved = std::count(begin, begin + 200, 6.0);
            CHECK(moved > 60);
            CHECK(moved < 140);
        }
        for (std::size_t j = 0; j < 200; ++j) {
            int moved = 0;
            for (std::size_t i = 0; i < 100; ++i) moved += levels[200 * i + j] == 6 ? 1 : 0;
            CHECK(moved > 22);
            CHECK(moved < 78);
        }
        if (first.empty()) first = levels;
        if (tick == 10) continue;
        std::size_t same = 0;
        for (std::size_t k = 0; k < levels.size(); ++k) same += levels[k] == first[k] ? 1U : 0U;
        CHECK(same > 9'600);
        CHECK(same < 10'400);
    }
}

TEST_CASE("fixed engine: levels stay between none and the most") {
    network gains = plastic_pairs(14, 10, 11);
    gains.projections[0].stdp->a_plus = 5e-4;
    for (const double l : levels_of(run(gains, 20, fine))) CHECK(l == 15);
    network losses = plastic_pairs(2, 11, 10);
    losses.projections[0].stdp->a_minus = 5e-4;
    for (const double l : levels_of(run(losses, 20, fine))) CHECK(l == 0);
}

TEST_CASE("fixed engine: calcium gates what arrives before it takes the tick's spikes") {
    // The neuron spikes first in tick `first`, whatever it hears before.
    network net = one_neuron(1, {});
    net.populations[1].lif->exponential.emplace().tau_s = 1e3;
    net.populations[1].lif->v_initial = 0.99;
    net.populations[1].lif->bias = 1.2;
    astrocyte_field& a = net.astrocytes.emplace_back();
    a.name = "a";
    a.senses = "cell";
    a.effects = {test::gain_of({"p"}, gated_side::target, -1)};
    a.calcium = calcium_gate_config{.tau_s = 1e3, .per_spike = 1, .theta = 0.5, .slope = 0.01};
    const fixed_engine silent = run(net, 200);
    const std::uint64_t first = spike_ticks(silent).at(0);
    REQUIRE(first > 2);
    const auto calcium = seen(silent, probe_kind::calcium).values;
    for (std::size_t k = 0; k < calcium.size(); ++k) {
        CHECK((calcium[k] >= 0.99) == (k >= first));
        CHECK((calcium[k] == 0) == (k < first));
    }
    net.populations[0].spikes->spikes = {{0, first}};
    CHECK(potentials(run(net, 200)) == potentials(silent));
    net.populations[0].spikes->spikes = {{0, first - 1}};
    network open = net;
    open.astrocytes[0].effects.clear();
    CHECK(potentials(run(net, 200)) == potentials(run(open, 200)));
    CHECK(potentials(run(net, 200)) != potentials(silent));
}

TEST_CASE("fixed engine: with many levels it has the statistics of double precision") {
    double ratio_of_all = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        network net = busy_network();
        net.seed = seed;
        net = with_all_probes(net);
        for (probe& p : net.probes) p.every_ticks = 0;
        network_engine exact(net);
        fixed_engine fixed(net, {.weight_levels = 255, .state_bits = 24});
        exact.run(60'000);
        fixed.run(60'000);
        CHECK(exact.spikes(0) == fixed.spikes(0));
        REQUIRE(exact.spikes(1) > 1'000);
        const double ratio =
            static_cast<double>(fixed.spikes(1)) / static_cast<double>(exact.spikes(1));
        CHECK(ratio == Approx(1).margin(0.01));
        ratio_of_all += ratio / 5;
        CHECK(mean_of(seen(fixed, probe_kind::calcium).values) ==
              Approx(mean_of(seen(exact, probe_kind::calcium).values)).epsilon(0.08));
        double exact_sum = 0;
        double fixed_sum = 0;
        exact.for_each_synapse_now(0, [&](const synapse& s) { exact_sum += s.weight; });
        fixed.for_each_synapse_now(0, [&](const synapse& s) { fixed_sum += s.weight; });
        CHECK(fixed_sum == Approx(exact_sum).epsilon(0.02));
    }
    CHECK(ratio_of_all == Approx(1).margin(0.005));
}

TEST_CASE("fixed engine: weights of few units keep their sums") {
    // 255 levels of 0.008 beside a threshold of 10: a level is 1.6 units of 2^-16.
    network net = one_neuron(1'000, {0});
    net.populations[1].lif->threshold = 10;
    net.projections[0].weight = 0;
    net.projections[0].connect = connection_rule::list;
    double sum = 0;
    for (std::uint32_t i = 0; i < 1'000; ++i) {
        const double weight = 8e-6 * i;
        net.projections[0].table.source.push_back(i);
        net.projections[0].table.target.push_back(0);
        net.projections[0].table.weight.push_back(weight);
        sum += weight;
    }
    for (const bool plastic : {false, true}) {
        if (plastic) net.projections[0].stdp = pair_stdp_config{.w_max = 8.8e-3};
        const fixed_engine engine = run(net, 2, {.weight_levels = 255, .state_bits = 24});
        CHECK(seen(engine, probe_kind::membrane).values[1] == Approx(sum).epsilon(3e-3));
        double told = 0;
        engine.for_each_synapse_now(0, [&told](const synapse& s) { told += s.weight; });
        CHECK(seen(engine, probe_kind::membrane).values[1] == Approx(told).epsilon(1e-12));
    }
}

TEST_CASE("fixed engine: more targets than 16 bits count") {
    network net = one_neuron(2, {0});
    net.populations[1].size = 70'000;
    net.projections[0].weight = 0.25;
    for (const bool plastic : {false, true}) {
        if (plastic) net.projections[0].stdp = pair_stdp_config{.w_max = 0.25};
        const fixed_engine engine = run(net, 2);
        const std::int64_t unit = engine.numbers().projections[0].unit;
        const auto v = potentials(engine);
        REQUIRE(v.size() == 140'000);
        CHECK(std::all_of(v.begin() + 70'000, v.end(),
                          [unit](std::int64_t one) { return one == 30 * unit; }));
    }
}

TEST_CASE("fixed engine: formats and networks that do not fit are refused") {
    const network net = test::sample_network();
    CHECK_THROWS_AS(fixed_engine(net, {.weight_levels = 0}), input_error);
    CHECK_THROWS_AS(fixed_engine(net, {.weight_levels = 32'768}), input_error);
    CHECK_THROWS_AS(fixed_engine(net, {.state_bits = 7}), input_error);
    CHECK_THROWS_AS(fixed_engine(net, {.state_bits = 32}), input_error);
    CHECK_THROWS_WITH(fixed_engine(net, {.weight_levels = 32'767, .state_bits = 16}),
                      Catch::Matchers::Contains("projections[1].weight") ||
                          Catch::Matchers::Contains("projections[0].weight"));
    network coarse = net;
    coarse.populations[1].lif->bias = 1e6;
    CHECK_THROWS_WITH(fixed_engine(coarse, {.state_bits = 16}),
                      Catch::Matchers::Contains("populations[1].lif.threshold"));
    fixed_engine engine(net, {});
    CHECK_THROWS_AS(engine.run(std::uint64_t{1} << 32U), input_error);
    CHECK(engine.ticks() == 0);
}
