#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <string>

#include "base/choice.hpp"
#include "snan/network/first_difference.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "testbenches/support/dense_fixed_network.hpp"
#include "testbenches/support/random_actions.hpp"
#include "testbenches/support/random_fixed_network.hpp"
#include "testbenches/support/sample_network.hpp"
#include "testbenches/support/shrink_network.hpp"

using namespace memglia;
using namespace memglia::test;

namespace {

// What the case that differs comes down to.
std::string told(const network_case& found) {
    std::size_t synapses = 0;
    for (const projection& p : found.net.projections) synapses += p.table.source.size();
    return std::to_string(found.net.populations.size()) + " populations, " +
           std::to_string(found.net.projections.size()) + " projections, " +
           std::to_string(synapses) + " synapses in tables, " +
           std::to_string(found.net.astrocytes.size()) + " fields, " + std::to_string(found.ticks) +
           " ticks";
}

std::optional<difference> engine_and_dense_differ(const network_case& of,
                                                  const number_format& format) {
    const network net = with_all_probes(of.net);
    fixed_engine engine(net, format);
    dense_fixed_network dense(net, format);
    run_with_actions(engine, net.seed, of.ticks);
    run_with_actions(dense, net.seed, of.ticks);
    return first_difference(engine, dense);
}

}  // namespace

