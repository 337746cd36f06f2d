#include <catch2/catch.hpp>
#include <functional>
#include <limits>
#include <string>

#include "base/error.hpp"
#include "snan/network/network.hpp"
#include "testbenches/support/sample_network.hpp"

using namespace memglia;
using memglia::test::sample_network;

namespace {

// What check() says of the sample after a change.
input_error::details refusal(const std::function<void(network&)>& change) {
    network net = sample_network();
    change(net);
    try {
        check(net);
    } catch (const input_error& e) {
        return e.data;
    }
    return {.path = "accepted"};
}

std::string refused_at(const std::function<void(network&)>& change) {
    return refusal(change).path;
}

}  // namespace

TEST_CASE("network: the sample passes its check") {
    CHECK_NOTHROW(check(sample_network()));
}

TEST_CASE("network: parts that are not there are named, with those that are") {
    const auto target = refusal([](network& n) { n.projections[1].target = "cell"; });
    CHECK(target.path == "projections[1].target");
    CHECK(target.found == "no population is called 'cell'");
    CHECK(target.expected == "one of inputs, cells");
    CHECK(refused_at([](network& n) { n.projections[0].source = "x"; }) == "projections[0].source");
    CHECK(refused_at([](network& n) { n.astrocytes[0].senses = ""; }) == "astrocytes[0].senses");
    CHECK(refused_at([](network& n) {
              n.astrocytes[0].effects[0].projections = {"in", "out"};
          }) == "astrocytes[0].effects[0].projections");
    CHECK(refused_at([](network& n) { n.probes[0].of = "in"; }) == "probes[0].of");
    CHECK(refused_at([](network& n) { n.populations.clear(); }) == "populations");
}

TEST_CASE("network: names are plain and one of a kind") {
    CHECK(refused_at([](network& n) { n.populations[1].name = "inputs"; }) ==
          "populations[1].name");
    CHECK(refused_at([](network& n) { n.probes[0].name = "../spikes"; }) == "probes[0].name");
    CHECK(refused_at([](network& n) { n.projections[1].name = ""; }) == "projections[1].name");
}

TEST_CASE("network: a population has one model, and values that fit it") {
    CHECK(refused_at([](network& n) { n.populations[1].lif.reset(); }) == "populations[1]");
    CHECK(refused_at([](network& n) { n.populations[0].lif.emplace(); }) == "populations[0]");
    CHECK(refusal([](network& n) { n.populations[0].poisson.emplace(); }).found ==
          "found 2 models");
    CHECK(refused_at([](network& n) {
              n.populations[0].spikes.reset();
              n.populations[0].poisson.emplace().rate_hz = 1e4;
          }) == "populations[0].poisson.rate_hz");
    CHECK(refused_at([](network& n) { n.populations[1].lif->threshold = 0; }) ==
          "populations[1].lif.threshold");
    CHECK(refused_at([](network& n) { n.populations[1].lif->tau_m_s = 1e-5; }) ==
          "populations[1].lif.tau_m_s");
    CHECK(refused_at([](network& n) {
              n.populations[0].spikes->spikes.push_back({5, 1});
          }) == "populations[0].spikes");
    CHECK(refused_at([](network& n) {
              n.populations[0].spikes->spikes = {{3, 7}, {2, 7}, {3, 7}};
          }) == "populations[0].spikes");
    const auto with_bias = [](std::vector<double> values) {
        return [values](network& n) {
            n.populations[1].per_neuron = {{neuron_parameter::bias, "", values}};
        };
    };
    CHECK(refused_at(with_bias(std::vector<double>(9, 1.0))) == "populations[1].per_neuron.bias");
    CHECK(refused_at(with_bias(std::vector<double>(10, 1.0))) == "accepted");
    CHECK(refused_at(with_bias(std::vector<double>(
              10, std::numeric_limits<double>::quiet_NaN()))) == "populations[1].per_neuron.bias");
}

TEST_CASE("network: connection rules and their keys") {
    CHECK(refused_at([](network& n) { n.projections[0].connect = connection_rule::one_to_one; }) ==
          "projections[0].connect");
    CHECK(refused_at([](network& n) {
              n.projections[1].connect = connection_rule::one_to_one;
              n.projections[1].probability = 0;
          }) == "projections[1].connect");
    CHECK(refused_at([](network& n) { n.projections[0].probability = 0.5; }) ==
          "projections[0].probability");
    CHECK(refused_at([](network& n) { n.projections[1].probability = 0; }) ==
          "projections[1].probability");
    CHECK(refused_at([](network& n) { n.projections[0].autapses = true; }) ==
          "projections[0].autapses");
    CHECK(refused_at([](network& n) { n.projections[0].file = "w.csv"; }) == "projections[0].file");
    CHECK(refused_at([](network& n) { n.projections[1].target = "inputs"; }) ==
          "projections[1].target");
}

