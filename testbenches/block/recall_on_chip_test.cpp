#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "snan/mapping/network_on_chip.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/tasks/recall/recall.hpp"
#include "snan/tasks/recall/recall_network.hpp"
#include "testbenches/support/ideal_network_chip.hpp"
#include "testbenches/support/own_process.hpp"

using namespace memglia;
using namespace memglia::test;

namespace {

// Numbers of a run: deliveries, then of each pattern its spikes with their ticks.
std::vector<std::uint64_t> flattened(const recalled_patterns& of) {
    std::vector<std::uint64_t> all{of.synaptic_operations};
    for (const spike_pattern& pattern : of.patterns) {
        for (std::uint64_t t = 0; t < pattern.size(); ++t) {
            for (const std::uint32_t j : pattern[t]) all.push_back(t << 32U | j);
        }
        all.push_back(0);
    }
    return all;
}

// The same recalls on a chip of ideal devices and in the engine.
void check_same(const recall_config& config, const number_format& format,
                std::uint32_t neurons_per_core, std::size_t least_numbers) {
    const auto patterns = make_patterns(config);
    std::vector<spike_pattern> cues;
    for (std::uint32_t m = 0; m < patterns.size(); ++m) {
        cues.push_back(make_cue(config, patterns[m], m));
    }
    delayed_weights weights = hebbian_weights(config, patterns);
    weights.clip(config.weights.limit);
    const network net = recall_network(config, weights, cues);
    const auto on_chip = in_own_process([&] {
        network_on_chip chip(net, ideal_network_chip(format, neurons_per_core));
        auto recalled = recall_on(config, chip);
        return flattened({std::move(recalled), chip.deliveries()});
    });
    fixed_engine engine(net, format);
    auto recalled = recall_on(config, engine);
    const auto in_fixed_point = flattened({std::move(recalled), engine.deliveries()});
    INFO(format.weight_levels << " levels");
    CHECK((in_fixed_point == on_chip));
    CHECK(on_chip.size() > least_numbers);
}

}  // namespace

TEST_CASE("recall on a chip: every spike of the engine in fixed point, over several cores") {
    for (const std::uint32_t levels : {7U, 255U}) {
        recall_config config;
        config.neurons = 50;
        config.delays = 20;
        config.patterns = {.count = 4, .ticks = 300, .spike_probability = 0.008};
        config.neuron.reset = reset_rule::subtract;
        config.weights.gain = 4;
        config.weights.limit = 0.4;
        config.cue.ticks = 15;
        check_same(config, {.weight_levels = levels, .state_bits = 24}, 16, 300);
    }
}

TEST_CASE("recall on a chip: every spike of the sparse set") {
    recall_config config;
    config.neuron.reset = reset_rule::subtract;
    config.weights.limit = 0.1;
    check_same(config, {.weight_levels = 15, .state_bits = 24}, 256, 16'000);
}