TEST_CASE("fixed engine: random networks, bit for bit with the dense one") {
    std::uint64_t spikes = 0;
    std::uint64_t deliveries = 0;
    std::uint64_t rewarded = 0;
    std::set<std::string> features;
    dense_fixed_network::ends reached;
    for (std::uint64_t seed = 1; seed <= 120; ++seed) {
        const network net = with_all_probes(random_chip_network(seed));
        const number_format format = random_format(seed, net);
        INFO("seed " << seed << ", " << format.weight_levels << " levels, " << format.state_bits
                     << " bits");
        fixed_engine engine(net, format);
        dense_fixed_network dense(net, format);
        run_with_actions(engine, seed, 1'000);
        run_with_actions(dense, seed, 1'000);
        if (const auto found = first_difference(engine, dense)) {
            const auto differs = [&format](const network_case& c) {
                return engine_and_dense_differ(c, format).has_value();
            };
            const network_case smallest = shrink({net, found->tick + 1}, differs);
            INFO(told(smallest));
            FAIL(found->text() << "; smallest: "
                               << engine_and_dense_differ(smallest, format)->text());
        }
        CHECK(engine.deliveries() == dense.deliveries());
        for (std::size_t r = 0; r < net.readouts.size(); ++r) {
            CHECK(engine.read(r) == dense.read(r));
        }
        deliveries += dense.deliveries();
        for (std::size_t p = 0; p < net.populations.size(); ++p) {
            CHECK(engine.spikes(p) == dense.spikes(p));
            if (has_neurons(net.populations[p])) spikes += dense.spikes(p);
        }
        rewarded += dense.rewarded();
        reached.states += dense.reached().states;
        reached.traces += dense.reached().traces;
        reached.levels += dense.reached().levels;
        features.insert("levels " + std::to_string(format.weight_levels));
        features.insert("bits " + std::to_string(format.state_bits));
        for (const projection& p : net.projections) {
            features.insert(word_of(p.connect) + (p.stdp ? " plastic" : " static"));
        }
        for (const population& p : net.populations) {
            if (engine.spikes(index_of(net.populations, p.name)) == 0) continue;
            for_each_model(p, [&](std::string_view name, const auto& model) {
                features.insert(std::string(name) + (model.exponential ? " decaying" : ""));
            });
            if (!p.lif) continue;
            features.insert(word_of(p.lif->reset));
            if (p.lif->noise > 0) features.insert("noise");
            if (p.lif->has_floor()) features.insert("floor");
            if (p.lif->homeostasis) features.insert("homeostasis");
        }
        for (const astrocyte_field& a : net.astrocytes) {
            for (const astrocyte_effect& e : a.effects) {
                const bool is_gain = e.kind == effect_kind::gain;
                if (a.coincidence) features.insert("coincidence " + word_of(e.kind));
                if (a.ullah_transient) features.insert("transient " + word_of(e.kind));
                if (!a.calcium) continue;
                features.insert(word_of(e.kind) + (is_gain ? word_of(e.by) : "") +
                                word_of(a.calcium->decay) + word_of(a.calcium->shape));
            }
            if (a.effects.empty()) continue;
            if (a.coupling) features.insert(word_of(a.coupling->graph));
            if (a.zone) features.insert("zone");
            for (const manipulation& m : a.manipulations) features.insert(word_of(m.kind));
        }
    }
    CHECK(spikes > 100'000);
    CHECK(deliveries > 1'000'000);
    CHECK(rewarded > 10'000);
    CHECK(reached.states > 1'000);
    CHECK(reached.traces > 1'000);
    CHECK(reached.levels > 1'000);
    CHECK(features.size() == 4 + 4 + 5 * 2 + 3 * 2 + 4 + 3 + 4 * 2 * 2 + 2 * 3 + 3 + 1 + 3);
}

TEST_CASE("fixed engine: narrow and wide registers give the same bits") {
    for (std::uint64_t seed = 200; seed < 230; ++seed) {
        INFO("seed " << seed);
        const network net = with_all_probes(random_chip_network(seed));
        const number_format format = random_format(seed, net);
        fixed_engine wide(net, format);
        fixed_engine narrow(net, format, registers::narrow);
        wide.run(1'000);
        narrow.run(1'000);
        const auto found = first_difference(wide, narrow);
        INFO((found ? found->text() : ""));
        CHECK_FALSE(found);
    }
}

TEST_CASE("fixed engine: looking at it changes nothing, and a run may come in parts") {
    for (std::uint64_t seed = 300; seed < 320; ++seed) {
        INFO("seed " << seed);
        network net = random_chip_network(seed);
        const number_format format = random_format(seed, net);
        fixed_engine seen(with_all_probes(net), format);
        for (int k = 0; k < 10; ++k) seen.run(100);
        net = with_all_probes(net);
        for (probe& p : net.probes) p.every_ticks = 0;
        fixed_engine unseen(net, format);
        unseen.run(1'000);
        CHECK(seen.ticks() == 1'000);
        for (std::size_t i = 0; i < net.probes.size(); ++i) {
            const recording a = seen.recorded(i);
            const recording b = unseen.recorded(i);
            CHECK(a.spikes == b.spikes);
            REQUIRE(a.width == b.width);
            CHECK(std::equal(b.values.begin(), b.values.end(),
                             a.values.end() - static_cast<std::ptrdiff_t>(a.width)));
        }
    }
}

TEST_CASE("fixed engine: traces and calcium after a silence of more ticks than the table has") {
    network net;
    net.populations.resize(2);
    net.populations[0].name = "in";
    net.populations[0].size = 2;
    net.populations[0].spikes.emplace().spikes = {{0, 0},      {0, 255},    {1, 256},    {0, 511},
                                                  {0, 65'000}, {1, 65'791}, {0, 131'326}};
    net.populations[1].name = "cells";
    net.populations[1].size = 2;
    net.populations[1].lif.emplace().refractory_s = 0;
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "in";
    p.target = "cells";
    p.weight = 1.5;
    p.stdp = pair_stdp_config{
        .a_plus = 0.1, .a_minus = 0.05, .tau_plus_s = 2, .tau_minus_s = 3, .w_max = 2};
    astrocyte_field& a = net.astrocytes.emplace_back();
    a.name = "a";
    a.senses = "cells";
    a.neurons_per_unit = 2;
    a.effects = {gain_of({"p"}, gated_side::target, -0.7)};
    a.calcium.emplace().tau_s = 5;
    net = with_all_probes(net);
    for (probe& one : net.probes) one.every_ticks = one.record == probe_kind::spikes ? 0 : 64;
    const number_format format{.weight_levels = 255, .state_bits = 30};
    fixed_engine engine(net, format);
    engine.run(131'400);
    // The dense one keeps every tick: parts of the run would not do.
    dense_fixed_network dense(net, format);
    dense.run(131'400);
    const auto found = first_difference(engine, dense);
    INFO((found ? found->text() : ""));
    CHECK_FALSE(found);
    CHECK(engine.spikes(1) > 4);
}

TEST_CASE("shrink: what does not matter goes") {
    // A difference that needs a parallel synapse and a spike of input 1 before tick 100.
    std::size_t shrunk = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const auto needs = [](const network_case& c) {
            check(c.net);
            std::set<std::uint32_t> pairs;
            bool has_parallel = false;
            for (const projection& p : c.net.projections) {
                if (p.connect != connection_rule::list) continue;
                pairs.clear();
                for (std::size_t k = 0; k < p.table.source.size(); ++k) {
                    const auto pair = p.table.source[k] * 1'000 + p.table.target[k];
                    has_parallel |= !pairs.insert(pair).second;
                }
            }
            const auto& in = c.net.populations[0];
            return has_parallel && in.spikes && c.ticks > 20 &&
                   std::any_of(in.spikes->spikes.begin(), in.spikes->spikes.end(),
                               [](const spike_event& s) { return s.neuron == 1; });
        };
        const network_case whole{random_chip_network(seed), 1'000};
        if (!needs(whole)) continue;
        ++shrunk;
        const network_case least = shrink(whole, needs);
        CHECK(needs(least));
        CHECK(least.ticks == 21);
        CHECK(least.net.populations.size() <= 3);  // the ends of the synapses and the input
        CHECK(least.net.populations[0].spikes->spikes.size() == 1);
        REQUIRE(least.net.projections.size() == 1);
        const std::uint32_t inputs = least.net.populations[0].size;
        CHECK((inputs == 2 || inputs == least.net.projections[0].table.source[0] + 1));
        CHECK(least.net.projections[0].table.source.size() == 2);
        CHECK(least.net.astrocytes.empty());
    }
    CHECK(shrunk > 3);
}