TEST_CASE("network: a kernel needs grids of one width, and every key an effect") {
    const auto with = [](const std::function<void(network&)>& change) {
        return [change](network& n) {
            n.populations[1].grid = grid_config{5};
            n.projections[1].connect = connection_rule::distance;
            n.projections[1].kernel.emplace();
            change(n);
        };
    };
    const std::string in = "projections[1].";
    CHECK(refused_at(with([](network&) {})) == "accepted");
    CHECK(refused_at(with([](network& n) { n.populations[1].grid.reset(); })) == in + "connect");
    CHECK(refused_at(with([](network& n) { n.populations[1].grid->columns = 0; })) ==
          "populations[1].grid.columns");
    CHECK(refused_at(with([](network& n) { n.populations[1].grid->columns = 11; })) ==
          "populations[1].grid.columns");
    CHECK(refused_at(with([](network& n) { n.projections[1].kernel.reset(); })) == in + "kernel");
    CHECK(refused_at([](network& n) { n.projections[1].kernel.emplace(); }) == in + "kernel");
    CHECK(refused_at([](network& n) { n.populations[1].grid.emplace(); }) == "populations[1].grid");
    CHECK(refused_at(with([](network& n) { n.projections[1].probability = 0; })) ==
          in + "probability");
    CHECK(refused_at(with([](network& n) { n.projections[1].kernel->of = kernel_role::weight; })) ==
          in + "probability");
    CHECK(refused_at(with([](network& n) {
              n.projections[1].kernel->shape = kernel_shape::cosine;
          })) == in + "kernel.of");
    CHECK(
        refused_at(with([](network& n) {
            n.projections[1].kernel = {kernel_shape::mexican_hat, 2, kernel_role::weight, 0, false};
            n.projections[1].probability = 0;
            n.projections[1].stdp.emplace();
        })) == in + "kernel.shape");
    CHECK(refused_at(with([](network& n) {
              n.projections[1].kernel->shape = kernel_shape::box;
              n.projections[1].kernel->cutoff = 1;
          })) == in + "kernel.cutoff");
    CHECK(refused_at(with([](network& n) { n.projections[1].kernel->periodic = true; })) ==
          "accepted");
    CHECK(refused_at(with([](network& n) {
              n.populations[1].grid->columns = 4;
              n.projections[1].kernel->periodic = true;
          })) == in + "kernel.periodic");
    const auto widths = refusal(with([](network& n) {
        n.populations[0].grid.emplace().columns = 2;
        n.projections[1].source = "inputs";
    }));
    CHECK(widths.path == in + "connect");
    CHECK(widths.found == "found grids of 2 and 5 columns");
    const auto many = refusal(with([](network& n) {
        n.populations[1].size = 150'000;
        n.projections[1].kernel->length = 1e6;
        n.astrocytes.clear();
        n.most_synapses = 100'000'000;
    }));
    CHECK(many.path == "projections[1]");
    CHECK(many.hint == "raise most_synapses if you mean it");
}

