#include "snan/tasks/recall/recall_network.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"
#include "snan/tasks/recall/recall.hpp"

using namespace memglia;

namespace {

recall_config config_of(std::uint32_t neurons, std::uint32_t delays, reset_rule reset) {
    recall_config config;
    config.neurons = neurons;
    config.delays = delays;
    config.patterns = {.count = 3, .ticks = 200, .spike_probability = 0.01};
    config.neuron.reset = reset;
    return config;
}

recalled_patterns by_engine(const recall_config& config, const delayed_weights& weights,
                            const std::vector<spike_pattern>& cues) {
    network_engine engine(recall_network(config, weights, cues));
    auto patterns = recall_on(config, engine);
    return {std::move(patterns), engine.deliveries()};
}

recalled_patterns by_fixed_engine(const recall_config& config, const delayed_weights& weights,
                                  const std::vector<spike_pattern>& cues) {
    fixed_engine engine(recall_network(config, weights, cues),
                        {.weight_levels = 255, .state_bits = 24});
    auto patterns = recall_on(config, engine);
    return {std::move(patterns), engine.deliveries()};
}

std::vector<spike_pattern> cues_of(const recall_config& config) {
    const auto patterns = make_patterns(config);
    std::vector<spike_pattern> cues;
    for (std::uint32_t m = 0; m < patterns.size(); ++m) {
        cues.push_back(make_cue(config, patterns[m], m));
    }
    return cues;
}

}  // namespace

TEST_CASE("recall network: spike for spike what the equations do, with either reset and any cue") {
    for (const reset_rule reset : {reset_rule::subtract, reset_rule::to_zero}) {
        for (const std::uint32_t cue_ticks : {0U, 1U, 5U, 12U}) {
            for (const double gain : {1.5, 4.0}) {
                recall_config config = config_of(40, 12, reset);
                config.cue.ticks = cue_ticks;
                config.weights.gain = gain;
                const auto cues = cues_of(config);
                const auto weights = hebbian_weights(config, make_patterns(config));
                const auto expected = free_runs(config, weights, cues);
                const auto found = by_engine(config, weights, cues);
                INFO("cue of " << cue_ticks << ", gain " << gain);
                CHECK(found.patterns == expected.patterns);
            }
        }
    }
}

TEST_CASE("recall network: the sparse set comes back in double precision and in fixed point") {
    recall_config config;
    config.neuron.reset = reset_rule::subtract;
    const double expected = run_recall(config).score.f1();
    CHECK(expected > 0.9999);
    CHECK(std::abs(run_recall(config, by_engine).score.f1() - expected) <= 1e-3);
    CHECK(run_recall(config, by_fixed_engine).score.f1() > 0.999);
}

TEST_CASE("recall: with clipped weights the sparse set comes back with three levels") {
    recall_config config;
    config.neuron.reset = reset_rule::subtract;
    config.weights.limit = 0.1;
    const auto with_levels = [&config](std::uint32_t levels) {
        const recaller recall = [levels](const recall_config& c, const delayed_weights& weights,
                                         const std::vector<spike_pattern>& cues) {
            fixed_engine engine(recall_network(c, weights, cues),
                                {.weight_levels = levels, .state_bits = 24});
            auto patterns = recall_on(c, engine);
            return recalled_patterns{std::move(patterns), engine.deliveries()};
        };
        return run_recall(config, recall).score.f1();
    };
    CHECK(run_recall(config).score.f1() > 0.9999);
    CHECK(with_levels(15) > 0.9999);
    CHECK(with_levels(3) > 0.999);
}

TEST_CASE("recall: no weight is beyond the limit") {
    recall_config config = config_of(40, 12, reset_rule::subtract);
    delayed_weights weights = hebbian_weights(config, make_patterns(config));
    const delayed_weights before = weights;
    weights.clip(0.05);
    REQUIRE(weights.synapses() == before.synapses());
    bool any_clipped = false;
    for (std::uint32_t i = 0; i < 40; ++i) {
        for (std::uint32_t d = 1; d <= 12; ++d) {
            for (std::size_t k = 0; k < weights.row_of(i, d).weight.size(); ++k) {
                const double was = before.row_of(i, d).weight[k];
                CHECK(weights.row_of(i, d).weight[k] == std::clamp(was, -0.05, 0.05));
                any_clipped = any_clipped || std::abs(was) > 0.05;
            }
        }
    }
    CHECK(any_clipped);
}

TEST_CASE("recall network: no time constant has every beta") {
    recall_config config = config_of(4, 2, reset_rule::subtract);
    config.neuron.beta = 0.3;
    const delayed_weights weights(4, 2);
    try {
        recall_network(config, weights, {});
        FAIL("accepted");
    } catch (const input_error& e) {
        CHECK(e.data.path == "neuron.beta");
    }
}