TEST_CASE("network: a table of synapses stays inside its populations and ranges") {
    const auto with = [](synapse_table table) {
        return [table](network& n) {
            projection& p = n.projections[0];
            p.connect = connection_rule::list;
            p.weight = 0;
            p.weight_spread = 0;
            p.delay_ticks = 1;
            p.delay_spread_ticks = 0;
            p.table = table;
        };
    };
    CHECK(refused_at(with({{0, 4}, {9, 0}, {0.1, 0.2}, {1, 65'535}})) == "accepted");
    const auto outside = refusal(with({{0, 5}, {9, 0}, {0.1, 0.2}, {1, 2}}));
    CHECK(outside.path == "projections[0].file");
    CHECK(outside.found == "found synapse 2, 5 to 0");
    CHECK(refusal(with({{0, 4}, {9}, {}, {}})).expected == "columns of one length");
    CHECK(refused_at(with({{0}, {9}, {0.1}, {0}})) == "accepted");
    CHECK(refusal(with({{0}, {9}, {0.1}, {65'536}})).found ==
          "found a delay of 65536 for synapse 1, 0 to 9");
    CHECK(refusal(with({{0}, {9}, {0.1}, {65'536}})).expected == "0 to 65535 ticks");
    CHECK(refusal(with({{0}, {9}, {0.7}, {1}})).found ==
          "found a weight of 0.7 for synapse 1, 0 to 9");
    CHECK(refused_at([&](network& n) {
              with({{0}, {9}, {0.1}, {}})(n);
              n.projections[0].weight = 0.1;
          }) == "projections[0].weight");
    CHECK(refused_at([&](network& n) {
              with({{0}, {9}, {}, {3}})(n);
              n.projections[0].delay_ticks = 2;
          }) == "projections[0].delay_ticks");
}

TEST_CASE("network: weights under plasticity and delays stay in range") {
    CHECK(refused_at([](network& n) { n.projections[0].weight_spread = 0.3; }) ==
          "projections[0].weight");
    CHECK(refused_at([](network& n) { n.projections[0].stdp->tau_plus_s = 1e-5; }) ==
          "projections[0].stdp");
    CHECK(refused_at([](network& n) { n.projections[0].delay_ticks = 0; }) == "accepted");
    CHECK(refused_at([](network& n) { n.projections[1].delay_ticks = 65'535; }) ==
          "projections[1].delay_ticks");
    CHECK(refused_at([](network& n) { n.projections[1].delay_spread_ticks = 16; }) ==
          "projections[1].delay_ticks");
}

TEST_CASE("network: a clamp has windows one after the other, and spikes in them alone") {
    const auto with = [](std::size_t of, clamp_config clamp) {
        return [of, clamp](network& n) { n.populations[of].clamp = clamp; };
    };
    const double tick_s = sample_network().tick_s;
    const std::vector<clamp_window> windows{{0, 2 * tick_s}, {5 * tick_s, 6 * tick_s}};
    CHECK(refused_at(with(1, {windows, "", {{0, 1}, {0, 5}}})) == "accepted");
    CHECK(refused_at(with(0, {windows, "", {}})) == "populations[0].clamp");
    CHECK(refused_at(with(1, {{}, "", {}})) == "populations[1].clamp.windows");
    CHECK(refused_at(with(1, {{{tick_s, tick_s}}, "", {}})) == "populations[1].clamp.windows[0]");
    CHECK(refused_at(with(1, {{{0, 2 * tick_s}, {tick_s, 3 * tick_s}}, "", {}})) ==
          "populations[1].clamp.windows[1]");
    CHECK(refused_at(with(1, {windows, "", {{0, 2}}})) == "populations[1].clamp.spikes");
    CHECK(refused_at(with(1, {windows, "", {{10, 1}}})) == "populations[1].clamp.spikes");
    CHECK(refused_at(with(1, {windows, "", {{3, 1}, {3, 1}}})) == "populations[1].clamp.spikes");
}

TEST_CASE("network: astrocytes gate what touches the neurons they sense, once") {
    CHECK(refused_at([](network& n) { n.astrocytes[0].effects[0].by = gated_side::source; }) ==
          "astrocytes[0].effects[0].projections");
    CHECK(refused_at([](network& n) {
              n.astrocytes[0].effects[0].projections = {"in", "in"};
          }) == "astrocytes[0].effects[0].projections");
    CHECK(refused_at([](network& n) { n.astrocytes[0].neurons_per_unit = 11; }) ==
          "astrocytes[0].neurons_per_unit");
    CHECK(refused_at([](network& n) {
              n.astrocytes[0].calcium->decay = calcium_decay::euler;
              n.astrocytes[0].calcium->tau_s = 1e-5;
          }) == "astrocytes[0].calcium.tau_s");
    network net = sample_network();
    CHECK(unit_count(net, net.astrocytes[0]) == 4);  // 10 neurons by 3
}

TEST_CASE("network: a coupled field has edges between its units, and no key too many") {
    const auto with = [](coupling_config c) {
        return [c](network& n) { n.astrocytes[0].coupling = c; };  // four units
    };
    const std::string in = "astrocytes[0].coupling";
    using enum coupling_graph;
    CHECK(refused_at(with({ring, 0.25, 0, "", {}})) == "accepted");
    CHECK(refused_at(with({ring, 0.26, 0, "", {}})) == in + ".conductance");
    CHECK(refused_at(with({ring, 0, 0, "", {}})) == in + ".conductance");
    CHECK(refused_at(with({ring, 0.1, 2, "", {}})) == in + ".columns");
    CHECK(refused_at(with({ring, 0.1, 0, "e.csv", {}})) == in + ".file");
    CHECK(refused_at(with({grid, 0.25, 2, "", {}})) == "accepted");
    CHECK(refused_at(with({grid, 0.1, 0, "", {}})) == in + ".columns");
    CHECK(refused_at(with({grid, 0.1, 5, "", {}})) == in + ".columns");
    CHECK(refused_at(with({list, 0.5, 0, "", {{3, 0}}})) == "accepted");
    CHECK(refused_at(with({list, 0.3, 0, "", {{3, 0}, {0, 1}}})) == in + ".conductance");
    CHECK(refused_at(with({list, 0.1, 0, "", {}})) == in + ".file");
    CHECK(refused_at(with({list, 0.1, 0, "", {{2, 2}}})) == in + ".file");
    CHECK(refused_at(with({list, 0.1, 0, "", {{0, 1}, {1, 0}}})) == in + ".file");
    const auto outside = refusal(with({list, 0.1, 0, "", {{0, 1}, {0, 4}}}));
    CHECK(outside.path == in + ".file");
    CHECK(outside.found == "found edge 2, 0 to 4");
    CHECK(refused_at([&](network& n) {
              n.astrocytes[0].neurons_per_unit = 10;
              with({ring, 0.1, 0, "", {}})(n);
          }) == in);
}

TEST_CASE("network: readouts are of whole groups, windows and names of their own") {
    const auto with = [](const readout& r) { return [r](network& n) { n.readouts = {r}; }; };
    using enum readout_kind;
    CHECK(refused_at(with({"r", "cells", winner, 5, 0, 1})) == "accepted");
    CHECK(refused_at(with({"r", "inputs", rate, 5, 0, 1})) == "accepted");
    CHECK(refused_at(with({"", "cells", rate, 5, 0, 1})) == "readouts[0].name");
    CHECK(refused_at(with({"raster", "cells", rate, 5, 0, 1})) == "readouts[0].name");
    CHECK(refused_at(with({"r", "cell", rate, 5, 0, 1})) == "readouts[0].of");
    CHECK(refused_at(with({"r", "cells", rate, 3, 0, 1})) == "readouts[0].neurons_per_group");
    CHECK(refused_at(with({"r", "cells", rate, 0, 0, 1})) == "readouts[0].neurons_per_group");
    CHECK(refused_at(with({"r", "cells", winner, 10, 0, 1})) == "readouts[0].neurons_per_group");
    CHECK(refused_at(with({"r", "cells", rate, 1, 1, 1})) == "readouts[0].to_s");
}

TEST_CASE("network: stimuli drive neurons, for a tick at least") {
    const auto with = [](const stimulus& s) { return [s](network& n) { n.stimuli = {s}; }; };
    CHECK(refused_at(with({"cells", 0.1, 0.2, 1.5})) == "accepted");
    CHECK(refused_at(with({"cell", 0.1, 0.2, 1.5})) == "stimuli[0].population");
    CHECK(refusal(with({"inputs", 0.1, 0.2, 1.5})).found == "'inputs' is an input");
    CHECK(refused_at(with({"cells", 0.2, 0.1, 1.5})) == "stimuli[0].to_s");
    CHECK(refusal(with({"cells", 0.2, 0.20004, 1.5})).expected == "at least a tick more, 1e-04 s");
}

TEST_CASE("network: probes fit what they record") {
    CHECK(refused_at([](network& n) { n.probes[0].every_ticks = 5; }) == "probes[0].every_ticks");
    CHECK(refused_at([](network& n) {
              n.probes[0].record = probe_kind::membrane;
              n.probes[0].of = "inputs";
          }) == "probes[0].of");
}

TEST_CASE("network: a slip that asks for too much is refused before anything is made") {
    const auto neurons = refusal([](network& n) { n.populations[1].size = 1'000'000; });
    CHECK(neurons.path == "populations[1].size");
    CHECK(neurons.found == "found 1000005 neurons up to here");
    CHECK(neurons.hint == "raise most_neurons if you mean it");
    const auto synapses = refusal([](network& n) {
        n.populations[1].size = 150'000;
        n.astrocytes.clear();
    });
    CHECK(refusal([](network& n) { n.populations[0].name = std::string(101, 'x'); }).found ==
          "found a name of 101 letters");
    CHECK(refusal([](network& n) { n.populations[1].lif->refractory_s = n.tick_s / 4; }).path ==
          "populations[1].lif.refractory_s");
    CHECK(synapses.path == "projections[1]");
    CHECK(synapses.found == "found 2250735000 synapses up to here");
}
